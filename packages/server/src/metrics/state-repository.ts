import type { Knex } from "knex";

/** Each is answered by a partial index of what is open, so that it stays quick however much has ended. */

export interface OpenGenerations {
  provider: string;
  status: string;
  count: number;
  oldestAt: Date;
}

export async function countOpenGenerations(trx: Knex.Transaction): Promise<OpenGenerations[]> {
  const { rows } = await trx.raw<{ rows: { provider: string; status: string; count: number; oldest_at: Date }[] }>(
    "select provider, lower(status) as status, count(*)::integer as count, min(created_at) as oldest_at from product_3d_models where status in ('PENDING', 'IN_PROGRESS') group by 1, 2",
  );
  return rows.map(({ oldest_at, ...rest }) => ({ ...rest, oldestAt: oldest_at }));
}

export async function countWaitingWebhooks(trx: Knex.Transaction): Promise<{ provider: string; count: number }[]> {
  const { rows } = await trx.raw<{ rows: { provider: string; count: number }[] }>("select provider, count(*)::integer as count from webhook_inbox where state = 'waiting' group by 1");
  return rows;
}

export async function countWaitingHostEvents(trx: Knex.Transaction): Promise<number> {
  const { rows } = await trx.raw<{ rows: { count: number }[] }>("select count(*)::integer as count from host_event_deliveries where state = 'waiting'");
  return rows[0]?.count ?? 0;
}
