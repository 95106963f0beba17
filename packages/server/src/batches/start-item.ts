import { ERRORS, type BatchItemReason, type PauseReason } from "@model-3d/contract";
import { startGeneration } from "../generations/start-generation.ts";
import { lockStarts } from "../generations/take-place.ts";
import { ApiError } from "../http/api-error.ts";
import type { ServiceContext } from "../service-context.ts";
import type { ItemToStart } from "./batch-row.ts";
import { moveBatch, lockBatch } from "./batch-repository.ts";
import { endTry, findItemToStart, linkModel, putBack, type ItemTry } from "./item-repository.ts";

/** The item was cancelled, its batch paused, or another run of this try was quicker: what this one has written is undone. */
class NotItsTurn extends Error {}

/** What a start that came to nothing means for its item. */
type Outcome = { kind: "again" } | { kind: "pause"; reason: PauseReason } | { kind: "end"; status: "FAILED" | "SKIPPED"; reason: BatchItemReason };

/**
 * Starts the model of one item by the same service as a request of its user's would. The item gets its model in the transaction that writes that
 * one, so that a try which is run twice, or whose process dies, starts one model at most. What the item itself is to blame for ends it and nothing
 * else; what is missing for all (credits) pauses its batch.
 *
 * @throws what may pass by itself, so that the queue tries again; the signal's reason.
 */
export async function startItem(context: ServiceContext, itemTry: ItemTry, signal: AbortSignal): Promise<void> {
  const item = await context.database.statementAsService((trx) => findItemToStart(trx, itemTry));
  if (!item) return;
  try {
    await start(context, item, signal);
    context.metrics.count("batch_items", { result: "started" });
  } catch (error) {
    signal.throwIfAborted();
    // A model that was written has its own end, which tells the item; what came too late has nothing to tell.
    if (error instanceof NotItsTurn) return settleLost(context, item);
    if (!(await context.database.statementAsService((trx) => findItemToStart(trx, itemTry)))) return;
    const outcome = judge(error);
    if (outcome === null) throw error;
    await settle(context, item, outcome);
  }
}

async function start(context: ServiceContext, item: ItemToStart, signal: AbortSignal): Promise<void> {
  const { userId, sourceType, sourceId, options, wantedProvider } = item;
  const imageUrls = item.imageUrls as { front: string; back: string };
  await startGeneration(context, {
    userId,
    body: { imageUrls, sourceType, sourceId, options, ...(wantedProvider !== null && { provider: wantedProvider }) },
    publicUrl: item.publicUrl,
    signal,
    agreed: { cost: item.cost, heldAs: item.heldAs },
    isUnattended: true,
    kept: {
      async remember(trx, answer) {
        const { modelId } = answer as { modelId: string };
        const { isLinked, isNew } = await linkModel(trx, item, { modelId, at: context.clock.now() });
        if (!isLinked) throw new NotItsTurn("The item was cancelled, its batch paused, or it was started already.");
        if (isNew) await context.queue.send(trx, "advance-batch", { batchId: item.batchId });
      },
      forget: async () => {},
    },
  });
}

/** Null for what may pass by itself. */
function judge(error: unknown): Outcome | null {
  if (!(error instanceof ApiError)) return null;
  const { code, message } = error;
  if (code === "too_many_generations") return { kind: "again" };
  if (code === "insufficient_credits" || code === "credit_limit_reached") return { kind: "pause", reason: code };
  if (code === "generation_in_progress") return { kind: "end", status: "SKIPPED", reason: { code, message } };
  if (ERRORS[code].actor !== "user" || code === "rate_limited") return null;
  return { kind: "end", status: "FAILED", reason: { code, message } };
}

function settle(context: ServiceContext, item: ItemToStart, outcome: Outcome): Promise<void> {
  if (outcome.kind === "end") return endItem(context, item, outcome);
  return context.database.asService(async (trx) => {
    await lockStarts(trx, item.userId);
    if (!(await putBack(trx, item)) || outcome.kind === "again") return;
    const batch = await lockBatch(trx, item.batchId);
    if (batch?.status === "RUNNING") await moveBatch(trx, item.batchId, { status: "PAUSED", pauseReason: outcome.reason });
    await context.queue.send(trx, "advance-batch", { batchId: item.batchId });
  });
}

/** Ends a try without a model, and gives its credits back; nothing when it was not this try's any more. */
export function endItem(context: ServiceContext, item: ItemTry & { userId: string }, { status, reason }: { status: "FAILED" | "SKIPPED"; reason: BatchItemReason }): Promise<void> {
  const { userId, batchId } = item;
  const at = context.clock.now();
  return context.database.asService(async (trx) => {
    await lockStarts(trx, userId);
    const ended = await endTry(trx, item, { status, reason, at });
    if (!ended) return;
    if (ended.heldAs !== null) {
      await context.modelCredits.release(trx, { userId, modelId: ended.heldAs, reason: reason.message, at });
      await context.modelCredits.announce(trx, userId, { at });
    }
    context.metrics.count("batch_items", { result: status === "FAILED" ? "failed" : "skipped" });
    await context.queue.send(trx, "advance-batch", { batchId });
  });
}

/** What lost its turn while its batch rests waits again; what was cancelled or started is no longer this try's. */
async function settleLost(context: ServiceContext, item: ItemToStart): Promise<void> {
  await context.database.asService(async (trx) => {
    await lockStarts(trx, item.userId);
    await putBack(trx, item);
  });
}

/** Ends a try whose every run came to nothing. */
export async function failItem(context: ServiceContext, itemTry: ItemTry): Promise<void> {
  const item = await context.database.statementAsService((trx) => findItemToStart(trx, itemTry));
  if (!item) return;
  context.logger.error({ batchId: item.batchId, position: item.position }, "An item of a batch could not be started, in several tries");
  await endItem(context, item, { status: "FAILED", reason: { code: "service_unavailable", message: "It could not be started, several times. Nothing was charged; try the failed items again in a while." } });
}
