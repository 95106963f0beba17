import type { BatchItemReason } from "@model-3d/contract";
import type { Knex } from "knex";
import { unlinkPhotos } from "../files/file-service.ts";
import type { ItemToStart } from "./batch-row.ts";

/** One try of one item: a later one has another number. */
export interface ItemTry {
  batchId: string;
  position: number;
  attempts: number;
}

/** The item, if this try of it is still to be started. */
export async function findItemToStart(trx: Knex.Transaction, { batchId, position, attempts }: ItemTry): Promise<ItemToStart | null> {
  const { rows } = await trx.raw<{ rows: ItemToStart[] }>(
    `select item.batch_id as "batchId", item.position, item.attempts, item.user_id as "userId", item.source_type as "sourceType", item.source_id as "sourceId", item.image_urls as "imageUrls", item.options,
       item.wanted_provider as "wantedProvider", item.cost, item.held_as as "heldAs", batch.public_url as "publicUrl"
     from generation_batch_items item join generation_batches batch on batch.id = item.batch_id
     where item.batch_id = ? and item.position = ? and item.attempts = ? and item.status = 'STARTING'`,
    [batchId, position, attempts],
  );
  return rows[0] ?? null;
}

/** By what it is of. */
export interface ItemSource {
  sourceType: string;
  sourceId: string;
}

/** Those of these sources that a batch of the user's has and has not ended. */
export function selectOpenSources(db: Knex, userId: string, sources: readonly ItemSource[]): Knex.Raw<{ rows: ItemSource[] }> {
  const asked = sources.map(({ sourceType, sourceId }) => ({ sourceType, sourceId }));
  return db.raw(
    `select distinct item.source_type as "sourceType", item.source_id as "sourceId"
     from generation_batches batch join generation_batch_items item on item.batch_id = batch.id
       join jsonb_to_recordset(:asked::jsonb) as asked ("sourceType" text, "sourceId" uuid) on asked."sourceType" = item.source_type and asked."sourceId" = item.source_id
     where batch.user_id = :userId and batch.finished_at is null and item.status in ('WAITING', 'STARTING', 'IN_PROGRESS')`,
    { userId, asked: JSON.stringify(asked) },
  );
}

/**
 * Gives the item its model, in the transaction that writes that one: once a try, and only while its batch runs. Saying the same again changes nothing.
 * @returns whether it has this model now, and whether that is news.
 */
export async function linkModel(trx: Knex.Transaction, { batchId, position, attempts }: ItemTry, { modelId, at }: { modelId: string; at: Date }): Promise<{ isLinked: boolean; isNew: boolean }> {
  const { rows } = await trx.raw<{ rows: { model_id: string; was_starting: boolean }[] }>(
    `with before as (
       select item.status from generation_batch_items item join generation_batches batch on batch.id = item.batch_id
       where item.batch_id = :batchId and item.position = :position and item.attempts = :attempts
         and (item.model_id = :modelId or (item.status = 'STARTING' and item.model_id is null and batch.status = 'RUNNING')) for update of item)
     update generation_batch_items item set status = case when before.status = 'STARTING' then 'IN_PROGRESS' else item.status end, model_id = :modelId, started_at = coalesce(item.started_at, :at)
     from before where item.batch_id = :batchId and item.position = :position returning item.model_id, before.status = 'STARTING' as was_starting`,
    { batchId, position, attempts, modelId, at },
  );
  return { isLinked: rows.length > 0, isNew: rows[0]?.was_starting ?? false };
}

/** Has an item wait again whose try came to nothing for now. @returns whether it was this try's. */
export async function putBack(trx: Knex.Transaction, { batchId, position, attempts }: ItemTry): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>("update generation_batch_items set status = 'WAITING' where batch_id = ? and position = ? and attempts = ? and status = 'STARTING'", [batchId, position, attempts]);
  return rowCount > 0;
}

/** Ends a try that came to no model. @returns the id under which credits are held; null when it was not this try's any more. */
export async function endTry(trx: Knex.Transaction, { batchId, position, attempts }: ItemTry, { status, reason, at }: { status: "FAILED" | "SKIPPED"; reason: BatchItemReason; at: Date }): Promise<{ heldAs: string | null } | null> {
  const { rows } = await trx.raw<{ rows: { heldAs: string | null }[] }>(
    `with held as (select held_as from generation_batch_items where batch_id = :batchId and position = :position for update)
     update generation_batch_items item set status = :status, reason = :reason, finished_at = :at, held_as = null
     from held where batch_id = :batchId and position = :position and attempts = :attempts and status = 'STARTING' returning held.held_as as "heldAs"`,
    { batchId, position, attempts, status, reason: JSON.stringify(reason), at },
  );
  return rows[0] ?? null;
}

/** What an item became with its model. */
export type ItemEnd = { status: "SUCCEEDED"; reason: null } | { status: "FAILED" | "CANCELLED"; reason: BatchItemReason };

/** Ends the item that a model is of. @returns its batch; null when the model is of none. */
export async function endItemOfModel(trx: Knex.Transaction, modelId: string, { status, reason }: ItemEnd, at: Date): Promise<string | null> {
  const { rows } = await trx.raw<{ rows: { batch_id: string }[] }>(
    "update generation_batch_items set status = :status, reason = :reason, finished_at = :at, held_as = null where model_id = :modelId and status = 'IN_PROGRESS' returning batch_id",
    { modelId, status, reason: reason && JSON.stringify(reason), at } as Knex.ValueDict,
  );
  return rows[0]?.batch_id ?? null;
}

export interface ReleasedItem {
  position: number;
  heldAs: string | null;
}

/** Cancels what of a batch has not begun. @returns the items, with the ids under which credits are held. */
export async function cancelWaiting(trx: Knex.Transaction, batchId: string, at: Date): Promise<ReleasedItem[]> {
  const { rows } = await trx.raw<{ rows: ReleasedItem[] }>(
    `with waiting as (select position, held_as from generation_batch_items where batch_id = :batchId and status in ('WAITING', 'STARTING') order by position for update)
     update generation_batch_items item set status = 'CANCELLED', finished_at = :at, held_as = null from waiting
     where item.batch_id = :batchId and item.position = waiting.position returning item.position, waiting.held_as as "heldAs"`,
    { batchId, at },
  );
  return rows;
}

/** Items that failed, with what each costs, locked until the transaction ends. */
export async function lockFailed(trx: Knex.Transaction, batchId: string): Promise<(ItemSource & { position: number; cost: number })[]> {
  const { rows } = await trx.raw<{ rows: (ItemSource & { position: number; cost: number })[] }>("select position, cost, source_type as \"sourceType\", source_id as \"sourceId\" from generation_batch_items where batch_id = ? and status = 'FAILED' order by position for update", [batchId]);
  return rows;
}

/** Has failed items wait anew, each under the id for which credits are held now. */
export async function retryItems(trx: Knex.Transaction, batchId: string, items: readonly ReleasedItem[]): Promise<void> {
  await trx.raw(
    `update generation_batch_items item set status = 'WAITING', reason = null, finished_at = null, started_at = null, model_id = null, held_as = again."heldAs"
     from jsonb_to_recordset(:items::jsonb) as again (position integer, "heldAs" uuid)
     where item.batch_id = :batchId and item.position = again.position and item.status = 'FAILED'`,
    { batchId, items: JSON.stringify(items) },
  );
}

/** Forgets which photos the items need that never will again, since they have ended otherwise than by failing. */
export async function unlinkImages(trx: Knex.Transaction, batchId: string): Promise<void> {
  await unlinkPhotos(
    trx,
    `delete from generation_batch_images image using generation_batch_items item
     where image.batch_id = ? and item.batch_id = image.batch_id and item.position = image.position and item.status in ('SUCCEEDED', 'SKIPPED', 'CANCELLED')`,
    batchId,
  );
}

/** The same of batches that have been over since then, whatever became of their items. */
export async function unlinkOldImages(trx: Knex.Transaction, before: Date): Promise<void> {
  await unlinkPhotos(trx, "delete from generation_batch_images image using generation_batches batch where batch.id = image.batch_id and batch.finished_at < ?", before);
}

/** An item whose model has ended, or is gone, as it has not been told. */
export interface UntoldItem {
  batchId: string;
  position: number;
  modelId: string | null;
  /** Of its model; null where that is gone. */
  status: string | null;
  taskError: string | null;
}

/** Items whose model has ended or gone without their having been told, as by a process of a former version. */
export async function findUntoldItems(trx: Knex.Transaction, limit: number): Promise<UntoldItem[]> {
  const { rows } = await trx.raw<{ rows: UntoldItem[] }>(
    `select item.batch_id as "batchId", item.position, item.model_id as "modelId", model.status, model.task_error as "taskError"
     from generation_batch_items item left join product_3d_models model on model.id = item.model_id
     where item.status = 'IN_PROGRESS' and (model.id is null or model.status in ('SUCCEEDED', 'FAILED', 'EXPIRED')) order by item.updated_at limit ?`,
    [limit],
  );
  return rows;
}

/** Ends an item whose model is gone. */
export async function endItemWithoutModel(trx: Knex.Transaction, { batchId, position }: Pick<ItemTry, "batchId" | "position">, { status, reason }: ItemEnd, at: Date): Promise<void> {
  await trx.raw("update generation_batch_items set status = :status, reason = :reason, finished_at = :at, held_as = null where batch_id = :batchId and position = :position and status = 'IN_PROGRESS' and model_id is null", { batchId, position, status, reason: reason && JSON.stringify(reason), at } as Knex.ValueDict);
}

/** Tries of which nobody has heard since then; what is found is not found again before as much time has passed. */
export async function touchSilentTries(trx: Knex.Transaction, before: Date, limit: number): Promise<ItemTry[]> {
  const { rows } = await trx.raw<{ rows: ItemTry[] }>(
    `update generation_batch_items set attempts = attempts
     where (batch_id, position) in (select batch_id, position from generation_batch_items where status = 'STARTING' and updated_at < ? order by updated_at limit ? for update skip locked)
     returning batch_id as "batchId", position, attempts`,
    [before, limit],
  );
  return rows;
}
