import type { Knex } from "knex";

/** Gives up each statement of the transaction that takes longer. @param timeoutMs milliseconds, above 0 */
export async function limitStatements(trx: Knex.Transaction, timeoutMs: number): Promise<void> {
  await trx.raw("select set_config('statement_timeout', ?, true)", [String(timeoutMs)]);
}
