import { BATCH_STATES, type BatchItemState, type BatchState } from "@model-3d/contract";
import type { Knex } from "knex";
import { selectBatches } from "./batch-repository.ts";
import { toBatchRow, type BatchRow, type ShownItem, type StoredBatch } from "./batch-row.ts";

/** A batch of anybody's, with what its user is not told. */
export interface AnyBatchRow extends BatchRow {
  /** Credits that are held for what of it has not ended. */
  held: number;
  /** The time that its list is in the order of, in microseconds. */
  keyUs: string;
}

/** One of anybody's batches as the last of a page. */
export interface BatchPosition {
  us: string;
  id: string;
}

type StoredAnyBatch = StoredBatch & { held: number; key_us: string };

/** Held together, under the id that a model is to have; or for a model of its own, once it has begun. */
const HELD = "coalesce(sum(item.cost) filter (where item.held_as is not null or item.status = 'IN_PROGRESS'), 0)::integer";
const keyOf = (column: string) => `(extract(epoch from ${column}) * 1000000)::bigint::text as key_us`;
const positionTime = "('epoch'::timestamptz + :us::bigint * interval '1 microsecond')";

const toRow = (row: StoredAnyBatch): AnyBatchRow => ({ ...toBatchRow(row), held: row.held, keyUs: row.key_us });

interface BatchFilter {
  status: BatchState | null;
  userId: string | null;
  /** After one that ran, or after one that did not. */
  after: (BatchPosition & { isRunning: boolean }) | null;
  limit: number;
}

/** All users' batches: those that run first, and of both the newest. Each state gives its newest by its own index; only those that are shown are summed up. */
export async function selectAllBatches(trx: Knex.Transaction, { status, userId, after, limit }: BatchFilter): Promise<AnyBatchRow[]> {
  const part = (state: BatchState): string[] => {
    const isRunning = state === "RUNNING";
    if (after?.isRunning === false && isRunning) return [];
    const isBeyond = after?.isRunning === isRunning ? `and (created_at, id) < (${positionTime}, :id::uuid)` : "";
    return [`(select id, status, created_at from generation_batches where status = '${state}' ${userId === null ? "" : "and user_id = :userId"} ${isBeyond} order by created_at desc, id desc limit :limit)`];
  };
  const parts = (status === null ? BATCH_STATES : [status]).flatMap(part);
  if (parts.length === 0) return [];
  const { rows } = await trx.raw<{ rows: StoredAnyBatch[] }>(
    `select paged.*, ${keyOf("created_at")} from (${selectBatches(
      `batch.id in (select id from (${parts.join(" union all ")}) as found order by status = 'RUNNING' desc, created_at desc, id desc limit :limit)`,
      HELD,
    )}) as paged order by status = 'RUNNING' desc, created_at desc, id desc`,
    { limit, ...(userId !== null && { userId }), ...(after !== null && { us: after.us, id: after.id }) } as Knex.ValueDict,
  );
  return rows.map(toRow);
}

/** Those that run and of which nothing has moved since then, the longest silent first. What runs is summed up, and nothing else. */
export async function selectSilentBatches(trx: Knex.Transaction, { silentSince, userId, after, limit }: { silentSince: Date; userId: string | null; after: BatchPosition | null; limit: number }): Promise<AnyBatchRow[]> {
  const { rows } = await trx.raw<{ rows: StoredAnyBatch[] }>(
    `select running.*, ${keyOf("updated_at")} from (${selectBatches(`batch.status = 'RUNNING' and batch.updated_at < :silentSince ${userId === null ? "" : "and batch.user_id = :userId"}`, HELD)} and greatest(batch.updated_at, summed.moved_at) < :silentSince) as running
     ${after === null ? "" : `where (updated_at, id) > (${positionTime}, :id::uuid)`} order by updated_at, id limit :limit`,
    { silentSince, limit, ...(userId !== null && { userId }), ...after } as Knex.ValueDict,
  );
  return rows.map(toRow);
}

/** How many are not done, and how many of those that run have not moved since then. */
export async function countOpen(trx: Knex.Transaction, silentSince: Date): Promise<{ running: number; paused: number; stuck: number }> {
  const { rows } = await trx.raw<{ rows: [{ running: number; paused: number; stuck: number }] }>(
    `select count(*) filter (where status = 'RUNNING')::integer as running, count(*) filter (where status = 'PAUSED')::integer as paused,
       count(*) filter (where status = 'RUNNING' and updated_at < :silentSince and not exists (
         select from generation_batch_items item left join product_3d_models model on model.id = item.model_id and item.status = 'IN_PROGRESS'
         where item.batch_id = batch.id and greatest(item.updated_at, model.updated_at) >= :silentSince))::integer as stuck
     from generation_batches batch where finished_at is null and status in ('RUNNING', 'PAUSED')`,
    { silentSince },
  );
  return rows[0];
}

export async function selectAnyBatch(trx: Knex.Transaction, id: string): Promise<AnyBatchRow | null> {
  const { rows } = await trx.raw<{ rows: StoredAnyBatch[] }>(`select found.*, ${keyOf("created_at")} from (${selectBatches("batch.id = ?", HELD)}) as found`, [id]);
  return rows[0] ? toRow(rows[0]) : null;
}

export type AnyItemRow = ShownItem & { provider: string; attempts: number; updatedAt: Date };

/** Items of anybody's batch in the order of the request. */
export async function selectAnyItems(trx: Knex.Transaction, batchId: string, { after, limit, status }: { after: string | null; limit: number; status: BatchItemState | null }): Promise<AnyItemRow[]> {
  const { rows } = await trx.raw<{ rows: AnyItemRow[] }>(
    `select item.position, item.source_type as "sourceType", item.source_id as "sourceId", item.name, item.status, item.model_id as "modelId", item.cost, item.reason, item.finished_at as "finishedAt", item.provider, item.attempts,
       greatest(item.updated_at, model.updated_at) as "updatedAt", case when item.status = 'SUCCEEDED' then 100 else coalesce(model.progress, 0) end as progress
     from generation_batch_items item left join product_3d_models model on model.id = item.model_id
     where item.batch_id = :batchId ${after === null ? "" : "and item.position > :after::integer"} ${status === null ? "" : "and item.status = :status"} order by item.position limit :limit`,
    { batchId, limit, ...(after !== null && { after }), ...(status !== null && { status }) } as Knex.ValueDict,
  );
  return rows;
}
