import { createHash } from "node:crypto";
import type { Knex } from "knex";
import type { RemoteFile, TextureMap } from "../providers/provider.ts";

/** The files of one result, as they lie with the service. */
export interface RemoteResult {
  modelId: string;
  userId: string;
  provider: string;
  files: readonly RemoteFile[];
  expiresAt: Date | null;
}

/** The address as the index knows it. */
export const hashOfUrl = (url: string): string => createHash("sha256").update(url).digest("hex");

/** Writes down the files of a result; addresses of files that are known and still wait are renewed. */
export async function upsertProviderFiles(trx: Knex.Transaction, { modelId, userId, provider, files, expiresAt }: RemoteResult): Promise<void> {
  if (files.length === 0) return;
  const rows = files.map((file) => ({
    model_id: modelId,
    name: file.name,
    user_id: userId,
    provider,
    kind: file.kind,
    content_type: file.contentType,
    texture_set: file.texture?.set ?? null,
    texture_map: file.texture?.map ?? null,
    url: file.url,
    url_sha256: hashOfUrl(file.url),
    expires_at: expiresAt,
  }));
  await trx("provider_files").insert(rows).onConflict(["model_id", "name"]).merge(["url", "url_sha256", "expires_at"]).whereRaw("provider_files.state = 'waiting'");
}

/** `waiting`: it lies with the service; `copied`: with us; `refused` and `lost`: nobody will have it. */
export type ProviderFileState = "waiting" | "copied" | "refused" | "lost";

/** A file of a result, and how far its copy is. */
export interface ProviderFileRow {
  modelId: string;
  name: string;
  userId: string;
  provider: string;
  kind: string;
  contentType: string;
  texture: { set: number; map: TextureMap } | null;
  url: string;
  /** Null where the service keeps it for good. */
  expiresAt: Date | null;
  state: ProviderFileState;
  /** The present one included. */
  attempts: number;
  lastError: string | null;
  /** The hash of a whole file that was refused and will be again, how often it came, and since when. */
  refusedAs: string | null;
  refusals: number;
  refusedSince: Date | null;
  createdAt: Date;
}

interface StoredProviderFile {
  model_id: string;
  name: string;
  user_id: string;
  provider: string;
  kind: string;
  content_type: string;
  texture_set: number | null;
  texture_map: TextureMap | null;
  url: string;
  expires_at: Date | string | null;
  state: ProviderFileState;
  attempts: number;
  last_error: string | null;
  refused_as: string | null;
  refusals: number;
  refused_since: Date | string | null;
  created_at: Date | string;
}

function toProviderFile(row: StoredProviderFile): ProviderFileRow {
  return {
    modelId: row.model_id,
    name: row.name,
    userId: row.user_id,
    provider: row.provider,
    kind: row.kind,
    contentType: row.content_type,
    texture: row.texture_set === null || row.texture_map === null ? null : { set: row.texture_set, map: row.texture_map },
    url: row.url,
    expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
    state: row.state,
    attempts: row.attempts,
    lastError: row.last_error,
    refusedAs: row.refused_as,
    refusals: row.refusals,
    refusedSince: row.refused_since === null ? null : new Date(row.refused_since),
    createdAt: new Date(row.created_at),
  };
}

async function select(trx: Knex.Transaction, sql: string, values: Record<string, Knex.RawBinding | null>): Promise<ProviderFileRow[]> {
  const { rows } = await trx.raw<{ rows: StoredProviderFile[] }>(sql, values as Knex.ValueDict);
  return rows.map(toProviderFile);
}

/** A file that was claimed. `isLast`: no other one of its model was due then; what is later has a job of its own. */
export interface ClaimedFile extends ProviderFileRow {
  isLast: boolean;
}

/** Takes the next file of a model that is due, what is shown first before the others, and keeps everybody else off it until then. */
export async function claimProviderFile(trx: Knex.Transaction, modelId: string, { now, until }: { now: Date; until: Date }): Promise<ClaimedFile | null> {
  const { rows } = await trx.raw<{ rows: (StoredProviderFile & { is_last: boolean })[] }>(
    `update provider_files set attempts = attempts + 1, next_attempt_at = :until
     where model_id = :modelId and state = 'waiting' and name = (
       select name from provider_files where model_id = :modelId and state = 'waiting' and next_attempt_at <= :now
       order by case kind when 'glb' then 0 when 'thumbnail' then 1 else 2 end, name limit 1 for update skip locked)
     returning *, not exists (select from provider_files other where other.model_id = provider_files.model_id and other.name <> provider_files.name and other.state = 'waiting' and other.next_attempt_at <= :now) as is_last`,
    { modelId, now, until },
  );
  const [claimed] = rows;
  return claimed ? { ...toProviderFile(claimed), isLast: claimed.is_last } : null;
}

type FileKey = Pick<ProviderFileRow, "modelId" | "name">;

/** Keeps a claim, or with a time that has passed gives it back; false when the file is not to be copied any more. */
export async function moveClaim(trx: Knex.Transaction, { modelId, name }: FileKey, until: Date): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>("update provider_files set next_attempt_at = :until where model_id = :modelId and name = :name and state = 'waiting'", { modelId, name, until });
  return rowCount > 0;
}

/** One that is still to be copied; null when it was copied or given up meanwhile, or its model is gone. */
export async function findWaitingFile(trx: Knex.Transaction, { modelId, name }: FileKey): Promise<ProviderFileRow | null> {
  const [found] = await select(trx, "select * from provider_files where model_id = :modelId and name = :name and state = 'waiting'", { modelId, name });
  return found ?? null;
}

export interface FailedAttempt {
  reason: string;
  nextAttemptAt: Date;
  refusedAs: string | null;
  refusals: number;
  refusedSince: Date | null;
}

export async function recordFailedAttempt(trx: Knex.Transaction, { modelId, name }: FileKey, { reason, nextAttemptAt, refusedAs, refusals, refusedSince }: FailedAttempt): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `update provider_files set last_error = :reason, next_attempt_at = :nextAttemptAt, refused_as = :refusedAs, refusals = :refusals, refused_since = :refusedSince
     where model_id = :modelId and name = :name and state = 'waiting'`,
    { modelId, name, reason, nextAttemptAt, refusedAs, refusals, refusedSince } as Knex.ValueDict,
  );
  return rowCount > 0;
}

/** Ends the waiting of a file, once. False when it had ended. */
export async function endWaiting(trx: Knex.Transaction, { modelId, name }: FileKey, { state, reason }: { state: Exclude<ProviderFileState, "waiting">; reason: string | null }): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    "update provider_files set state = :state, last_error = :reason where model_id = :modelId and name = :name and state = 'waiting'",
    { modelId, name, state, reason } as Knex.ValueDict,
  );
  return rowCount > 0;
}

export function listProviderFiles(trx: Knex.Transaction, modelId: string): Promise<ProviderFileRow[]> {
  return select(trx, "select * from provider_files where model_id = :modelId order by name", { modelId });
}

/** Models with files that should have been tried by then and were not; what is found is not found again before as much time has passed. */
export async function takeOverdueModels(trx: Knex.Transaction, { overdueSince, now, limit }: { overdueSince: Date; now: Date; limit: number }): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { model_id: string }[] }>(
    `with overdue as (
       select model_id, name from provider_files where state = 'waiting' and next_attempt_at < :overdueSince
       order by expires_at limit :limit for update skip locked)
     update provider_files file set next_attempt_at = :now from overdue where file.model_id = overdue.model_id and file.name = overdue.name
     returning file.model_id`,
    { overdueSince, now, limit },
  );
  return [...new Set(rows.map((row) => row.model_id))];
}

/** When a third is left of the time in which a service keeps a file. */
const RISK_BEGINS = "expires_at - coalesce((:lives::jsonb ->> provider)::float8 * interval '1 millisecond', expires_at - created_at) / 3";

/**
 * Files that still wait although less than a third of their life is left; each is found once.
 * @param lives For how long services keep files, in milliseconds by name; elsewhere the time since the file was written down counts.
 */
export function takeFilesAtRisk(trx: Knex.Transaction, { now, lives }: { now: Date; lives: Readonly<Record<string, number>> }): Promise<ProviderFileRow[]> {
  return select(
    trx,
    `update provider_files set alerted_at = :now
     where state = 'waiting' and alerted_at is null and ${RISK_BEGINS} <= :now
     returning *`,
    { now, lives: JSON.stringify(lives) },
  );
}

/** How many files wait for their copy, by service, and whether a third or less is left of the time in which it keeps them. @param lives As above. */
export async function countWaitingFiles(trx: Knex.Transaction, { now, lives }: { now: Date; lives: Readonly<Record<string, number>> }): Promise<{ provider: string; atRisk: boolean; count: number }[]> {
  const { rows } = await trx.raw<{ rows: { provider: string; at_risk: boolean; count: number }[] }>(
    `select provider, coalesce(${RISK_BEGINS} <= :now, false) as at_risk, count(*)::integer as count from provider_files where state = 'waiting' group by 1, 2`,
    { now, lives: JSON.stringify(lives) },
  );
  return rows.map(({ provider, at_risk, count }) => ({ provider, atRisk: at_risk, count }));
}

/** What a file that is tried anew forgets of its earlier tries. */
const ANEW = "state = 'waiting', attempts = 0, next_attempt_at = :now, last_error = null, refused_as = null, refusals = 0, refused_since = null, alerted_at = null";
const IS_KEPT = "(expires_at is null or expires_at > :now)";

/** Has the refused files of a model that their service keeps still wait for their copy once more. @returns their names. */
export async function waitForRefused(trx: Knex.Transaction, modelId: string, now: Date): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { name: string }[] }>(`update provider_files set ${ANEW} where model_id = :modelId and state = 'refused' and ${IS_KEPT} returning name`, { modelId, now });
  return rows.map(({ name }) => name).sort();
}

/** Has a file that was copied wait for its copy once more, if its service keeps it still. False when it does not, or has never had it. */
export async function waitAgain(trx: Knex.Transaction, { modelId, name }: FileKey, now: Date): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `update provider_files set ${ANEW} where model_id = :modelId and name = :name and state = 'copied' and ${IS_KEPT}`,
    { modelId, name, now },
  );
  return rowCount > 0;
}
