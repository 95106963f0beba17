import type { Knex } from "knex";
import type { KeptArchive } from "./choose-leaving.ts";

const MINUTE_MS = 60_000;

/** A user's archives in the order in which they were last asked for, packed or read, locked. */
export async function lockKept(trx: Knex.Transaction, userId: string): Promise<KeptArchive[]> {
  const { rows } = await trx.raw<{ rows: KeptArchive[] }>(
    `select archive.id, coalesce((select file.bytes::float8 from stored_files file where file.key = archive.file_key), 0) as bytes, archive.status in ('PENDING', 'IN_PROGRESS') as "isUnderWay", archive.read_at as "readAt"
     from model_archives archive where archive.user_id = ? order by archive.updated_at, archive.id for update`,
    [userId],
  );
  return rows;
}

/** Once a minute however many parts are read. */
export async function markRead(trx: Knex.Transaction, id: string, at: Date): Promise<void> {
  await trx.raw("update model_archives set read_at = :at where id = :id and (read_at is null or read_at < :before)", { id, at, before: new Date(at.getTime() - MINUTE_MS) } as Knex.ValueDict);
}
