import type { Knex } from "knex";
import { isUsed, startOf, type CreditReference, type ReferenceGrant, type ReferenceHold } from "../../src/credits/test/credit-reference.ts";
import type { Reference } from "./reference.ts";

/** Of whom the state is told. Models are named by their ids, in the order of their places. */
export interface Cast {
  readonly userIds: readonly string[];
  readonly sourceIds: readonly string[];
  readonly modelIds: readonly string[];
  /** Since when they are on: nobody else has held anything after that. */
  readonly since: number;
}

/**
 * All that is stored of them, in one form for what is found and what is expected: each user's grants in the order of their creation, subscription,
 * and what is held; the versions; holds, charges with the grants that paid, and refunds by model; what was spent of the host's limits. Times are milliseconds since 1970.
 */
export type State = Record<"grants" | "plans" | "held" | "models" | "holds" | "charges" | "refunds" | "usage", unknown[]>;

const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint`;
const listOf = (columns: string, order: string) => `coalesce(jsonb_agg(jsonb_build_array(${columns}) order by ${order}), '[]')`;

const PAID_FROM = `(select ${listOf("number, -line.amount", "line.id")} from credit_ledger line join ranked on ranked.id = grant_id where line.user_id = charge.user_id and line.model_id = charge.model_id and kind = 'charge')`;

/** One statement, for each user: grants and ledger, account, open holds and ledger must agree besides. */
const SQL = `
  with cast_of as (select person, place from unnest(:userIds::uuid[]) with ordinality as u (person, place)),
  ranked as (
    select user_credits.*, coalesce(chosen_rank, rank) as spent_as, row_number() over (partition by user_id order by created_at, coalesce(chosen_rank, rank), id) as number
    from user_credits where user_id = any(:userIds::uuid[])),
  books as (
    select place,
      (select coalesce(sum(credits), 0) from ranked where user_id = person) as balance,
      (select coalesce(sum(amount), 0) from credit_ledger where user_id = person) as moved,
      (select coalesce(sum(amount), 0) from credit_holds where user_id = person and status = 'pending') as held,
      (select coalesce(sum(held), 0) from credit_accounts where user_id = person) as account_held,
      (select coalesce(sum(held_change), 0) from credit_ledger where user_id = person) as held_moved,
      (select ${listOf(`credits, spent_as, ${ms("starts_at")}, ${ms("expires_at")}`, "number")} from ranked where user_id = person) as grants,
      (select jsonb_build_array(allowance, period, ${ms("anchor_at")}, ${ms("period_ends_at")}, roll_over, ends_with_period, (select number from ranked where ranked.id = grant_id))
       from credit_subscriptions where user_id = person) as plan
    from cast_of)
  select
    (select bool_and(balance = moved and held = account_held and held = held_moved) from books) as books,
    (select count(*)::integer from provider_tasks where user_id = any(:userIds::uuid[]) and state in ('waiting', 'submitting')) as unsent,
    jsonb_build_object(
      'grants', (select jsonb_agg(grants order by place) from books),
      'plans', (select jsonb_agg(plan order by place) from books),
      'held', (select jsonb_agg(held order by place) from books),
      'models', (select ${listOf("model.id, source_id, version, model.status, progress, is_active, late_outcome", "model.id")}
        from product_3d_models model left join provider_tasks task on task.model_id = model.id where model.user_id = any(:userIds::uuid[])),
      'holds', (select ${listOf(`model_id, amount, status, is_spent, ${ms("created_at")}`, "model_id")} from credit_holds where user_id = any(:userIds::uuid[])),
      'charges', (select ${listOf(`model_id, amount, short, ${PAID_FROM}`, "model_id")} from credit_charges charge where user_id = any(:userIds::uuid[])),
      'refunds', (select ${listOf("model_id, amount", "model_id")} from credit_refunds where user_id = any(:userIds::uuid[])),
      'usage', (select ${listOf(`period, ${ms("starts_at")}, amount`, "period, starts_at")} from credit_usage where amount > 0 and starts_at >= :since)
    ) as state`;

/** @throws Error when the books do not agree with themselves. */
export async function readState(knex: Knex, { userIds, since }: Cast): Promise<{ state: State; unsent: number }> {
  const { rows } = await knex.raw<{ rows: [{ state: State; books: boolean; unsent: number }] }>(SQL, { userIds: [...userIds], since: new Date(since) });
  const { state, books, unsent } = rows[0];
  if (!books) throw new Error(`The books do not agree with themselves: ${JSON.stringify(state)}`);
  const { grants, plans, held, models, holds, charges, refunds, usage } = state;
  return { state: { grants, plans, held, models, holds, charges, refunds, usage }, unsent };
}

/** What is to be stored according to the reference. */
export function stateOf({ users, models }: Reference, { sourceIds, modelIds }: Cast): State {
  const idOf = (place: number) => modelIds[place] ?? "";
  const holds = users.flatMap((user) => [...user.holds].map(([place, hold]) => ({ ...hold, id: idOf(place), grants: grantsOf(user) }))).sort(byId);
  return {
    grants: users.map((user) => grantsOf(user).map(({ credits, rank, starts, ends }) => [credits, rank, starts === 0 ? null : starts, ends === Infinity ? null : ends])),
    plans: users.map(planOf),
    held: users.map(({ held }) => held),
    models: models
      .flatMap((model, place) => (model ? [{ ...model, id: idOf(place) }] : []))
      .sort(byId)
      .map(({ id, source, version, status, progress, isActive, isLate }) => [id, sourceIds[source], version, status, progress, isActive, isLate ? "SUCCEEDED" : null]),
    holds: holds.map(({ id, amount, status, isSpent, at }) => [id, amount, status, isSpent, at]),
    charges: holds.filter(({ status }) => status === "captured").map(chargeOf),
    refunds: holds.flatMap(({ id, refunded }) => (refunded === undefined ? [] : [[id, refunded]])),
    usage: usageOf(users),
  };
}

function chargeOf({ id, amount, parts, grants }: ReferenceHold & { id: string; grants: readonly ReferenceGrant[] }): unknown[] {
  const charged = parts.reduce((sum, [, part]) => sum + part, 0);
  return [id, charged, amount - charged, parts.map(([grant, part]) => [grants.indexOf(grant) + 1, part])];
}

const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);

function grantsOf({ grants }: CreditReference): CreditReference["grants"] {
  return grants.toSorted((one, other) => one.born - other.born || one.rank - other.rank);
}

function planOf(user: CreditReference): unknown {
  if (!user.plan) return null;
  const { allowance, period, anchor, ends, rollOver, endsWithPeriod, grant } = user.plan;
  return [allowance, period, anchor, ends, rollOver, endsWithPeriod, grant ? grantsOf(user).indexOf(grant) + 1 : null];
}

function usageOf(users: readonly CreditReference[]): unknown[] {
  const spent = new Map<string, [string, number, number]>();
  for (const { amount, at } of users.flatMap(({ holds }) => [...holds.values()].filter(isUsed))) {
    for (const period of ["day", "month"] as const) {
      const start = startOf(period, at);
      const row = spent.get(`${period} ${start}`) ?? [period, start, 0];
      row[2] += amount;
      spent.set(`${period} ${start}`, row);
    }
  }
  return [...spent.values()].sort(([one, at], [other, otherAt]) => (one < other ? -1 : one > other ? 1 : at - otherAt));
}
