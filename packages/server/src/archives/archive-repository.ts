import type { ArchiveState, ExportFormat } from "@model-3d/contract";
import type { Knex } from "knex";
import type { Database } from "../db/open-database.ts";
import type { ArchivedModel } from "./write-archive.ts";

const UNDER_WAY = "status in ('PENDING', 'IN_PROGRESS')";
const SHOWN = `archive.id, archive.user_id as "userId", archive.format, archive.name, archive.models, archive.status, archive.file_key as "fileKey",
  (select file.bytes::float8 from stored_files file where file.key = archive.file_key and file.kind = 'archive' and file.state = 'stored') as bytes, archive.missing, archive.reason, archive.created_at as "createdAt", archive.expires_at as "expiresAt"`;

/** An archive as the program handles it. */
export interface ArchiveRow {
  id: string;
  userId: string;
  format: ExportFormat;
  name: string;
  /** In the order in which they come. */
  models: readonly ArchivedModel[];
  status: ArchiveState;
  fileKey: string | null;
  /** Of its file; null while there is none. */
  bytes: number | null;
  /** How many of the models are not in it; null until it is packed, and of one that a former version has packed. */
  missing: number | null;
  reason: string | null;
  createdAt: Date;
  expiresAt: Date;
}

export type NewArchive = Pick<ArchiveRow, "id" | "userId" | "format" | "name" | "models" | "createdAt" | "expiresAt"> & {
  contentHash: string;
  /** The batch that it was asked of. */
  batchId: string | null;
};

/** Has a user's starts take turns, so that none counts what the other is about to write. */
export async function lockArchives(trx: Knex.Transaction, userId: string): Promise<void> {
  await trx.raw("select pg_advisory_xact_lock(hashtextextended('model-3d archives of ' || ?, 0))", [userId]);
}

/** Of a user's archives that are on their way: of how many models each is, and since when. */
export async function listUnderWay(trx: Knex.Transaction, userId: string): Promise<{ models: number; createdAt: Date }[]> {
  const { rows } = await trx.raw<{ rows: { models: number; createdAt: Date }[] }>(`select jsonb_array_length(models) as models, created_at as "createdAt" from model_archives where user_id = ? and ${UNDER_WAY}`, [userId]);
  return rows;
}

/** The one of the same models in the same format, locked. */
export function lockSame(trx: Knex.Transaction, { userId, contentHash }: Pick<NewArchive, "userId" | "contentHash">): Promise<ArchiveRow | null> {
  return one(trx, `select ${SHOWN} from model_archives archive where user_id = :userId and content_hash = :contentHash for update`, { userId, contentHash });
}

export async function insertArchive(trx: Knex.Transaction, row: NewArchive): Promise<ArchiveRow> {
  const inserted = await one(
    trx,
    `insert into model_archives as archive (id, user_id, format, name, models, content_hash, batch_id, expires_at, created_at, updated_at)
     values (:id, :userId, :format, :name, :models, :contentHash, :batchId, :expiresAt, :createdAt, :createdAt) returning ${SHOWN}`,
    { ...row, models: JSON.stringify(row.models) },
  );
  if (!inserted) throw new Error("The new archive was not written.");
  return inserted;
}

/** Keeps one for longer. */
export async function keepArchive(trx: Knex.Transaction, id: string, expiresAt: Date): Promise<ArchiveRow> {
  const kept = await one(trx, `update model_archives archive set expires_at = greatest(expires_at, :expiresAt) where id = :id returning ${SHOWN}`, { id, expiresAt });
  if (!kept) throw new Error("The archive is not there any more.");
  return kept;
}

export async function findOwnArchive(database: Database, userId: string, id: string): Promise<ArchiveRow | null> {
  const rows = await database.readAsUser<ArchiveRow>(userId, database.knex.raw(`select ${SHOWN} from model_archives archive where archive.user_id = ? and archive.id = ?`, [userId, id]));
  return rows[0] ? toRow(rows[0]) : null;
}

/** Counts one more try. Null when it has ended or is gone. */
export function beginArchive(trx: Knex.Transaction, id: string): Promise<ArchiveRow | null> {
  return one(trx, `update model_archives archive set status = 'IN_PROGRESS', attempts = attempts + 1 where id = :id and ${UNDER_WAY} returning ${SHOWN}`, { id });
}

/** Null when it had ended or was gone. */
export function finishArchive(trx: Knex.Transaction, id: string, { fileKey, missing, at, expiresAt }: { fileKey: string; missing: number; at: Date; expiresAt: Date }): Promise<ArchiveRow | null> {
  return one(trx, `update model_archives archive set status = 'SUCCEEDED', file_key = :fileKey, missing = :missing, finished_at = :at, expires_at = :expiresAt where id = :id and ${UNDER_WAY} returning ${SHOWN}`, { id, fileKey, missing, at, expiresAt });
}

/** Null when it had ended or was gone. */
export function failArchive(trx: Knex.Transaction, id: string, { reason, at }: { reason: string; at: Date }): Promise<ArchiveRow | null> {
  return one(trx, `update model_archives archive set status = 'FAILED', reason = :reason, finished_at = :at where id = :id and ${UNDER_WAY} returning ${SHOWN}`, { id, reason, at });
}

/** @returns the key of its file, for the storage to forget. */
export async function removeArchive(trx: Knex.Transaction, id: string): Promise<string | null> {
  const { rows } = await trx.raw<{ rows: { file_key: string | null }[] }>("delete from model_archives where id = ? returning file_key", [id]);
  return rows[0]?.file_key ?? null;
}

/** Whether it is there, locked. */
export async function lockArchive(trx: Knex.Transaction, id: string): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: object[] }>("select id from model_archives where id = ? for update", [id]);
  return rows.length > 0;
}

/** The archive that has this file. */
export async function lockArchiveOfFile(trx: Knex.Transaction, key: string): Promise<string | null> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>("select id from model_archives where file_key = ? for update", [key]);
  return rows[0]?.id ?? null;
}

/** Ended ones that are past their time; those that somebody else has are left for the next time. */
export async function lockExpired(trx: Knex.Transaction, at: Date, limit: number): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(`select id from model_archives where expires_at <= ? and not ${UNDER_WAY} order by expires_at, id limit ? for update skip locked`, [at, limit]);
  return rows.map(({ id }) => id);
}

/** Those under way that nobody has touched since then; what is found is not found again before as much time has passed. */
export async function touchSilent(trx: Knex.Transaction, before: Date, limit: number): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `update model_archives set attempts = attempts where id in (select id from model_archives where ${UNDER_WAY} and updated_at < ? order by updated_at limit ? for update skip locked) returning id`,
    [before, limit],
  );
  return rows.map(({ id }) => id);
}

/** Times may come as text, since a row may come as JSON. */
const toRow = (row: ArchiveRow): ArchiveRow => ({ ...row, createdAt: new Date(row.createdAt), expiresAt: new Date(row.expiresAt) });

async function one(trx: Knex.Transaction, sql: string, values: object): Promise<ArchiveRow | null> {
  const { rows } = await trx.raw<{ rows: ArchiveRow[] }>(sql, values as Knex.ValueDict);
  return rows[0] ? toRow(rows[0]) : null;
}
