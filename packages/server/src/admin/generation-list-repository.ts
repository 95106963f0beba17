import type { AdminGeneration, ModelState, SourceType } from "@model-3d/contract";
import type { Knex } from "knex";

export type GenerationRow = Omit<AdminGeneration, "is_stuck" | "created_at" | "updated_at" | "finished_at"> & {
  created_at: Date;
  updated_at: Date;
  finished_at: Date | null;
  /** The time that its list is in the order of, in microseconds. */
  key_us: string;
};

export interface GenerationFilter {
  statuses: readonly ModelState[];
  /** A part of why it failed, in any case. */
  reason: string | null;
  userId: string | null;
  sourceType: SourceType | null;
  sourceId: string | null;
  since: Date | null;
}

interface Position {
  us: string;
  id: string;
}

const COLUMNS = "id, user_id, source_type, source_id, provider, task_id, status, progress, version, is_active, task_error, attempts, created_at, updated_at, finished_at";
const keyOf = (column: string) => `(extract(epoch from ${column}) * 1000000)::bigint::text as key_us`;
const positionTime = "('epoch'::timestamptz + :us::bigint * interval '1 microsecond')";

/**
 * The newest generations first. Of one user or source it is that one's own index that is read; of all, one index by state, and each state gives
 * its newest: so none of the others has to be looked at.
 */
export async function selectGenerations(trx: Knex.Transaction, filter: GenerationFilter, { before, limit }: { before: Position | null; limit: number }): Promise<GenerationRow[]> {
  const { statuses, reason, userId, sourceType, sourceId, since } = filter;
  const conditions = [
    ...(userId === null ? [] : ["user_id = :userId"]),
    ...(sourceType === null ? [] : ["source_type = :sourceType"]),
    ...(sourceId === null ? [] : ["source_id = :sourceId"]),
    ...(since === null ? [] : ["created_at >= :since"]),
    ...(reason === null ? [] : ["position(lower(:reason) in lower(coalesce(task_error, ''))) > 0"]),
    ...(before === null ? [] : [`(created_at, id) < (${positionTime}, :id::uuid)`]),
  ];
  const part = (status: ModelState) => `(select ${COLUMNS}, ${keyOf("created_at")} from product_3d_models where ${[`status = '${status}'`, ...conditions].join(" and ")} order by created_at desc, id desc limit :limit)`;
  const { rows } = await trx.raw<{ rows: GenerationRow[] }>(`select * from (${statuses.map(part).join("\nunion all\n")}) as found order by created_at desc, id desc limit :limit`, {
    limit,
    ...(userId !== null && { userId }),
    ...(sourceType !== null && { sourceType }),
    ...(sourceId !== null && { sourceId }),
    ...(since !== null && { since }),
    ...(reason !== null && { reason }),
    ...before,
  } as Knex.ValueDict);
  return rows;
}

/** Those that go on and of which nothing was heard since, the longest silent first. */
export async function selectStuck(trx: Knex.Transaction, { silentSince, userId, after, limit }: { silentSince: Date; userId: string | null; after: Position | null; limit: number }): Promise<GenerationRow[]> {
  const { rows } = await trx.raw<{ rows: GenerationRow[] }>(
    `select ${COLUMNS}, ${keyOf("updated_at")} from product_3d_models where status in ('PENDING', 'IN_PROGRESS') and updated_at < :silentSince
     ${userId === null ? "" : "and user_id = :userId"} ${after === null ? "" : `and (updated_at, id) > (${positionTime}, :id::uuid)`} order by updated_at, id limit :limit`,
    { silentSince, limit, ...(userId !== null && { userId }), ...after },
  );
  return rows;
}

export async function selectGeneration(trx: Knex.Transaction, modelId: string): Promise<GenerationRow | null> {
  const { rows } = await trx.raw<{ rows: GenerationRow[] }>(`select ${COLUMNS}, ${keyOf("created_at")} from product_3d_models where id = ?`, [modelId]);
  return rows[0] ?? null;
}
