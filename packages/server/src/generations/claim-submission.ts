import type { Knex } from "knex";
import { countOpenTasks, findTask, hasOthersBefore, lockAccount, lockTask, markSubmitting, takeRight, type ProviderTask } from "../providers/provider-tasks.ts";
import type { AsynchronousProvider } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { isAhead } from "./plan-look.ts";

/** A task with the account's right to submit it. */
export interface ClaimedTask extends ProviderTask {
  /** The right's number: whatever is written down of the submission is so only while nobody else has taken it since. */
  right: number;
}

/**
 * What is to be done with a task that is to be submitted: send it; find out what became of an earlier sending, which may still reach the
 * service for `onItsWayMs`; or nothing now, because the account has no place, another one is being sent (`by`), it is not yet time, or it is done.
 */
export type SubmissionClaim =
  | { kind: "submit"; task: ClaimedTask }
  | { kind: "find_fate"; task: ClaimedTask; onItsWayMs: number }
  | { kind: "full" | "later" | "done"; task?: never }
  | { kind: "busy"; by: string; since: Date };

/**
 * Takes the account's one right to submit. Only one submission of an account is under way at a time, over all processes: so a task that
 * a service made without our hearing of it can belong to no other model. The right is a lease by the database's clock, which passes to
 * whoever looks after it ended; its number keeps the one that had it from writing down what is not true any more.
 */
export function claimSubmission(context: ServiceContext, provider: AsynchronousProvider, modelId: string): Promise<SubmissionClaim> {
  return context.database.asService((trx) => claim(context, trx, provider, modelId));
}

async function claim({ clock, options }: ServiceContext, trx: Knex.Transaction, provider: AsynchronousProvider, modelId: string): Promise<SubmissionClaim> {
  const now = clock.now();
  const { submissionLeaseMs: leaseMs, submissionTimeoutMs } = options.tasks;
  const account = await lockAccount(trx, provider.name, { leaseMs });
  const task = await lockTask(trx, modelId);
  if (!task || task.provider !== provider.name || task.state === "open" || task.state === "ended") return { kind: "done" };

  if (task.state === "submitting") {
    if (account.submittingModel === modelId && account.isHeld) return { kind: "busy", by: modelId, since: task.submittingSince ?? now };
    const right = await takeRight(trx, provider.name, { modelId, leaseMs, sends: false });
    // Whoever sent it and has not said how that ended may be alive, without a database only.
    const onItsWayMs = task.submissionEndedAt ? 0 : Math.max(0, submissionTimeoutMs - account.sentForMs);
    return { kind: "find_fate", task: { ...task, right }, onItsWayMs };
  }
  const other = account.submittingModel === null ? null : await findTask(trx, account.submittingModel);
  if (other?.state === "submitting") return { kind: "busy", by: other.modelId, since: other.submittingSince ?? now };
  if (account.isPaused || isAhead(task.notBefore, now)) return { kind: "later" };
  if (await hasOthersBefore(trx, task, now)) return { kind: "full" };
  if ((await countOpenTasks(trx, provider.name)) >= provider.limits.openTasks) return { kind: "full" };
  const right = await takeRight(trx, provider.name, { modelId, leaseMs, sends: true });
  await markSubmitting(trx, modelId, { at: now, submission: right });
  return { kind: "submit", task: { ...task, right, submission: right, state: "submitting", attempts: task.attempts + 1, submittingSince: now, submissionEndedAt: null } };
}
