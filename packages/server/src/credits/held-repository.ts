import type { Knex } from "knex";

/**
 * Writes down anew what is held of a user's credits: the sum of the open holds, under the lock of the account that every hold takes. The
 * difference to what the ledger says goes there as a correction. @returns whether anything was otherwise.
 */
export async function recomputeHeld(trx: Knex.Transaction, userId: string, { reason, actor }: { reason: string; actor: string }): Promise<boolean> {
  await trx.raw("select public.model_3d_lock_credit_account(?)", [userId]);
  const { rowCount: accounts } = await trx.raw<{ rowCount: number }>(
    `update credit_accounts set held = open.held, updated_at = now()
     from (select coalesce(sum(amount), 0)::bigint as held from credit_holds where user_id = :userId and status = 'pending') as open
     where user_id = :userId and credit_accounts.held <> open.held`,
    { userId },
  );
  const { rowCount: lines } = await trx.raw<{ rowCount: number }>(
    `insert into credit_ledger (user_id, kind, amount, held_change, reason, actor)
     select user_id, 'correction', 0, held - written, :reason, :actor
     from (select account.user_id, account.held, (select coalesce(sum(held_change), 0)::bigint from credit_ledger where user_id = :userId) as written
           from credit_accounts account where account.user_id = :userId) as compared
     where held <> written`,
    { userId, reason, actor },
  );
  return accounts + lines > 0;
}

/** @returns whether a sum was kept for the month that the time is in. */
export async function forgetCreditUsage(trx: Knex.Transaction, at: Date): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: unknown[] }>("select from credit_usage where period = 'month' and starts_at = date_trunc('month', cast(? as timestamptz), 'UTC')", [at]);
  await trx.raw("select public.model_3d_forget_credit_usage(?)", [at]);
  return rows.length > 0;
}
