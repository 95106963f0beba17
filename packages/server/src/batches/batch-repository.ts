import type { BatchItemReason, BatchItemState, BatchState, PauseReason, SourceType } from "@model-3d/contract";
import type { Knex } from "knex";
import { decodeCursor, encodeCursor } from "../db/cursor.ts";
import type { Database } from "../db/open-database.ts";
import { toBatchRow, type BatchRow, type ShownItem, type StoredBatch } from "./batch-row.ts";

const MICROSECONDS_PATTERN = /\d{1,16}/;
const UUID_PATTERN = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const POSITION_PATTERN = /\d{1,6}/;

const count = (name: string, states: string) => `'${name}', count(*) filter (where item.status in (${states}))`;

/** Batches, each with what its items sum up to: one look at the index of its items, and one at each model that is being made. @param held more to sum up, that no user may read */
export const selectBatches = (condition: string, held = "") => `
select batch.id, batch.user_id, batch.name, batch.status, case when batch.status = 'PAUSED' then coalesce(batch.paused_by, batch.pause_reason) end as pause_reason, batch.created_at, greatest(batch.updated_at, summed.moved_at) as updated_at, batch.finished_at, summed.progress, summed.counts${held === "" ? "" : ", summed.held"}
from generation_batches batch cross join lateral (
  select
    greatest(max(item.updated_at), max(model.updated_at)) as moved_at,
    coalesce(floor(sum(case when item.status in ('SUCCEEDED', 'FAILED') then 100 when item.status = 'IN_PROGRESS' then coalesce(model.progress, 0) else 0 end) filter (where item.status not in ('SKIPPED', 'CANCELLED'))
      / nullif(count(*) filter (where item.status not in ('SKIPPED', 'CANCELLED')), 0))::integer, 100) as progress,
    jsonb_build_object('total', count(*), ${count("waiting", "'WAITING', 'STARTING'")}, ${count("inProgress", "'IN_PROGRESS'")}, ${count("succeeded", "'SUCCEEDED'")},
      ${count("failed", "'FAILED'")}, ${count("skipped", "'SKIPPED'")}, ${count("cancelled", "'CANCELLED'")}) as counts${held === "" ? "" : `, ${held} as held`}
  from generation_batch_items item left join product_3d_models model on model.id = item.model_id and item.status = 'IN_PROGRESS'
  where item.batch_id = batch.id
) summed
where ${condition}`;

export async function findBatch(trx: Knex.Transaction, id: string): Promise<BatchRow | null> {
  const { rows } = await trx.raw<{ rows: StoredBatch[] }>(selectBatches("batch.id = ?"), [id]);
  return rows[0] ? toBatchRow(rows[0]) : null;
}

export async function findOwnBatch(database: Database, userId: string, id: string): Promise<BatchRow | null> {
  const rows = await database.readAsUser<StoredBatch>(userId, database.knex.raw(selectBatches("batch.user_id = ? and batch.id = ?"), [userId, id]));
  return rows[0] ? toBatchRow(rows[0]) : null;
}

/** A page of a user's batches, newest first. @throws InvalidCursorError */
export async function listBatches(database: Database, userId: string, { cursor, limit }: { cursor?: string; limit: number }): Promise<{ rows: BatchRow[]; nextCursor: string | null }> {
  const [createdAt, id] = cursor === undefined ? [] : decodeCursor(cursor, [MICROSECONDS_PATTERN, UUID_PATTERN]);
  const after = id === undefined ? "" : "and (created_at, id) < ('epoch'::timestamptz + :createdAt::bigint * interval '1 microsecond', :id::uuid)";
  const page = `select id from generation_batches where user_id = :userId ${after} order by created_at desc, id desc limit :limit`;
  const query = `select paged.*, (extract(epoch from created_at) * 1000000)::bigint::text as created_at_us from (${selectBatches(`batch.id in (${page})`)}) as paged order by created_at desc, id desc`;
  const found = await database.readAsUser<StoredBatch & { created_at_us: string }>(userId, database.knex.raw(query, { userId, limit: limit + 1, ...(id !== undefined && createdAt !== undefined && { createdAt, id }) }));
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown.map(toBatchRow), nextCursor: found.length > limit && last ? encodeCursor([last.created_at_us, last.id]) : null };
}

interface StoredShownItem extends Omit<ShownItem, "finishedAt"> {
  finishedAt: Date | string | null;
}

/** A page of a batch's items in the order of the request. @throws InvalidCursorError */
export async function listItems(database: Database, userId: string, batchId: string, { cursor, limit, status }: { cursor?: string; limit: number; status?: BatchItemState }): Promise<{ items: ShownItem[]; nextCursor: string | null }> {
  const [after] = cursor === undefined ? [] : decodeCursor(cursor, [POSITION_PATTERN]);
  const query = database.knex.raw(
    `select item.position, item.source_type as "sourceType", item.source_id as "sourceId", item.name, item.status, item.model_id as "modelId", item.cost, item.reason, item.finished_at as "finishedAt",
       case when item.status = 'SUCCEEDED' then 100 else coalesce(model.progress, 0) end as progress
     from generation_batch_items item left join product_3d_models model on model.id = item.model_id
     where item.user_id = :userId and item.batch_id = :batchId ${after === undefined ? "" : "and item.position > :after::integer"} ${status ? "and item.status = :status" : ""}
     order by item.position limit :limit`,
    { userId, batchId, limit: limit + 1, ...(after !== undefined && { after }), ...(status && { status }) },
  );
  const found = await database.readAsUser<StoredShownItem>(userId, query);
  const items = found.slice(0, limit).map((item): ShownItem => ({ ...item, finishedAt: item.finishedAt === null ? null : new Date(item.finishedAt) }));
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last ? encodeCursor([String(last.position)]) : null };
}

export interface ModelOfBatch {
  id: string;
  sourceType: SourceType;
  sourceId: string;
  version: number;
  /** What the item is called. */
  name?: string;
}

/** The models of a batch that have succeeded, in the order of its items. */
export async function listModelsOfBatch(database: Database, userId: string, batchId: string): Promise<ModelOfBatch[]> {
  const query = database.knex.raw(
    `select model.id, model.source_type as "sourceType", model.source_id as "sourceId", model.version, item.name
     from generation_batch_items item join product_3d_models model on model.id = item.model_id and model.status = 'SUCCEEDED'
     where item.user_id = ? and item.batch_id = ? order by item.position`,
    [userId, batchId],
  );
  const found = await database.readAsUser<Omit<ModelOfBatch, "name"> & { name: string | null }>(userId, query);
  return found.map(({ name, ...model }) => ({ ...model, ...(name !== null && { name }) }));
}

export async function countOpenBatches(trx: Knex.Transaction, userId: string): Promise<number> {
  const { rows } = await trx.raw<{ rows: [{ count: number }] }>("select count(*)::integer as count from generation_batches where user_id = ? and finished_at is null", [userId]);
  return rows[0].count;
}

export interface NewBatch {
  id: string;
  userId: string;
  name: string | null;
  priority: number;
  publicUrl: string | null;
  at: Date;
}

export interface NewItem {
  position: number;
  sourceType: string;
  sourceId: string;
  name: string | null;
  imageUrls: object;
  options: object;
  provider: string;
  wantedProvider: string | null;
  cost: number;
  heldAs: string | null;
  /** Why it is left out. */
  reason: BatchItemReason | null;
}

/** Writes a batch and its items; those with a reason are left out from the beginning. */
export async function insertBatch(trx: Knex.Transaction, batch: NewBatch, items: readonly NewItem[]): Promise<void> {
  await trx.raw("insert into generation_batches (id, user_id, name, priority, public_url, created_at, updated_at) values (:id, :userId, :name, :priority, :publicUrl, :at, :at)", { ...batch } as Knex.ValueDict);
  await trx.raw(
    `insert into generation_batch_items (batch_id, position, user_id, source_type, source_id, name, image_urls, options, provider, wanted_provider, cost, held_as, status, reason, created_at, updated_at, finished_at)
     select batch.id, item.position, batch.user_id, item."sourceType", item."sourceId", item.name, item."imageUrls", item.options, item.provider, item."wantedProvider", item.cost, item."heldAs",
       case when item.reason is null then 'WAITING' else 'SKIPPED' end, item.reason, batch.created_at, batch.created_at, case when item.reason is not null then batch.created_at end
     from generation_batches batch cross join jsonb_to_recordset(:items::jsonb) as item (position integer, "sourceType" text, "sourceId" uuid, name text, "imageUrls" jsonb, options jsonb, provider text, "wantedProvider" text, cost integer, "heldAs" uuid, reason jsonb)
     where batch.id = :id`,
    { id: batch.id, items: JSON.stringify(items) },
  );
}

/** Ties uploaded photos to the items that they are for: as long as an item may need them, they are not swept. */
export async function linkImages(trx: Knex.Transaction, batchId: string, images: readonly { position: number; view: string; fileKey: string }[]): Promise<void> {
  if (images.length === 0) return;
  await trx.raw(
    `insert into generation_batch_images (batch_id, position, view, user_id, file_key)
     select batch.id, image.position, image.view, batch.user_id, image."fileKey"
     from generation_batches batch cross join jsonb_to_recordset(:images::jsonb) as image (position integer, view text, "fileKey" text) where batch.id = :batchId`,
    { batchId, images: JSON.stringify(images) },
  );
}

/** Whose a batch is; null when it is gone. */
export async function findOwner(trx: Knex.Transaction, id: string): Promise<string | null> {
  const { rows } = await trx.raw<{ rows: { user_id: string }[] }>("select user_id from generation_batches where id = ?", [id]);
  return rows[0]?.user_id ?? null;
}

/** The batch's own row, locked until the transaction ends; null when it is not this user's. */
export async function lockBatch(trx: Knex.Transaction, id: string, userId?: string): Promise<{ userId: string; status: BatchState; finishedAt: Date | null } | null> {
  const { rows } = await trx.raw<{ rows: { user_id: string; status: BatchState; finished_at: Date | null }[] }>("select user_id, status, finished_at from generation_batches where id = ? for update", [id]);
  const [row] = rows;
  return row && (userId === undefined || row.user_id === userId) ? { userId: row.user_id, status: row.status, finishedAt: row.finished_at } : null;
}

/** Moves a batch; whoever calls it has locked it. */
export async function moveBatch(trx: Knex.Transaction, id: string, { status, pauseReason = null, finishedAt = null, priority }: { status: BatchState; pauseReason?: PauseReason | null; finishedAt?: Date | null; priority?: number }): Promise<void> {
  await trx.raw("update generation_batches set status = :status, pause_reason = :pauseReason, paused_by = :pausedBy, finished_at = :finishedAt, priority = coalesce(cast(:priority as integer), priority) where id = :id", {
    id,
    status,
    pauseReason: pauseReason === "operator" ? "user" : pauseReason,
    pausedBy: pauseReason === "operator" ? pauseReason : null,
    finishedAt,
    priority: priority ?? null,
  } as Knex.ValueDict);
}

/** Batches whose items have all ended, and that have not. */
export async function findUntoldBatches(trx: Knex.Transaction, limit: number): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `select id from generation_batches batch where finished_at is null
       and not exists (select from generation_batch_items item where item.batch_id = batch.id and item.status in ('WAITING', 'STARTING', 'IN_PROGRESS')) limit ?`,
    [limit],
  );
  return rows.map(({ id }) => id);
}
