import { findUnfinished } from "../models/model-repository.ts";
import type { ServiceContext } from "../service-context.ts";
import { settleGeneration } from "./settle-generation.ts";

const BATCH = 100;

/** Gives up every generation of ours that nobody has heard of for longer than the deadline; its hold is released. Tasks of services have deadlines of their own. */
export async function expireGenerations(context: ServiceContext, signal: AbortSignal): Promise<number> {
  const updatedBefore = new Date(context.clock.now().getTime() - context.options.generation.deadlineMs);
  let expired = 0;
  for (;;) {
    signal.throwIfAborted();
    const stuck = await context.database.asService((trx) => findUnfinished(trx, { updatedBefore, limit: BATCH }));
    for (const model of stuck) {
      await settleGeneration(context, model, { status: "EXPIRED", reason: "The generator did not finish in time. Nothing was charged; please try again.", cause: "deadline" });
      expired += 1;
    }
    if (stuck.length < BATCH) return expired;
  }
}
