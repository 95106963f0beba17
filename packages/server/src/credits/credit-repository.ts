import type { Credits, LedgerEntry } from "@model-3d/contract";
import type { Knex } from "knex";
import type { Database } from "../db/open-database.ts";
import type { CurrentSubscription } from "./subscribe-credits.ts";

type ResultRow<Result> = { rows: [{ result: Result }] };

/** Runs one of the functions that move credits: one call, one round trip. */
export async function callCreditFunction<Result>(trx: Knex.Transaction, call: CreditCall, values: (string | number | boolean | Date | null)[]): Promise<Result> {
  const { rows } = await trx.raw<ResultRow<Result>>(`select public.model_3d_${call}(${values.map(() => "?").join(", ")}) as result`, values as Knex.RawBinding[]);
  return rows[0].result;
}

/** One hold after the other, in order, in one statement; the result of each. */
export async function holdEach<Result>(trx: Knex.Transaction, { holds, ...shared }: { userId: string; allowShort: boolean; at: Date; limits: string | null; holds: readonly { modelId: string; amount: number }[] }): Promise<Result[]> {
  const { rows } = await trx.raw<{ rows: { result: Result }[] }>(
    `select public.model_3d_hold_credits(:userId, "modelId", amount, null, :allowShort, :at, :limits) as result
     from (select (value ->> 'modelId')::uuid as "modelId", (value ->> 'amount')::integer as amount from jsonb_array_elements(:holds::jsonb) with ordinality order by ordinality) as hold`,
    { ...shared, holds: JSON.stringify(holds) } as Knex.ValueDict,
  );
  return rows.map(({ result }) => result);
}

/** The same of releases. */
export async function releaseEach(trx: Knex.Transaction, { modelIds, ...shared }: { userId: string; reason: string; as: string; isSpent: boolean; at: Date; modelIds: readonly string[] }): Promise<void> {
  await trx.raw("select public.model_3d_release_hold(:userId, id, :reason, :as, :at, :isSpent) from unnest(:modelIds::uuid[]) as released (id)", { ...shared, modelIds: `{${modelIds.join(",")}}` } as Knex.ValueDict);
}

export type CreditCall =
  | "hold_credits"
  | "capture_hold"
  | "release_hold"
  | "grant_credits"
  | "correct_credits"
  | "refund_charge"
  | "expire_credits"
  | "subscribe_credits"
  | "unsubscribe_credits"
  | "reset_due_subscription";

const IS_LIVE = "status = 'active' and (starts_at is null or starts_at <= :at) and (expires_at is null or expires_at > :at)";
/** With the allowance of a period that has begun and that no worker has written down yet: the next hold does so by itself. */
const BALANCE = `select (select coalesce(sum(credits), 0) from user_credits where user_id = :userId and ${IS_LIVE})::float8
  + (select coalesce(sum(allowance), 0) from credit_subscriptions where user_id = :userId and period_ends_at <= :at and not ends_with_period)::float8`;
const HELD = "select coalesce(sum(held), 0)::float8 from credit_accounts where user_id = :userId";
/** Those that are spent first; a page shows no more. */
const MAX_GRANTS_SHOWN = 100;

export interface BalanceRow {
  balance: number;
  held: number;
}

/** Balance, held credits and the grants in the order in which they are spent; one round trip. */
export async function selectCredits(database: Database, userId: string, at: Date): Promise<BalanceRow & Pick<Credits, "grants">> {
  const query = database.knex.raw(
    `select (${BALANCE}) as balance, (${HELD}) as held, coalesce((
       select jsonb_agg(jsonb_build_object('id', id, 'plan_type', plan_type, 'credits', credits,
         'status', case when expires_at <= :at then 'expired' else status end, 'starts_at', ${isoTime("starts_at")},
         'expires_at', ${isoTime("expires_at")}, 'created_at', ${isoTime("created_at")}) order by coalesce(chosen_rank, rank), created_at, id)
       from (select * from user_credits where user_id = :userId and status = 'active' order by coalesce(chosen_rank, rank), created_at, id limit ${MAX_GRANTS_SHOWN}) as shown
     ), '[]') as grants`,
    { userId, at },
  );
  const [row] = await database.readAsUser<BalanceRow & Pick<Credits, "grants">>(userId, query);
  return row ?? { balance: 0, held: 0, grants: [] };
}

/** `is_low` is what was written down last; null before the first time. */
export async function selectBalance(trx: Knex.Transaction, userId: string, at: Date): Promise<BalanceRow & { is_low: boolean | null }> {
  const { rows } = await trx.raw<{ rows: [BalanceRow & { is_low: boolean | null }] }>(
    `select (${BALANCE}) as balance, (${HELD}) as held, (select is_low from credit_accounts where user_id = :userId) as is_low`,
    { userId, at },
  );
  return rows[0];
}

/** What was written down last, under the lock of the account; null before the first time. */
export async function selectIsLow(trx: Knex.Transaction, userId: string): Promise<boolean | null> {
  await trx.raw("select public.model_3d_lock_credit_account(?)", [userId]);
  const { rows } = await trx.raw<{ rows: [{ is_low: boolean | null }] }>("select is_low from credit_accounts where user_id = ?", [userId]);
  return rows[0].is_low;
}

/** @returns whether it was another before, as nobody but one of several transactions at once is told. */
export async function writeIsLow(trx: Knex.Transaction, userId: string, isLow: boolean): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>("update credit_accounts set is_low = ? where user_id = ? and is_low is distinct from ?", [isLow, userId, isLow]);
  return rowCount > 0;
}

interface LedgerPart {
  beforeId: string | null;
  limit: number;
}

/** Movements with a smaller number than `beforeId`, newest first. */
export function selectLedger(database: Database, userId: string, part: LedgerPart): Promise<LedgerEntry[]> {
  return database.readAsUser<LedgerEntry>(userId, database.knex.raw(ledgerSql(part, []), { userId, ...part }));
}

/** The same as the host reads it: with who decided them, which may be somebody of its staff. */
export async function selectHostLedger(trx: Knex.Transaction, userId: string, part: LedgerPart): Promise<(LedgerEntry & { actor: string | null })[]> {
  const { rows } = await trx.raw<{ rows: (LedgerEntry & { actor: string | null })[] }>(ledgerSql(part, ["actor"]), { userId, ...part } as Knex.ValueDict);
  return rows;
}

function ledgerSql({ beforeId }: LedgerPart, more: readonly string[]): string {
  return `select ${["id::text as id", "kind", "amount", "held_change", "model_id", "reason", `${isoTime("created_at")} as created_at`, ...more].join(", ")}
    from credit_ledger where user_id = :userId ${beforeId === null ? "" : "and id < :beforeId"} order by credit_ledger.id desc limit :limit`;
}

export async function selectSubscription(trx: Knex.Transaction, userId: string): Promise<CurrentSubscription | null> {
  const { rows } = await trx.raw<{ rows: CurrentSubscription[] }>(
    `select allowance, period, anchor_at as "startsAt", period_ends_at as "periodEndsAt", roll_over as "rollOver", ends_with_period as "endsWithPeriod" from credit_subscriptions where user_id = ?`,
    [userId],
  );
  return rows[0] ?? null;
}

interface DueUsers {
  at: Date;
  /** The last user of the page before. */
  after: string | null;
  limit: number;
}

/** Users whose subscription has come to the end of its period, in the order of their ids. */
export function selectUsersToReset(trx: Knex.Transaction, due: DueUsers): Promise<string[]> {
  return selectUsers(trx, "select user_id from credit_subscriptions where period_ends_at <= :at", due);
}

/** Users with an expired grant that no open hold from before may still be paid from. */
export function selectUsersToExpire(trx: Knex.Transaction, due: DueUsers): Promise<string[]> {
  const isFree = `not exists (select from credit_holds where user_id = ending.user_id and credit_holds.status = 'pending' and credit_holds.created_at < ending.expires_at)`;
  return selectUsers(trx, `select distinct user_id from user_credits as ending where status = 'active' and expires_at <= :at and ${isFree}`, due);
}

async function selectUsers(trx: Knex.Transaction, sql: string, { at, after, limit }: DueUsers): Promise<string[]> {
  const page = `${sql} ${after === null ? "" : "and user_id > :after"} order by user_id limit :limit`;
  const { rows } = await trx.raw<{ rows: { user_id: string }[] }>(page, { at, limit, ...(after !== null && { after }) });
  return rows.map(({ user_id: userId }) => userId);
}

export async function takeOutOfLimits(trx: Knex.Transaction, userId: string, modelId: string): Promise<void> {
  await trx.raw(
    `with freed as (update credit_holds set is_spent = false where user_id = ? and model_id = ? and is_spent returning amount, created_at)
     select public.model_3d_lower_credit_usage(amount, created_at) from freed`,
    [userId, modelId],
  );
}

export interface Charge {
  charged: number;
  short: number;
}

export async function selectCharge(source: Knex.Transaction | Database, userId: string, modelId: string): Promise<Charge | undefined> {
  const sql = "select amount as charged, short from credit_charges where user_id = ? and model_id = ?";
  const values = [userId, modelId];
  if ("asUser" in source) return (await source.readAsUser<Charge>(userId, source.knex.raw(sql, values)))[0];
  const { rows } = await source.raw<{ rows: Charge[] }>(sql, values);
  return rows[0];
}

function isoTime(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
