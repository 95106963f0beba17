import type { StorageUse, TroubledFile, Usage } from "@model-3d/contract";
import type { Knex } from "knex";

async function rowsOf<Row>(trx: Knex.Transaction, sql: string, values: Record<string, unknown> = {}): Promise<Row[]> {
  const { rows } = await trx.raw<{ rows: Row[] }>(sql, values as Knex.ValueDict);
  return rows;
}

/** How many rows the table is thought to have since it was last looked at. */
export async function estimateFiles(trx: Knex.Transaction): Promise<number> {
  const [row] = await rowsOf<{ rows: number }>(trx, "select greatest(reltuples, 0)::float8 as rows from pg_class where oid = 'stored_files'::regclass");
  return row?.rows ?? 0;
}

/** Files by kind and state. @param percent of the table's pages that are counted; the figures are for all of it. */
export const countFiles = (trx: Knex.Transaction, percent: number): Promise<StorageUse["kinds"]> =>
  rowsOf(
    trx,
    `select kind, state, round(count(*) * 100 / :percent::numeric)::float8 as files, round(coalesce(sum(bytes), 0) * 100 / :percent::numeric)::float8 as bytes
     from stored_files ${percent < 100 ? `tablesample system (${percent})` : ""} group by 1, 2 order by 1, 2`,
    { percent },
  );

export type TroubledFileRow = Omit<TroubledFile, "expires_at" | "updated_at"> & { expires_at: Date | null; updated_at: Date; key_us: string };

interface FilePosition {
  us: string;
  modelId: string;
  name: string;
}

/** Those that wait by when they will be lost, those that nobody will have by when that was found. Files that a service keeps for good come last. */
export function selectTroubledFiles(trx: Knex.Transaction, state: TroubledFile["state"], { after, limit }: { after: FilePosition | null; limit: number }): Promise<TroubledFileRow[]> {
  const isWaiting = state === "waiting";
  // Later than any time that a service names.
  const key = isWaiting ? "coalesce(extract(epoch from expires_at) * 1000000, 9e15)" : "extract(epoch from updated_at) * 1000000";
  const [order, beyond] = isWaiting ? ["expires_at, model_id, name", `(coalesce(expires_at, 'epoch'::timestamptz + 9e15 * interval '1 microsecond'), model_id, name) >`] : ["updated_at desc, model_id desc, name desc", "(updated_at, model_id, name) <"];
  return rowsOf(
    trx,
    `select model_id, name, provider, state, attempts, last_error, expires_at, updated_at, (${key})::bigint::text as key_us from provider_files
     where state = '${state}' ${after === null ? "" : `and ${beyond} ('epoch'::timestamptz + :us::bigint * interval '1 microsecond', :modelId::uuid, :name)`} order by ${order} limit :limit`,
    { limit, ...after },
  );
}

/** By day of their request, in UTC, the newest first. */
export const countDays = (trx: Knex.Transaction, since: Date): Promise<Usage["days"]> =>
  rowsOf(
    trx,
    `select to_char(day, 'YYYY-MM-DD') as day, sum(generations)::integer as generations, sum(succeeded)::integer as succeeded, sum(failed)::integer as failed, sum(credits)::float8 as credits from (
       select date_trunc('day', created_at at time zone 'UTC') as day, count(*) as generations, count(*) filter (where status = 'SUCCEEDED') as succeeded, count(*) filter (where status in ('FAILED', 'EXPIRED')) as failed, 0 as credits
         from product_3d_models where created_at >= :since group by 1
       union all
       select date_trunc('day', created_at at time zone 'UTC'), 0, 0, 0, sum(amount) from credit_charges where created_at >= :since group by 1) as counted
     group by 1 order by 1 desc`,
    { since },
  );

/** Those who spent most since then. */
export const countUsers = (trx: Knex.Transaction, { since, limit }: { since: Date; limit: number }): Promise<Usage["users"]> =>
  rowsOf(trx, "select user_id, count(*)::integer as generations, coalesce(sum(amount), 0)::float8 as credits from credit_charges where created_at >= :since group by 1 order by 3 desc, 1 limit :limit", { since, limit });

/** What providers took since then, in their own units. */
export const sumCosts = (trx: Knex.Transaction, since: Date): Promise<Usage["costs"]> =>
  rowsOf(trx, "select provider, unit, sum(amount)::float8 as amount, count(*)::integer as tasks from provider_costs where recorded_at >= :since group by 1, 2 order by 1, 2", { since });
