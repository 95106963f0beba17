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

/** What is to become of a batch. */
export type BatchChange = BatchAction | "cancel";

interface Change {
  userId: string;
  batchId: string;
}

/** A change that may be made in a transaction: what it needs that others say has been asked for. */
interface PlannedChange extends Change {
  action: BatchChange;
  /** An operator of the host's pauses for the host: the user cannot resume it. */
  by: "user" | "operator";
  /** What the host says that the user counts for. */
  priority: number | undefined;
}

/** What to say, and how many items it was about. */
interface Done {
  message: string;
  items: number;
}

type Work = (context: ServiceContext, trx: Knex.Transaction, row: BatchRow, change: PlannedChange) => Promise<Done>;

const done = (message: string, items = 0): Done => ({ message, items });

const WORKS: Readonly<Record<BatchChange, Work>> = {
  async pause(_context, trx, { id, status, pauseReason }, { by }) {
    if (status === "RUNNING" || (by === "operator" && pauseReason !== by)) await moveBatch(trx, id, { status: "PAUSED", pauseReason: by });
    return done("Paused: what has begun goes on, and nothing more begins until you resume it.");
  },
  async resume(_context, trx, { id, status, pauseReason }, { by, priority }) {
    if (pauseReason === "operator" && by === "user") throw new ApiError("paused_by_operator");
    if (status === "PAUSED") await moveBatch(trx, id, { status: "RUNNING", priority });
    return done("The batch goes on.");
  },
  async retry_failed(context, trx, row, { priority }) {
    const { retried, elsewhere } = await retryFailed(context, trx, row, priority);
    const left = elsewhere === 0 ? "" : `${elsewhere === 1 ? "1 item is" : `${elsewhere} items are`} left to another batch of yours, which is not done with ${elsewhere === 1 ? "it" : "them"}.`;
    if (retried === 0) return done(left || "No item has failed.");
    return done(`${retried === 1 ? "1 item is" : `${retried} items are`} tried again.${left && ` ${left}`}`, retried);
  },
  async cancel(context, trx, { id, userId, status, finishedAt }) {
    if (status === "CANCELLED") return done("The batch was cancelled before.");
    const at = context.clock.now();
    const cancelled = await cancelWaiting(trx, id, at);
    await moveBatch(trx, id, { status: "CANCELLED", finishedAt });
    const released = cancelled.flatMap(({ heldAs }) => (heldAs === null ? [] : [{ userId, modelId: heldAs, reason: "the batch was cancelled", at }]));
    await context.modelCredits.releaseMany(trx, released);
    if (released.length > 0) await context.modelCredits.announce(trx, userId, { at });
    await unlinkImages(trx, id);
    context.metrics.count("batch_items", { result: "cancelled" }, cancelled.length);
    return done(`Cancelled: ${cancelled.length === 1 ? "1 item" : `${cancelled.length} items`} had not begun.`, cancelled.length);
  },
};

/** Whether it is too late for it. */
function isOver(action: BatchChange, { status, finishedAt }: Pick<BatchRow, "status" | "finishedAt">): boolean {
  if (action === "cancel") return status === "DONE";
  return status === "CANCELLED" || (finishedAt !== null && action !== "retry_failed");
}

/** What can be done with a batch as it is and would change something. */
export function possibleChanges({ status, finishedAt, counts }: BatchRow): BatchChange[] {
  const isOpen = status === "RUNNING" || status === "PAUSED";
  return [
    ...(status === "RUNNING" ? (["pause"] as const) : []),
    ...(status === "PAUSED" ? (["resume"] as const) : []),
    ...(counts.failed > 0 && !isOver("retry_failed", { status, finishedAt }) ? (["retry_failed"] as const) : []),
    ...(isOpen && counts.waiting > 0 ? (["cancel"] as const) : []),
  ];
}

/**
 * Pauses a batch, goes on with it, tries its failed items again, but for those that another batch of the user's has by now, or cancels what of it has not begun and gives the credits of that back: what has
 * begun goes on to its end, or can be stopped by deleting its version. Asking again for what is so already changes nothing and is no error.
 *
 * @throws ApiError `not_found`, `batch_ended`; `paused_by_operator` to resume what an operator has paused; of a retry those of a start, too.
 */
export async function changeBatch(context: ServiceContext, { userId, batchId }: Change, action: BatchChange): Promise<BatchAnswer> {
  const change = await planChange(context, { userId, batchId, by: "user" }, action);
  // As its user, so that nobody else's is told from one that there is not, nor waits for its locks.
  if (!(await findOwnBatch(context.database, userId, batchId))) throw notFound();
  return (await context.database.asService((trx) => changeBatchIn(trx, context, change))).answer;
}

/** Asks the host what it has to be asked for before a change, since no transaction waits for anybody. */
export async function planChange(context: ServiceContext, change: Change & Pick<PlannedChange, "by">, action: BatchChange): Promise<PlannedChange> {
  const isGoingOn = action === "resume" || action === "retry_failed";
  return { ...change, action, priority: isGoingOn ? await priorityOf(context.options.batches, change.userId) : undefined };
}

/** Makes a change under the lock of the user's starts and of the batch, so that no item begins meanwhile. @throws as `changeBatch` */
export async function changeBatchIn(trx: Knex.Transaction, context: ServiceContext, change: PlannedChange): Promise<{ answer: BatchAnswer; items: number }> {
  const { userId, batchId, action } = change;
  await lockStarts(trx, userId);
  const row = (await lockBatch(trx, batchId, userId)) && (await findBatch(trx, batchId));
  if (!row) throw notFound();
  if (isOver(action, row)) throw new ApiError("batch_ended");
  const { message, items } = await WORKS[action](context, trx, row, change);
  const changed = await findBatch(trx, batchId);
  if (!changed) throw notFound();
  await announceBatch(trx, "batch.progress", changed);
  await context.queue.send(trx, "advance-batch", { batchId });
  // Not after a cancellation: whoever deals out a line may wait for items that it has locked.
  if (changed.status === "RUNNING") await standInLines(context, trx, userId);
  return { answer: { success: true, batch: presentBatch(changed), message }, items };
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
  // One that was paused by hand stays so, with more to do.
  await moveBatch(trx, id, { status: status === "PAUSED" ? status : "RUNNING", pauseReason: status === "PAUSED" ? pauseReason : null, priority });
  return { retried: failed.length, elsewhere };
}

const keyOf = ({ sourceType, sourceId }: ItemSource): string => `${sourceType} ${sourceId}`;
