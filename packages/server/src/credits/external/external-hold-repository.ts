import type { LedgerEntry } from "@model-3d/contract";
import type { Knex } from "knex";
import type { Database } from "../../db/open-database.ts";
import type { CreditLimit, HoldResult } from "../credit-service.ts";

export type ExternalHoldState = "opening" | "held" | "capture_due" | "captured" | "release_due" | "released";

export interface ExternalHold {
  modelId: string;
  userId: string;
  ledger: string;
  amount: number;
  state: ExternalHoldState;
  reference: string | null;
  /** Why it is to be given back. */
  reason: string | null;
  attempts: number;
}

/** Any number, the same in every version of the program. */
const LEDGER_IN_USE_LOCK = 7_303_319;
const COLUMNS = `model_id as "modelId", user_id::text as "userId", ledger, amount, state, reference, reason, attempts`;
const IS_DUE = "state in ('opening', 'capture_due', 'release_due')";
const IS_OPEN = "state not in ('captured', 'released')";

export interface NewExternalHold {
  userId: string;
  modelId: string;
  ledger: string;
  amount: number;
  allowShort: boolean;
  /** From when a hold that nobody has confirmed is given up. */
  giveUpAt: Date;
  at: Date;
  limits: { user?: CreditLimit; host?: CreditLimit } | null;
}

/** Writes down that a ledger is about to be asked, unless a limit is reached. */
export async function openExternalHold(trx: Knex.Transaction, { userId, modelId, ledger, amount, allowShort, giveUpAt, at, limits }: NewExternalHold): Promise<{ kind: "opened" } | Extract<HoldResult, { kind: "limited" }>> {
  const values = [userId, modelId, ledger, amount, allowShort, giveUpAt, at, limits === null ? null : JSON.stringify(limits)];
  const { rows } = await trx.raw<{ rows: [{ result: { kind: "opened" } | Extract<HoldResult, { kind: "limited" }> }] }>("select public.model_3d_open_external_hold(?, ?, ?, ?, ?, ?, ?, ?) as result", values as Knex.RawBinding[]);
  return rows[0].result;
}

/** @returns false when it was given up meanwhile. */
export async function confirmExternalHold(trx: Knex.Transaction, modelId: string, reference: string | null): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>("update external_holds set state = 'held', reference = ?, next_try_at = null, last_error = null where model_id = ? and state = 'opening'", [reference, modelId]);
  return rowCount > 0;
}

/** Gives what was freed back to the limits of the day and the month in which it was held. */
const FREE_LIMITS = "select count(public.model_3d_lower_credit_usage(amount, created_at)) from freed";

/** Removes the row of a hold that the ledger has refused: there is nothing of it anywhere. */
export async function dropExternalHold(trx: Knex.Transaction, modelId: string): Promise<void> {
  await trx.raw(`with freed as (delete from external_holds where model_id = ? and state = 'opening' returning amount, created_at) ${FREE_LIMITS}`, [modelId]);
}

/** @returns whether it was held until now. */
export async function markCaptureDue(trx: Knex.Transaction, modelId: string, { provider, at }: { provider: string | null; at: Date }): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    "update external_holds set state = 'capture_due', provider = ?, due_at = ?, next_try_at = ?, attempts = 0, last_error = null where model_id = ? and state = 'held'",
    [provider, at, at, modelId],
  );
  return rowCount > 0;
}

/** @param isSpent whether it goes on counting towards limits. @returns whether it was open until now. */
export async function markReleaseDue(
  trx: Knex.Transaction,
  modelId: string,
  { reason, at, reference = null, openingOnly = false, isSpent = false }: { reason: string; at: Date; reference?: string | null; openingOnly?: boolean; isSpent?: boolean },
): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: [{ count: number }] }>(
    `with released as (
       update external_holds set state = 'release_due', is_spent = :isSpent, reason = :reason, reference = coalesce(:reference, reference), due_at = :at, next_try_at = :at, attempts = 0, last_error = null
       where model_id = :modelId and state in ('opening'${openingOnly ? "" : ", 'held'"}) returning amount, created_at
     ), freed as (select * from released where not :isSpent)
     select (select count(*)::integer from released) as count, (select count(public.model_3d_lower_credit_usage(amount, created_at)) from freed) as freed`,
    { modelId, reason, at, reference, isSpent },
  );
  return rows[0].count > 0;
}

export async function unspendExternalHold(trx: Knex.Transaction, modelId: string): Promise<void> {
  await trx.raw(`with freed as (update external_holds set is_spent = false where model_id = ? and is_spent returning amount, created_at) ${FREE_LIMITS}`, [modelId]);
}

/** Takes one that is due, so that nobody else asks the ledger for it until `until`; nothing when it is not, or not yet. */
export async function claimExternalHold(trx: Knex.Transaction, modelId: string, { ledger, at, until }: { ledger: string; at: Date; until: Date }): Promise<ExternalHold | undefined> {
  const { rows } = await trx.raw<{ rows: ExternalHold[] }>(`update external_holds set next_try_at = ?, attempts = attempts + 1 where model_id = ? and ${IS_DUE} and next_try_at <= ? and ledger = ? returning ${COLUMNS}`, [until, modelId, at, ledger]);
  return rows[0];
}

export async function postponeExternalHold(trx: Knex.Transaction, modelId: string, { nextTryAt, error }: { nextTryAt: Date; error: string }): Promise<void> {
  await trx.raw(`update external_holds set next_try_at = ?, last_error = ? where model_id = ? and ${IS_DUE}`, [nextTryAt, error, modelId]);
}

/** @returns whether it was due until now. */
export async function finishExternalHold(trx: Knex.Transaction, modelId: string, end: { state: "captured"; charged: number; short: number; reason: string | null; at: Date } | { state: "released"; at: Date }): Promise<boolean> {
  const [charged, short, reason] = end.state === "captured" ? [end.charged, end.short, end.reason] : [null, null, null];
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    "update external_holds set state = ?, charged = ?, short = ?, reason = coalesce(?, reason), settled_at = ?, next_try_at = null, last_error = null where model_id = ? and state in ('capture_due', 'release_due')",
    [end.state, charged, short, reason, end.at, modelId],
  );
  return rowCount > 0;
}

/** Has the limits of the host summed anew for when it was held: it was charged, after it had been given back to them. */
export async function forgetUsageOf(trx: Knex.Transaction, modelId: string): Promise<void> {
  await trx.raw("select public.model_3d_forget_credit_usage(created_at) from external_holds where model_id = ?", [modelId]);
}

/** Those whose time has come, the longest waiting first. */
export async function selectDueExternalHolds(trx: Knex.Transaction, { ledger, at, limit }: { ledger: string; at: Date; limit: number }): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { model_id: string }[] }>(`select model_id from external_holds where ${IS_DUE} and next_try_at <= ? and ledger = ? order by next_try_at limit ?`, [at, ledger, limit]);
  return rows.map(({ model_id: modelId }) => modelId);
}

/** Those whose model is gone without anybody having said so here: with its user, whom the host deleted in a table of its own. */
export async function selectOrphanedExternalHolds(trx: Knex.Transaction, { createdBefore, limit }: { createdBefore: Date; limit: number }): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { model_id: string }[] }>(
    "select model_id from external_holds where state = 'held' and created_at < ? and not exists (select from product_3d_models where id = model_id) order by created_at limit ?",
    [createdBefore, limit],
  );
  return rows.map(({ model_id: modelId }) => modelId);
}

/** What is set aside for a user's models at this moment. */
export async function selectExternallyHeld(database: Database, userId: string): Promise<number> {
  const [row] = await database.readAsUser<{ held: number }>(userId, database.knex.raw(`select coalesce(sum(amount), 0)::float8 as held from external_holds where user_id = ? and ${IS_OPEN}`, [userId]));
  return row?.held ?? 0;
}

export async function selectExternalCharge(database: Database, userId: string, modelId: string): Promise<{ charged: number; short: number } | undefined> {
  const [row] = await database.readAsUser<{ charged: number; short: number }>(userId, database.knex.raw("select coalesce(charged, 0) as charged, coalesce(short, 0) as short from external_holds where user_id = ? and model_id = ?", [userId, modelId]));
  return row;
}

/** A line for each model, as its hold stands now; the newest first. */
export function selectExternalLedger(database: Database, userId: string, { beforeId, limit }: { beforeId: string | null; limit: number }): Promise<LedgerEntry[]> {
  const query = database.knex.raw(
    `select number::text as id,
       case when state = 'captured' and short > 0 and charged = 0 then 'shortfall' when state = 'captured' then 'charge' when state in ('release_due', 'released') then 'release' else 'hold' end as kind,
       -coalesce(charged, 0) as amount, case when state in ('opening', 'held', 'capture_due') then amount else 0 end as held_change, model_id, reason,
       to_char(coalesce(settled_at, created_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at
     from external_holds where user_id = :userId ${beforeId === null ? "" : "and number < :beforeId"} order by number desc limit :limit`,
    { userId, limit, ...(beforeId !== null && { beforeId }) },
  );
  return database.readAsUser<LedgerEntry>(userId, query);
}

/** Which ledger is in use: a name, or null for our own tables. For those who know no options. */
export async function writeLedgerInUse(trx: Knex.Transaction, name: string | null): Promise<void> {
  await trx.raw("select pg_advisory_xact_lock(?)", [LEDGER_IN_USE_LOCK]);
  await trx.raw("update external_ledgers set is_in_use = false, updated_at = now() where is_in_use and name is distinct from ?", [name]);
  if (name !== null) await trx.raw("insert into external_ledgers (name, is_in_use) values (?, true) on conflict (name) do update set is_in_use = true, updated_at = now() where not external_ledgers.is_in_use", [name]);
}

export async function selectLedgerInUse(trx: Knex.Transaction): Promise<string | null> {
  const { rows } = await trx.raw<{ rows: { name: string }[] }>("select name from external_ledgers where is_in_use");
  return rows[0]?.name ?? null;
}
