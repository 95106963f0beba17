import { announceCredits } from "../credits/announce-credits.ts";
import { releaseHold } from "../credits/credit-service.ts";
import type { ServiceContext } from "../service-context.ts";
import { lockBatch } from "./batch-repository.ts";
import { DELETED, endBatchItem, endOf } from "./end-item.ts";
import { cancelWaiting, endItemWithoutModel, unlinkImages, type UntoldItem } from "./item-repository.ts";

type RepairContext = Pick<ServiceContext, "database" | "clock"> & { readonly queue: Pick<ServiceContext["queue"], "send"> };

/** Ends an item as its model has ended, or as one whose model is gone; a worker then goes on with its batch. */
export async function endUntoldItem({ database, clock, queue }: RepairContext, { batchId, position, modelId, status, taskError }: UntoldItem): Promise<void> {
  await database.asService(async (trx) => {
    if (modelId !== null && status !== null) return endBatchItem({ queue, clock }, trx, { id: modelId, userId: null }, endOf({ status, taskError }));
    await endItemWithoutModel(trx, { batchId, position }, DELETED, clock.now());
    await queue.send(trx, "advance-batch", { batchId });
  });
}

/** Cancels what still waits in a batch that was cancelled, and gives back what is held for it. @returns whether anything did. */
export function cancelLeftItems({ database, clock, queue, lowAt }: RepairContext & { readonly lowAt: number | null }, batchId: string): Promise<boolean> {
  const at = clock.now();
  return database.asService(async (trx) => {
    const batch = await lockBatch(trx, batchId);
    if (batch?.status !== "CANCELLED") return false;
    const cancelled = await cancelWaiting(trx, batchId, at);
    for (const { heldAs } of cancelled) if (heldAs !== null) await releaseHold(trx, { userId: batch.userId, modelId: heldAs, reason: "the check found it held for a batch that was cancelled", at });
    if (lowAt !== null && cancelled.some(({ heldAs }) => heldAs !== null)) await announceCredits(trx, batch.userId, { lowAt, at });
    await unlinkImages(trx, batchId);
    await queue.send(trx, "advance-batch", { batchId });
    return cancelled.length > 0;
  });
}
