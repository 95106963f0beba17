import type { Knex } from "knex";

/** Who is submitting a task to an account just now; the row is locked until the transaction ends. */
export interface AccountRow {
  submittingModel: string | null;
  /** Whether whoever took the right to submit still has it. By the database's clock, as all of its times: processes need not agree on theirs. */
  isHeld: boolean;
  /** How long ago the last task was sent, or was about to be. */
  sentForMs: number;
  /** The service has asked to be left alone just now. */
  isPaused: boolean;
}

interface StoredAccount {
  submitting_model: string | null;
  is_held: boolean;
  sent_for_ms: number;
  is_paused: boolean;
}

/** A lease that lies so many times its own length ahead was taken before the database's clock jumped back. */
const LEASES_AHEAD = 10;
/** Turns and pauses lie no further ahead than this; others were set before it jumped back. */
const IS_PLAUSIBLE_PAUSE = "account.paused_until <= clock_timestamp() + interval '2 hours'";
const IS_PLAUSIBLE_TURN = "account.next_request_at <= greatest(clock_timestamp(), account.paused_until) + interval '10 minutes'";
const NEXT_TURN = `greatest(case when ${IS_PLAUSIBLE_TURN} then account.next_request_at end, clock_timestamp() - :burst::interval, case when ${IS_PLAUSIBLE_PAUSE} then account.paused_until end)`;

export async function lockAccount(trx: Knex.Transaction, provider: string, { leaseMs }: { leaseMs: number }): Promise<AccountRow> {
  const select = () => trx.raw<{ rows: StoredAccount[] }>(
    `select submitting_model, submitting_until > clock_timestamp() and submitting_until <= clock_timestamp() + :most::interval as is_held,
       case when submitting_at > '-infinity' then greatest(0, extract(epoch from clock_timestamp() - submitting_at) * 1000)::float8 else 'infinity' end as sent_for_ms,
       account.paused_until > clock_timestamp() and ${IS_PLAUSIBLE_PAUSE} as is_paused
     from provider_accounts account where provider = :provider for update`,
    { provider, most: `${leaseMs * LEASES_AHEAD} milliseconds` },
  );
  let { rows } = await select();
  if (rows.length === 0) {
    await trx.raw("insert into provider_accounts (provider) values (?) on conflict (provider) do nothing", [provider]);
    ({ rows } = await select());
  }
  const row = rows[0];
  if (!row) throw new Error("The account's row is missing.");
  return { submittingModel: row.submitting_model, isHeld: row.is_held, sentForMs: row.sent_for_ms, isPaused: row.is_paused };
}

/** Takes the right to submit, of an account whose row is locked. @returns its number, by which whoever has it is told from whoever had it. */
export async function takeRight(trx: Knex.Transaction, provider: string, { modelId, leaseMs, sends }: { modelId: string; leaseMs: number; sends: boolean }): Promise<number> {
  const { rows } = await trx.raw<{ rows: [{ submission: number }] }>(
    `update provider_accounts set submitting_model = :modelId, submission = submission + 1, submitting_until = clock_timestamp() + :lease::interval,
       submitting_at = case when :sends then clock_timestamp() else submitting_at end
     where provider = :provider returning submission`,
    { provider, modelId, sends, lease: `${leaseMs} milliseconds` },
  );
  return rows[0].submission;
}

/** Prolongs the right to submit, or with 0 lets it run out, so that whoever looks next goes on. @returns false when it is somebody else's by now, or nobody's. */
export async function prolongRight(trx: Knex.Transaction, provider: string, { submission, leaseMs }: { submission: number; leaseMs: number }): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    "update provider_accounts set submitting_until = clock_timestamp() + :lease::interval where provider = :provider and submission = :submission and submitting_model is not null",
    { provider, submission, lease: `${leaseMs} milliseconds` },
  );
  return rowCount > 0;
}

/** Gives the right to submit back, and locks the account's row. @returns false when it is somebody else's by now, or nobody's: it stays as it is. */
export async function endRight(trx: Knex.Transaction, provider: string, submission: number): Promise<boolean> {
  await trx.raw("select 1 from provider_accounts where provider = ? for update", [provider]);
  const { rowCount } = await trx.raw<{ rowCount: number }>("update provider_accounts set submitting_model = null, submitting_until = '-infinity' where provider = ? and submission = ? and submitting_model is not null", [provider, submission]);
  return rowCount > 0;
}

/** Takes the right from whoever is clearing up a model's submission: what became of it is known. */
export async function revokeRight(trx: Knex.Transaction, provider: string, modelId: string): Promise<void> {
  await trx.raw("update provider_accounts set submitting_model = null, submitting_until = '-infinity', submission = submission + 1 where provider = ? and submitting_model = ?", [provider, modelId]);
}

export interface TurnPlan {
  /** How far turns are apart, in milliseconds. */
  intervalMs: number;
  /** How far ahead of that an account that was quiet may go, in milliseconds. */
  burstMs: number;
  /** A turn that is further away than this is not taken; the others' turns stay where they are. */
  longestWaitMs: number;
}

/** Takes the next turn to ask a service. By the database's own clock, since the service counts real seconds. @returns in how many milliseconds it is, or null when it is too far away. */
export async function reserveTurn(trx: Knex.Transaction, provider: string, { intervalMs, burstMs, longestWaitMs }: TurnPlan): Promise<number | null> {
  const { rows } = await trx.raw<{ rows: { wait_ms: number }[] }>(
    `insert into provider_accounts as account (provider, next_request_at) values (:provider, clock_timestamp() - :burst::interval + :gap::interval)
     on conflict (provider) do update set next_request_at = ${NEXT_TURN} + :gap::interval
       where ${NEXT_TURN} <= clock_timestamp() + :longest::interval
     returning (extract(epoch from next_request_at - :gap::interval - clock_timestamp()) * 1000)::float8 as wait_ms`,
    { provider, gap: `${intervalMs} milliseconds`, burst: `${burstMs} milliseconds`, longest: `${longestWaitMs} milliseconds` },
  );
  return rows[0] ? Math.max(0, rows[0].wait_ms) : null;
}

/** Leaves the account alone for a while, as its service asked. */
export async function pauseAccount(trx: Knex.Transaction, provider: string, pauseMs: number): Promise<void> {
  await trx.raw(
    `insert into provider_accounts as account (provider, paused_until) values (:provider, clock_timestamp() + :pause::interval)
     on conflict (provider) do update set paused_until = greatest(case when ${IS_PLAUSIBLE_PAUSE} then account.paused_until end, clock_timestamp() + :pause::interval)`,
    { provider, pause: `${pauseMs} milliseconds` },
  );
}
