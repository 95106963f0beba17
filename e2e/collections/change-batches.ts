import { inTurn } from "./in-turn.ts";

/** What everybody asks of all their batches; those that have ended are left as they are. @returns how many were changed. */
export async function changeBatches(url: string, batchIds: readonly (readonly [userId: string, ids: readonly string[]])[], action: "pause" | "resume" | "cancel"): Promise<number> {
  let changed = 0;
  await inTurn(batchIds, async ([userId, ids]) => {
    for (const id of ids) {
      const headers = { "x-user": userId, "content-type": "application/json" };
      const response = await fetch(`${url}/api/generation-batches/${id}`, action === "cancel" ? { method: "DELETE", headers } : { method: "PATCH", headers, body: JSON.stringify({ action }) });
      await response.arrayBuffer();
      if (response.ok) changed += 1;
      else if (response.status !== HAS_ENDED) throw new Error(`To ${action} a batch was answered ${response.status}.`);
    }
  });
  return changed;
}

const HAS_ENDED = 409;
