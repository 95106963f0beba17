import type { Knex } from "knex";

/** Who is submitting a task to an account just now; the row is locked until the transaction ends. */
export interface AccountRow {
  submittingModel: string | null;
  submittingUntil: Date;
  /** The service has asked to be left alone just now. */
  isPaused: boolean;
}

interface StoredAccount {
  submitting_model: string | null;
  submitting_until: Date | number;
  is_paused: boolean;
}

export async function lockAccount(trx: Knex.Transaction, provider: string): Promise<AccountRow> {
  await trx.raw("insert into provider_accounts (provider) values (?) on conflict (provider) do nothing", [provider]);
  const { rows } = await trx.raw<{ rows: StoredAccount[] }>("select submitting_model, submitting_until, paused_until > clock_timestamp() as is_paused from provider_accounts where provider = ? for update", [provider]);
  const row = rows[0];
  if (!row) throw new Error("The account's row is missing.");
  // '-infinity' comes as a number.
  return { submittingModel: row.submitting_model, submittingUntil: row.submitting_until instanceof Date ? row.submitting_until : new Date(0), isPaused: row.is_paused };
}

export async function storeSubmitting(trx: Knex.Transaction, provider: string, modelId: string | null, until: Date | null): Promise<void> {
  await trx.raw("update provider_accounts set submitting_model = ?, submitting_until = coalesce(?::timestamptz, '-infinity') where provider = ?", [modelId, until, provider] as Knex.RawBinding[]);
}

/** Prolongs the right to submit, unless somebody else has it by now. */
export async function prolongSubmitting(trx: Knex.Transaction, provider: string, modelId: string, until: Date): Promise<void> {
  await trx.raw("update provider_accounts set submitting_until = ? where provider = ? and submitting_model = ?", [until, provider, modelId]);
}

/**
 * Takes the next turn to ask a service, and says in how many milliseconds it is. Turns are `intervalMs` apart; an account that was
 * quiet may go ahead of that by `burstMs`. By the database's own clock, since the service counts real seconds.
 */
export async function reserveTurn(trx: Knex.Transaction, provider: string, { intervalMs, burstMs }: { intervalMs: number; burstMs: number }): Promise<number> {
  const { rows } = await trx.raw<{ rows: [{ wait_ms: number }] }>(
    `insert into provider_accounts as account (provider, next_request_at) values (:provider, clock_timestamp() - :burst::interval + :gap::interval)
     on conflict (provider) do update
       set next_request_at = greatest(account.next_request_at, clock_timestamp() - :burst::interval, account.paused_until) + :gap::interval
     returning (extract(epoch from next_request_at - :gap::interval - clock_timestamp()) * 1000)::float8 as wait_ms`,
    { provider, gap: `${intervalMs} milliseconds`, burst: `${burstMs} milliseconds` },
  );
  return Math.max(0, rows[0].wait_ms);
}

/** Leaves the account alone for a while, as its service asked. */
export async function pauseAccount(trx: Knex.Transaction, provider: string, pauseMs: number): Promise<void> {
  await trx.raw(
    `insert into provider_accounts as account (provider, paused_until) values (:provider, clock_timestamp() + :pause::interval)
     on conflict (provider) do update set paused_until = greatest(account.paused_until, clock_timestamp() + :pause::interval)`,
    { provider, pause: `${pauseMs} milliseconds` },
  );
}
