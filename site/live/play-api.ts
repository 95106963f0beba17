import { isFinalState } from "@model-3d/contract";
import { FakeApi } from "../../packages/client/test/fake-api.ts";

const TICK_MS = 400;
/** Of per cent that a model gains with each tick: about six seconds from the click to the model. */
const STEP = 7;

/** An API in the page whose models make themselves, until it is stopped. */
export function playApi(): { api: FakeApi; stop: () => void } {
  const api = new FakeApi();
  const move = (): void => {
    for (const { id, status, progress } of [...api.models]) {
      if (isFinalState(status)) continue;
      if (progress + STEP >= 100) api.succeed(id);
      else api.progress(id, progress + STEP);
    }
    for (const kept of api.batches.all) {
      if (kept.batch.status !== "RUNNING") continue;
      const running = kept.items.find(({ status }) => status === "IN_PROGRESS");
      const next = kept.items.find(({ status }) => status === "WAITING");
      if (running !== undefined) api.batches.move(kept, [running.position], "SUCCEEDED");
      if (next !== undefined) api.batches.move(kept, [next.position], "IN_PROGRESS");
    }
  };
  const timer = setInterval(move, TICK_MS);
  return { api, stop: () => clearInterval(timer) };
}
