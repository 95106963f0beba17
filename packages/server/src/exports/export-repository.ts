import type { ExportFailure, HonestyCard } from "@model-3d/contract";
import type { Knex } from "knex";
import type { Database } from "../db/open-database.ts";
import type { UnderWay } from "./estimate-wait.ts";
import { EXPORT_COLUMNS, toExportRow, type ExportRow, type StoredExport } from "./export-row.ts";

const UNDER_WAY = "status in ('PENDING', 'IN_PROGRESS')";

export type NewExport = Pick<ExportRow, "id" | "modelId" | "userId" | "format" | "options" | "productName" | "expiresAt" | "isForArchive"> & { optionsHash: string; createdAt: Date };

/** Has a user's starts take turns, so that none counts what the other is about to write. */
export async function lockStarts(trx: Knex.Transaction, userId: string): Promise<void> {
  await trx.raw("select pg_advisory_xact_lock(hashtextextended('model-3d exports of ' || ?, 0))", [userId]);
}

export async function listUnderWay(trx: Knex.Transaction, userId: string): Promise<UnderWay[]> {
  const { rows } = await trx.raw<{ rows: { created_at: Date | string; progress: number }[] }>(`select created_at, progress from model_exports where user_id = ? and ${UNDER_WAY}`, [userId]);
  return rows.map(({ created_at, progress }) => ({ createdAt: new Date(created_at), progress }));
}

/** The one of a model in a format with these options, locked. */
export function lockSame(trx: Knex.Transaction, { modelId, format, optionsHash }: Pick<NewExport, "modelId" | "format" | "optionsHash">): Promise<ExportRow | null> {
  return one(trx, "select * from model_exports where model_id = :modelId and format = :format and options_hash = :optionsHash for update", { modelId, format, optionsHash });
}

export async function insertExport(trx: Knex.Transaction, row: NewExport): Promise<ExportRow> {
  const inserted = await one(
    trx,
    `insert into model_exports (id, model_id, user_id, format, options, options_hash, product_name, for_archive, expires_at, created_at, updated_at)
     values (:id, :modelId, :userId, :format, :options, :optionsHash, :productName, :isForArchive, :expiresAt, :createdAt, :createdAt) returning *`,
    { ...row, options: JSON.stringify(row.options) },
  );
  if (!inserted) throw new Error("The new export was not written.");
  return inserted;
}

/** Keeps an export for longer; one that is asked for by itself is no longer for an archive alone. */
export async function keepExport(trx: Knex.Transaction, id: string, { expiresAt, isForArchive }: Pick<ExportRow, "expiresAt" | "isForArchive">): Promise<ExportRow> {
  const kept = await one(trx, "update model_exports set expires_at = greatest(expires_at, :expiresAt), for_archive = for_archive and :isForArchive where id = :id returning *", { id, expiresAt, isForArchive });
  if (!kept) throw new Error("The export is not there any more.");
  return kept;
}

export function lockExport(trx: Knex.Transaction, id: string): Promise<ExportRow | null> {
  return one(trx, "select * from model_exports where id = :id for update", { id });
}

export async function findOwnExport(database: Database, userId: string, id: string): Promise<ExportRow | null> {
  const rows = await database.readAsUser<StoredExport>(userId, database.knex.raw(`select ${EXPORT_COLUMNS} from model_exports where user_id = ? and id = ?`, [userId, id]));
  return rows[0] ? toExportRow(rows[0]) : null;
}

/** Of a model: what is there to be downloaded, with its options and its card. */
export async function listMade(database: Database, userId: string, { modelId, at }: { modelId: string; at: Date }): Promise<Pick<ExportRow, "format" | "options" | "card">[]> {
  return database.readAsUser<Pick<StoredExport, "format" | "options" | "card">>(userId, database.knex.raw("select format, options, card from model_exports where user_id = ? and model_id = ? and status = 'SUCCEEDED' and expires_at > ?", [userId, modelId, at]));
}

/** Counts one more try. Null when it has ended or is gone. */
export function beginExport(trx: Knex.Transaction, id: string): Promise<ExportRow | null> {
  return one(trx, `update model_exports set status = 'IN_PROGRESS', attempts = attempts + 1 where id = :id and ${UNDER_WAY} returning *`, { id });
}

/** Null when it has ended, is gone, or was further already. */
export function advanceExport(trx: Knex.Transaction, id: string, progress: number): Promise<ExportRow | null> {
  return one(trx, "update model_exports set progress = :progress::integer where id = :id and status = 'IN_PROGRESS' and progress < :progress::integer returning *", { id, progress });
}

export interface FinishedExport {
  fileKey: string;
  card: HonestyCard;
  at: Date;
  expiresAt: Date;
}

export function finishExport(trx: Knex.Transaction, id: string, { fileKey, card, at, expiresAt }: FinishedExport): Promise<ExportRow | null> {
  return one(
    trx,
    `update model_exports set status = 'SUCCEEDED', progress = 100, file_key = :fileKey, card = :card, finished_at = :at, expires_at = :expiresAt where id = :id and ${UNDER_WAY} returning *`,
    { id, fileKey, card: JSON.stringify(card), at, expiresAt },
  );
}

export function failExport(trx: Knex.Transaction, id: string, { failure, lastError, at }: { failure: ExportFailure; lastError: string | null; at: Date }): Promise<ExportRow | null> {
  return one(trx, `update model_exports set status = 'FAILED', failure = :failure, last_error = :lastError, finished_at = :at where id = :id and ${UNDER_WAY} returning *`, { id, failure: JSON.stringify(failure), lastError, at });
}

/** @returns the key of its file, for the storage to forget. */
export async function removeExport(trx: Knex.Transaction, id: string): Promise<string | null> {
  const { rows } = await trx.raw<{ rows: { file_key: string | null }[] }>("delete from model_exports where id = ? returning file_key", [id]);
  return rows[0]?.file_key ?? null;
}

export async function isFileOfExport(trx: Knex.Transaction, key: string): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: object[] }>("select 1 from model_exports where file_key = ?", [key]);
  return rows.length > 0;
}

/**
 * Ended ones that are past their time, locked with their models; those that somebody else has are left for the next time, and so is one that was asked for
 * again while this looked: what is locked is judged once more.
 */
export async function lockExpired(trx: Knex.Transaction, at: Date, limit: number): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `select made.id from model_exports made join product_3d_models model on model.id = made.model_id
     where made.expires_at <= ? and not made.${UNDER_WAY} order by made.expires_at, made.id limit ? for update of model, made skip locked`,
    [at, limit],
  );
  return rows.map(({ id }) => id);
}

/** Those under way that nobody has touched since then; what is found is not found again before as much time has passed. */
export async function touchSilent(trx: Knex.Transaction, before: Date, limit: number): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `update model_exports set attempts = attempts where id in (select id from model_exports where ${UNDER_WAY} and updated_at < ? order by updated_at limit ? for update skip locked) returning id`,
    [before, limit],
  );
  return rows.map(({ id }) => id);
}

async function one(trx: Knex.Transaction, sql: string, values: Record<string, Knex.RawBinding | null>): Promise<ExportRow | null> {
  const { rows } = await trx.raw<{ rows: StoredExport[] }>(sql, values as Knex.ValueDict);
  return rows[0] ? toExportRow(rows[0]) : null;
}
