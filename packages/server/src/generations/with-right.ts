import { prolongRight } from "../providers/provider-tasks.ts";
import type { ServiceContext } from "../service-context.ts";
import type { ClaimedTask } from "./claim-submission.ts";

/** How often the lease is renewed within its own length, so that one late renewal loses nothing. */
const RENEWALS = 4;

/** Prolongs the right to submit. @returns false when somebody else has taken it. */
export function keepRight({ database, options }: ServiceContext, { provider, right }: ClaimedTask): Promise<boolean> {
  return database.statementAsService((trx) => prolongRight(trx, provider, { submission: right, leaseMs: options.tasks.submissionLeaseMs }));
}

/**
 * Renews the account's right to submit while a submission is under way: it passes to others soon after this process has died, and not
 * before. Work that is broken off lets go of it at once.
 */
export async function withRight<T>(context: ServiceContext, task: ClaimedTask, work: () => Promise<T>): Promise<T> {
  let renewing: Promise<unknown> = Promise.resolve();
  // A database that is away for a moment costs the lease at most: the task is then looked for by whoever has it next.
  const timer = setInterval(() => (renewing = renewing.then(() => keepRight(context, task)).catch(() => undefined)), context.options.tasks.submissionLeaseMs / RENEWALS);
  const stopRenewing = async () => {
    clearInterval(timer);
    await renewing;
  };
  try {
    return await work();
  } catch (error) {
    await stopRenewing();
    await letGo(context, task).catch(() => undefined);
    throw error;
  } finally {
    await stopRenewing();
  }
}

/** Lets the right run out, so that whoever looks next goes on with the task. */
export async function letGo({ database }: ServiceContext, { provider, right }: ClaimedTask, afterMs = 0): Promise<void> {
  await database.statementAsService((trx) => prolongRight(trx, provider, { submission: right, leaseMs: afterMs }));
}
