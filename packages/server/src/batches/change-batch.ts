import type { BatchAction, BatchAnswer } from "@model-3d/contract";
import type { Knex } from "knex";
import { lockStarts } from "../generations/take-place.ts";
import { ApiError, notFound } from "../http/api-error.ts";
import type { ServiceContext } from "../service-context.ts";
import { announceBatch } from "./announce-batch.ts";
import { findBatch, findOwnBatch, lockBatch, moveBatch } from "./batch-repository.ts";
import type { BatchRow } from "./batch-row.ts";
import { priorityOf } from "./batches-options.ts";
import { standInLines } from "./deal-items.ts";
import { cancelWaiting, lockFailed, retryItems, selectOpenSources, unlinkImages, type ItemSource } from "./item-repository.ts";
import { presentBatch } from "./present-batch.ts";
import { holdFor } from "./start-batch.ts";

interface Change {
  userId: string;
  batchId: string;
}

/** Does its work under the lock of the user's starts and of the batch, so that no item begins meanwhile. @returns what to say. */
type Work = (trx: Knex.Transaction, row: BatchRow) => Promise<string>;

/**
 * Pauses a batch, goes on with it, or tries its failed items again, but for those that another batch of the user's has by now. Asking again for what is so already changes nothing and is no error.
 *
 * @throws ApiError `not_found`, `batch_ended`; of a retry those of a start, too.
 */
export async function changeBatch(context: ServiceContext, change: Change, action: BatchAction): Promise<BatchAnswer> {
  const priority = action === "pause" ? undefined : await priorityOf(context.options.batches, change.userId);
  const works: Record<BatchAction, Work> = {
    async pause(trx, { id, status }) {
      if (status === "RUNNING") await moveBatch(trx, id, { status: "PAUSED", pauseReason: "user" });
      return "Paused: what has begun goes on, and nothing more begins until you resume it.";
    },
    async resume(trx, { id, status }) {
      if (status === "PAUSED") await moveBatch(trx, id, { status: "RUNNING", priority });
      return "The batch goes on.";
    },
    async retry_failed(trx, row) {
      const { retried, elsewhere } = await retryFailed(context, trx, row, priority);
      const left = elsewhere === 0 ? "" : `${elsewhere === 1 ? "1 item is" : `${elsewhere} items are`} left to another batch of yours, which is not done with ${elsewhere === 1 ? "it" : "them"}.`;
      if (retried === 0) return left || "No item has failed.";
      return `${retried === 1 ? "1 item is" : `${retried} items are`} tried again.${left && ` ${left}`}`;
    },
  };
  return changeUnderLock(context, change, async (trx, row) => {
    if (row.status === "CANCELLED" || (row.finishedAt !== null && action !== "retry_failed")) throw new ApiError("batch_ended");
    return works[action](trx, row);
  });
}

async function retryFailed(context: ServiceContext, trx: Knex.Transaction, { id, userId, status, pauseReason }: BatchRow, priority: number | undefined): Promise<{ retried: number; elsewhere: number }> {
  const all = await lockFailed(trx, id);
  const { rows: open } = all.length === 0 ? { rows: [] } : await selectOpenSources(trx, userId, all);
  const taken = new Set(open.map(keyOf));
  // Two batches would make, and charge for, the same one.
  const failed = all.filter((item) => !taken.has(keyOf(item)));
  const elsewhere = all.length - failed.length;
  if (failed.length === 0) return { retried: 0, elsewhere };
  const holdsAll = context.options.batches.hold === "all";
  const items = failed.map((item) => ({ ...item, heldAs: holdsAll ? context.ids.uuid() : null }));
  await holdFor(context, trx, userId, items, context.clock.now());
  await retryItems(trx, id, items);
  // One that its user has paused stays so, with more to do.
  await moveBatch(trx, id, { status: status === "PAUSED" ? status : "RUNNING", pauseReason: status === "PAUSED" ? pauseReason : null, priority });
  return { retried: failed.length, elsewhere };
}

const keyOf = ({ sourceType, sourceId }: ItemSource): string => `${sourceType} ${sourceId}`;

/**
 * Cancels what of a batch has not begun, and gives the credits of it back; what has begun goes on to its end, or can be stopped by deleting its
 * version. Cancelling again changes nothing.
 *
 * @throws ApiError `not_found`, `batch_ended` for one that is done.
 */
export function cancelBatch(context: ServiceContext, change: Change): Promise<BatchAnswer> {
  const at = context.clock.now();
  return changeUnderLock(context, change, async (trx, { id, userId, status, finishedAt }) => {
    if (status === "DONE") throw new ApiError("batch_ended");
    if (status === "CANCELLED") return "The batch was cancelled before.";
    const cancelled = await cancelWaiting(trx, id, at);
    await moveBatch(trx, id, { status: "CANCELLED", finishedAt });
    const released = cancelled.flatMap(({ heldAs }) => (heldAs === null ? [] : [{ userId, modelId: heldAs, reason: "the batch was cancelled", at }]));
    await context.modelCredits.releaseMany(trx, released);
    if (released.length > 0) await context.modelCredits.announce(trx, userId, { at });
    await unlinkImages(trx, id);
    context.metrics.count("batch_items", { result: "cancelled" }, cancelled.length);
    return `Cancelled: ${cancelled.length === 1 ? "1 item" : `${cancelled.length} items`} had not begun.`;
  });
}

async function changeUnderLock(context: ServiceContext, { userId, batchId }: Change, work: Work): Promise<BatchAnswer> {
  // As its user, so that nobody else's is told from one that there is not, nor waits for its locks.
  if (!(await findOwnBatch(context.database, userId, batchId))) throw notFound();
  return context.database.asService(async (trx) => {
    await lockStarts(trx, userId);
    const row = (await lockBatch(trx, batchId, userId)) && (await findBatch(trx, batchId));
    if (!row) throw notFound();
    const message = await work(trx, row);
    const changed = await findBatch(trx, batchId);
    if (!changed) throw notFound();
    await announceBatch(trx, "batch.progress", changed);
    await context.queue.send(trx, "advance-batch", { batchId });
    // Not after a cancellation: whoever deals out a line may wait for items that it has locked.
    if (changed.status === "RUNNING") await standInLines(context, trx, userId);
    return { success: true, batch: presentBatch(changed), message };
  });
}
