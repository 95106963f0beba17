import type { Knex } from "knex";
import type { RateLimit } from "./rate-limit-options.ts";
import { costOf, mostOwed } from "./weigh-request.ts";

/** Takes one request of a bucket that all processes share, if it has one left. Times are differences by the database's own clock. */
export async function takeRequest(trx: Knex.Transaction, name: string, limit: RateLimit): Promise<{ isAllowed: boolean; owedMs: number }> {
  const { rows } = await trx.raw<{ rows: { owed_ms: number }[] }>(
    `insert into rate_limits as bucket (name, spent_until, window_ms) values (:name, now() + :cost::interval, :windowMs)
     on conflict (name) do update set spent_until = greatest(bucket.spent_until, now()) + :cost::interval, window_ms = excluded.window_ms
       where greatest(bucket.spent_until, now()) + :cost::interval <= now() + :most::interval
     returning (extract(epoch from spent_until - now()) * 1000)::float8 as owed_ms`,
    { name, windowMs: limit.windowMs, cost: inMs(costOf(limit)), most: inMs(mostOwed(limit)) },
  );
  if (rows[0]) return { isAllowed: true, owedMs: rows[0].owed_ms };
  const refused = await trx.raw<{ rows: { owed_ms: number }[] }>("select (extract(epoch from spent_until - now()) * 1000)::float8 as owed_ms from rate_limits where name = ?", [name]);
  return { isAllowed: false, owedMs: refused.rows[0]?.owed_ms ?? 0 };
}

const inMs = (ms: number) => `${ms} milliseconds`;

export interface Spending {
  name: string;
  spentMs: number;
  windowMs: number;
}

/** Adds what this process has let through to what the others have, and tells what each bucket owes in all; at most a window. */
export async function shareSpending(trx: Knex.Transaction, spendings: readonly Spending[]): Promise<Map<string, number>> {
  const { rows } = await trx.raw<{ rows: { name: string; owed_ms: number }[] }>(
    `insert into rate_limits as bucket (name, spent_until, window_ms)
     select name, now() + spent_ms * interval '1 millisecond', window_ms
     from unnest(:names::text[], :spent::float8[], :windows::integer[]) as spending (name, spent_ms, window_ms) order by name
     on conflict (name) do update set window_ms = excluded.window_ms,
       spent_until = least(greatest(bucket.spent_until, now()) + (excluded.spent_until - now()), now() + excluded.window_ms * interval '1 millisecond')
     returning name, (extract(epoch from spent_until - now()) * 1000)::float8 as owed_ms`,
    { names: spendings.map(({ name }) => name), spent: spendings.map(({ spentMs }) => spentMs), windows: spendings.map(({ windowMs }) => windowMs) } as unknown as Knex.ValueDict,
  );
  return new Map(rows.map(({ name, owed_ms }) => [name, owed_ms]));
}

/** Buckets that owe nothing are as good as none. */
export async function pruneBuckets(trx: Knex.Transaction): Promise<number> {
  const { rowCount } = await trx.raw<{ rowCount: number }>("delete from rate_limits where spent_until < now()");
  return rowCount;
}
