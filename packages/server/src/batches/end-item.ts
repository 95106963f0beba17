import type { BatchItemReason } from "@model-3d/contract";
import type { Knex } from "knex";
import type { ServiceContext } from "../service-context.ts";
import { endItemOfModel, type ItemEnd } from "./item-repository.ts";
import { findWaitingBatch } from "./line-repository.ts";

type EndContext = Pick<ServiceContext, "clock"> & { readonly queue: Pick<ServiceContext["queue"], "send"> };

/** What became of an item whose model ended so. */
export function endOf({ status, taskError }: { status: string; taskError: string | null }): ItemEnd {
  if (status === "SUCCEEDED") return { status, reason: null };
  const reason: BatchItemReason = status === "EXPIRED" ? { code: "expired", message: taskError ?? "It took too long. Nothing was charged; please try again." } : { code: "provider_error", message: taskError ?? "The generator did not make it. Nothing was charged; please try again." };
  return { status: "FAILED", reason };
}

export const DELETED: ItemEnd = { status: "CANCELLED", reason: { code: "deleted", message: "Its version was deleted while it was being made." } };

/**
 * Ends the item that a model is of, if it is of any, as the last step of the transaction in which the model ends or is deleted. What follows (the
 * next item, the news, the end of the batch) is a worker's: no model waits for its batch. The place of a model of no batch goes to whoever waits.
 */
export async function endBatchItem({ queue, clock }: EndContext, trx: Knex.Transaction, { id, userId }: { id: string; userId: string | null }, end: ItemEnd): Promise<void> {
  const batchId = (await endItemOfModel(trx, id, end, clock.now())) ?? (userId === null ? null : await findWaitingBatch(trx, userId));
  if (batchId !== null) await queue.send(trx, "advance-batch", { batchId });
}
