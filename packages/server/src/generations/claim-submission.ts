import type { Knex } from "knex";
import { countOpenTasks, findTask, hasOthersBefore, lockAccount, lockTask, markSubmitting, storeSubmitting, type ProviderTask } from "../providers/provider-tasks.ts";
import type { AsynchronousProvider } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";

/**
 * What is to be done with a task that is to be submitted: send it; find out what became of an earlier sending; or nothing now,
 * because the account has no place, another one is being sent (`by`), it is not yet time, or it is done.
 */
export type SubmissionClaim =
  | { kind: "submit" | "find_fate"; task: ProviderTask }
  | { kind: "full" | "later" | "done"; task?: never }
  | { kind: "busy"; by: string; since: Date };

/**
 * Takes the account's one right to submit. Only one submission of an account is under way at a time, over all processes: so a task that
 * a service made without our hearing of it can belong to no other model. The right is a lease, which passes to whoever looks after it ended.
 */
export function claimSubmission(context: ServiceContext, provider: AsynchronousProvider, modelId: string): Promise<SubmissionClaim> {
  return context.database.asService((trx) => claim(context, trx, provider, modelId));
}

async function claim({ clock, options }: ServiceContext, trx: Knex.Transaction, provider: AsynchronousProvider, modelId: string): Promise<SubmissionClaim> {
  const now = clock.now();
  const until = new Date(now.getTime() + options.tasks.submissionLeaseMs);
  const account = await lockAccount(trx, provider.name);
  const task = await lockTask(trx, modelId);
  if (!task || task.provider !== provider.name || task.state === "open" || task.state === "ended") return { kind: "done" };

  if (task.state === "submitting") {
    if (account.submittingModel === modelId && account.submittingUntil > now) return { kind: "busy", by: modelId, since: task.submittingSince ?? now };
    await storeSubmitting(trx, provider.name, modelId, until);
    return { kind: "find_fate", task };
  }
  const other = account.submittingModel === null ? null : await findTask(trx, account.submittingModel);
  if (other?.state === "submitting") return { kind: "busy", by: other.modelId, since: other.submittingSince ?? now };
  if (task.notBefore > now || account.isPaused) return { kind: "later" };
  if (await hasOthersBefore(trx, task, now)) return { kind: "full" };
  if ((await countOpenTasks(trx, provider.name)) >= provider.limits.openTasks) return { kind: "full" };
  await storeSubmitting(trx, provider.name, modelId, until);
  await markSubmitting(trx, modelId, now);
  return { kind: "submit", task: { ...task, state: "submitting", attempts: task.attempts + 1, submittingSince: now, submissionEndedAt: null } };
}
