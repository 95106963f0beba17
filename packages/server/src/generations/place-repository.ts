import type { Knex } from "knex";
import type { Database } from "../db/open-database.ts";

/** Lets the starts of one user go through one after another, until the transaction ends. Nobody else waits, and whoever has it takes it first of all locks. */
export async function lockStarts(trx: Knex.Transaction, userId: string): Promise<void> {
  await trx.raw("select pg_advisory_xact_lock(hashtextextended(?, 0))", [`model-3d starts of ${userId}`]);
}

const UNDER_WAY = "select count(*)::integer as count from product_3d_models where user_id = ? and status in ('PENDING', 'IN_PROGRESS')";

/** How many models of a user are being made. */
export async function countUnderWay(source: Knex.Transaction | Database, userId: string): Promise<number> {
  if ("asUser" in source) return (await source.readAsUser<{ count: number }>(userId, source.knex.raw(UNDER_WAY, [userId])))[0]?.count ?? 0;
  const { rows } = await source.raw<{ rows: [{ count: number }] }>(UNDER_WAY, [userId]);
  return rows[0].count;
}
