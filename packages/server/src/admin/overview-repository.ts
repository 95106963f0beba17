import type { ModelState } from "@model-3d/contract";
import type { Knex } from "knex";

async function rowsOf<Row>(trx: Knex.Transaction, sql: string, values: Record<string, unknown> = {}): Promise<Row[]> {
  const { rows } = await trx.raw<{ rows: Row[] }>(sql, values as Knex.ValueDict);
  return rows;
}

/** Generations that go on, by provider and state. By a partial index of what is open. */
export const countOpen = (trx: Knex.Transaction): Promise<{ provider: string; status: ModelState; count: number; oldest_at: Date }[]> =>
  rowsOf(trx, "select provider, status, count(*)::integer as count, min(created_at) as oldest_at from product_3d_models where status in ('PENDING', 'IN_PROGRESS') group by 1, 2 order by 1, 2");

/** Those that go on and of which nothing was heard since. */
export async function countStuck(trx: Knex.Transaction, silentSince: Date): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(trx, "select count(*)::integer as count from product_3d_models where status in ('PENDING', 'IN_PROGRESS') and updated_at < :silentSince", { silentSince });
  return row?.count ?? 0;
}

export const countEnded = (trx: Knex.Transaction, since: Date): Promise<{ status: ModelState; count: number }[]> =>
  rowsOf(trx, "select status, count(*)::integer as count from product_3d_models where status in ('SUCCEEDED', 'FAILED', 'EXPIRED') and created_at >= :since group by 1", { since });

/** Why generations since then failed, the most frequent reasons first. */
export const countReasons = (trx: Knex.Transaction, { since, limit }: { since: Date; limit: number }): Promise<{ reason: string; count: number }[]> =>
  rowsOf(trx, "select coalesce(task_error, '') as reason, count(*)::integer as count from product_3d_models where status in ('FAILED', 'EXPIRED') and created_at >= :since group by 1 order by 2 desc, 1 limit :limit", { since, limit });

/** Deliveries of services that wait, and those that were given up. */
export const countDeliveries = (trx: Knex.Transaction): Promise<{ provider: string; waiting: number; given_up: number }[]> =>
  rowsOf(
    trx,
    `select provider, sum(waiting)::integer as waiting, sum(given_up)::integer as given_up from (
       select provider, count(*) as waiting, 0 as given_up from webhook_inbox where state = 'waiting' group by 1
       union all select provider, 0, count(*) from webhook_inbox where state = 'given_up' group by 1) as counted
     group by 1 order by 1`,
  );

/** Deliveries to the host's own endpoints that wait. */
export async function countHostEvents(trx: Knex.Transaction): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(trx, "select count(*)::integer as count from host_event_deliveries where state = 'waiting'");
  return row?.count ?? 0;
}
