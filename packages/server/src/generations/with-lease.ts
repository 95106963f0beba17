import { prolongSubmitting } from "../providers/provider-tasks.ts";
import type { ServiceContext } from "../service-context.ts";

/** How often the lease is renewed within its own length, so that one late renewal loses nothing. */
const RENEWALS = 4;

/** Renews the account's right to submit while a submission is under way: it passes to others soon after this process has died, and not before. */
export async function withLease<T>(context: ServiceContext, { provider, modelId }: { provider: string; modelId: string }, work: () => Promise<T>): Promise<T> {
  const { database, clock, options } = context;
  const leaseMs = options.tasks.submissionLeaseMs;
  let renewing: Promise<unknown> = Promise.resolve();
  const renew = () => database.asService((trx) => prolongSubmitting(trx, provider, modelId, new Date(clock.now().getTime() + leaseMs)));
  // A database that is away for a moment costs the lease at most: the task is then looked for by whoever has it next.
  const timer = setInterval(() => (renewing = renewing.then(renew).catch(() => undefined)), leaseMs / RENEWALS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await renewing;
  }
}
