import { publishHostEvent } from "../host-events/host-event-service.ts";
import type { ServiceContext } from "../service-context.ts";
import { announceBatch } from "./announce-batch.ts";
import { findBatch, findOwner, lockBatch, moveBatch } from "./batch-repository.ts";
import { dealToUser } from "./deal-items.ts";
import { unlinkImages } from "./item-repository.ts";

/**
 * Goes on with a batch after something happened to it: deals out the places that became free, tells its user how far it is, and once every item has
 * come to its end ends it, once, and tells the host. May run as often as it likes.
 */
export async function advanceBatch(context: ServiceContext, batchId: string): Promise<void> {
  const { database, clock, options } = context;
  const userId = await database.statementAsService((trx) => findOwner(trx, batchId));
  if (userId === null) return;
  await dealToUser(context, userId);
  await database.asService(async (trx) => {
    const locked = await lockBatch(trx, batchId);
    const row = locked && (await findBatch(trx, batchId));
    if (!row || row.finishedAt !== null) return;
    if (row.counts.waiting + row.counts.inProgress > 0) return announceBatch(trx, "batch.progress", row);
    const ended = { ...row, status: row.status === "CANCELLED" ? row.status : "DONE", pauseReason: null, finishedAt: clock.now() } as const;
    await moveBatch(trx, batchId, { status: ended.status, finishedAt: ended.finishedAt });
    await unlinkImages(trx, batchId);
    const done = { batchId, name: row.name, status: ended.status, counts: row.counts };
    await publishHostEvent(trx, { type: "batch.done", userId: row.userId, data: done });
    if (options.batches.onDone) await context.queue.send(trx, "tell-batch-done", { ...done, userId: row.userId });
    await announceBatch(trx, "batch.done", ended);
  });
}
