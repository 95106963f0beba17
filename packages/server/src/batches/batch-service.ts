import type { BatchItemsAnswer, BatchItemState, BatchPageAnswer } from "@model-3d/contract";
import { notFound } from "../http/api-error.ts";
import type { ServiceContext } from "../service-context.ts";
import { findOwnBatch, listBatches, listItems, listModelsOfBatch, type ModelOfBatch } from "./batch-repository.ts";
import { presentBatch, presentItem } from "./present-batch.ts";

/** Those of all users, for the host's operators. */
export { countOpen, selectAllBatches, selectAnyBatch, selectAnyItems, selectSilentBatches, type AnyBatchRow, type AnyItemRow } from "./all-batches-repository.ts";
/** What waits for a place, for the figures. */
export { readLines } from "./line-repository.ts";
export { presentBatch, presentItem } from "./present-batch.ts";

/** A user's batches, newest first. @throws InvalidCursorError */
export async function readBatches({ database }: ServiceContext, userId: string, page: { cursor?: string; limit: number }): Promise<BatchPageAnswer> {
  const { rows, nextCursor } = await listBatches(database, userId, page);
  return { success: true, batches: rows.map(presentBatch), nextCursor };
}

/** One batch with a page of its items. @throws ApiError `not_found`; InvalidCursorError. */
export async function readBatch({ database }: ServiceContext, userId: string, batchId: string, page: { cursor?: string; limit: number; status?: BatchItemState }): Promise<BatchItemsAnswer> {
  const row = await findOwnBatch(database, userId, batchId);
  if (!row) throw notFound();
  const { items, nextCursor } = await listItems(database, userId, batchId, page);
  return { success: true, batch: presentBatch(row), items: items.map(presentItem), nextCursor };
}

/** The models of a batch that have succeeded and are there still, in the order of its items. @throws ApiError `not_found` */
export async function listBatchModels({ database }: ServiceContext, userId: string, batchId: string): Promise<{ name: string | null; models: ModelOfBatch[] }> {
  const row = await findOwnBatch(database, userId, batchId);
  if (!row) throw notFound();
  return { name: row.name, models: await listModelsOfBatch(database, userId, batchId) };
}
