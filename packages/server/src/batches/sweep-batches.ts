import type { ServiceContext } from "../service-context.ts";
import { findUntoldBatches } from "./batch-repository.ts";
import { dealItems } from "./deal-items.ts";
import { findUntoldItems, touchSilentTries, unlinkOldImages } from "./item-repository.ts";
import { endUntoldItem } from "./repair-batch.ts";
import { callBack, listLines, lockLine } from "./line-repository.ts";

const BATCH_SIZE = 500;
/** As long as all runs of one try may take, and a while in the queue. */
const SILENT_MS = 20 * 60_000;
/** For so long the photos of failed items are kept for another try. */
const PHOTOS_KEPT_MS = 7 * 24 * 60 * 60_000;

/**
 * Puts right what nobody was told of: models that ended under a process of a former version, jobs that were lost with a queue that was brought back
 * from a backup, places that became free unheard. @returns how many items and batches it went on with.
 */
export async function sweepBatches(context: ServiceContext, signal: AbortSignal): Promise<number> {
  const { database, clock, queue } = context;
  const now = clock.now();
  const items = await database.statementAsService((trx) => findUntoldItems(trx, BATCH_SIZE));
  for (const item of items) {
    signal.throwIfAborted();
    await endUntoldItem(context, item);
  }
  const tries = await database.asService(async (trx) => {
    const silent = await touchSilentTries(trx, new Date(now.getTime() - SILENT_MS), BATCH_SIZE);
    await queue.sendMany(trx, "start-batch-item", silent);
    return silent.length;
  });
  const batches = await database.asService(async (trx) => {
    const untold = await findUntoldBatches(trx, BATCH_SIZE);
    await queue.sendMany(trx, "advance-batch", untold.map((batchId) => ({ batchId })));
    await unlinkOldImages(trx, new Date(now.getTime() - PHOTOS_KEPT_MS));
    return untold.length;
  });
  for (const provider of await database.asService((trx) => listLines(trx))) {
    signal.throwIfAborted();
    await database.asService(async (trx) => callBack(trx, await lockLine(trx, provider), clock.now()));
    await dealItems(context, provider);
  }
  return items.length + tries + batches;
}
