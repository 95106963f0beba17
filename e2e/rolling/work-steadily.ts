import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { SeenGeneration } from "../installation/compare-with-service.ts";
import { uploadViews } from "../collections/start-collection.ts";

const LOOK_MS = 200;
const RETRY_MS = 250;
/** While a server comes or goes, and while a migration has what a request needs. */
const PASSING: ReadonlySet<number> = new Set([502, 503]);
const FINAL: ReadonlySet<string> = new Set(["SUCCEEDED", "FAILED", "EXPIRED"]);

export interface Worked {
  seen: SeenGeneration[];
  /** Answers that nobody should get, in words. */
  wrong: string[];
  /** How often a request was asked to come again. */
  retries: number;
}

/** One user who has one model after another made, and looks at everything meanwhile, until the signal. Every request is repeated while it is told to come again. */
export async function workSteadily({ url, userId, made, signal }: { url: string; userId: string; made(): void; signal: AbortSignal }): Promise<Worked> {
  const worked: Worked = { seen: [], wrong: [], retries: 0 };

  async function call(method: string, path: string, json?: object): Promise<Record<string, unknown>> {
    const key = randomUUID();
    for (;;) {
      const response = await fetch(`${url}/api${path}`, { method, headers: { "x-user": userId, "idempotency-key": key, ...(json && { "content-type": "application/json" }) }, ...(json && { body: JSON.stringify(json) }) }).catch(() => null);
      const text = response === null ? "" : await response.text().catch(() => "");
      if (response?.ok) return JSON.parse(text) as Record<string, unknown>;
      // The first try of the same request may still be on its way.
      const isPassing = response === null || PASSING.has(response.status) || (response.status === 409 && text.includes("idempotency_in_flight"));
      if (!isPassing) {
        worked.wrong.push(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
        throw new Error(worked.wrong.at(-1));
      }
      worked.retries += 1;
      await pause(RETRY_MS);
    }
  }

  const imageUrls = await uploadViews(url, userId);
  while (!signal.aborted) {
    const sourceId = randomUUID();
    const { taskId, modelId } = await call("POST", "/generate-3d-model", { imageUrls, sourceType: "product", sourceId });
    let status = "";
    while (!FINAL.has(status)) {
      await pause(LOOK_MS);
      status = String((await call("GET", `/generate-3d-model?taskId=${String(taskId)}`)).status);
    }
    worked.seen.push({ modelId: String(modelId), end: status as SeenGeneration["end"] });
    made();
    for (const path of ["/product-3d-models?limit=20", `/product-3d-models?sourceType=product&sourceId=${sourceId}&includeAll=true`, "/credits", "/credits/ledger", "/generation-batches"]) await call("GET", path);
  }
  return worked;
}
