import { ARCHIVE_STATES, type ArchiveState, type ExportFormat } from "@model-3d/contract";
import type { Knex } from "knex";

/** An archive of anybody's. */
export interface AnyArchiveRow {
  id: string;
  userId: string;
  format: ExportFormat;
  name: string;
  models: number;
  firstModelId: string | null;
  batchId: string | null;
  status: ArchiveState;
  attempts: number;
  bytes: number | null;
  missing: number | null;
  reason: string | null;
  createdAt: Date;
  finishedAt: Date | null;
  expiresAt: Date;
  /** When it was made, in microseconds. */
  keyUs: string;
}

/** One of anybody's archives as the last of a page. */
export interface ArchivePosition {
  us: string;
  id: string;
}

/** All users' archives, the newest first. Each state gives its newest by its own index. */
export async function selectAllArchives(trx: Knex.Transaction, { status, userId, after, limit }: { status: ArchiveState | null; userId: string | null; after: ArchivePosition | null; limit: number }): Promise<AnyArchiveRow[]> {
  const isBeyond = after === null ? "" : "and (created_at, id) < ('epoch'::timestamptz + :us::bigint * interval '1 microsecond', :id::uuid)";
  const parts = (status === null ? ARCHIVE_STATES : [status]).map(
    (state) => `(select * from model_archives where status = '${state}' ${userId === null ? "" : "and user_id = :userId"} ${isBeyond} order by created_at desc, id desc limit :limit)`,
  );
  const { rows } = await trx.raw<{ rows: AnyArchiveRow[] }>(
    `select archive.id, archive.user_id as "userId", archive.format, archive.name, jsonb_array_length(archive.models) as models, (archive.models -> 0 ->> 'id')::uuid as "firstModelId", archive.batch_id as "batchId", archive.status, archive.attempts,
       file.bytes::float8 as bytes, archive.missing, archive.reason, archive.created_at as "createdAt", archive.finished_at as "finishedAt", archive.expires_at as "expiresAt", (extract(epoch from archive.created_at) * 1000000)::bigint::text as "keyUs"
     from (select * from (${parts.join(" union all ")}) as found order by created_at desc, id desc limit :limit) as archive left join stored_files file on file.key = archive.file_key
     order by archive.created_at desc, archive.id desc`,
    { limit, ...(userId !== null && { userId }), ...after } as Knex.ValueDict,
  );
  return rows;
}
