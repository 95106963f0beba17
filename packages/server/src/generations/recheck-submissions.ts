import { endRecheck, findKnownTaskIds, hasSubmission, lockAccount, type ProviderTask } from "../providers/provider-tasks.ts";
import type { AsynchronousProvider } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { searchList } from "./search-list.ts";
import { stopStrays } from "./settle-submission.ts";
import { tellTrouble } from "./tell-trouble.ts";

/**
 * Looks once more for a task that an earlier submission of a model made without our hearing of it, after the model got another one or was
 * given up: such a task is stopped, and the operator is told that it was paid.
 */
export async function recheckSubmission(context: ServiceContext, provider: AsynchronousProvider, task: ProviderTask, signal: AbortSignal): Promise<void> {
  if (task.state !== "open" && task.state !== "ended") return;
  const looked = { ...task, submittingSince: null, submissionEndedAt: task.lastUnansweredAt };
  const found = await searchList(context, provider, looked, { signal, looksMs: [0], settles: true });
  if (found.kind !== "found") return;
  await context.database.asService(async (trx) => {
    await lockAccount(trx, provider.name, { leaseMs: context.options.tasks.submissionLeaseMs });
    const taskIds = found.candidates.map(({ handle }) => handle.taskId);
    // What is being submitted just now may be listed before its id is here; what was since stored is known by now.
    if (taskIds.length > 0 && (await hasSubmission(trx, provider.name))) return;
    const known = await findKnownTaskIds(trx, provider.name, taskIds);
    const strays = found.candidates.filter(({ handle }) => !known.has(handle.taskId)).map(({ handle }) => handle);
    await endRecheck(trx, task.modelId);
    if (strays.length === 0) return;
    context.logger.error({ modelId: task.modelId, provider: task.provider, taskIds: strays.map(({ taskId }) => taskId) }, "A submission without an answer had made a task after all");
    await stopStrays(context, trx, task, strays);
    await tellTrouble(trx, task, { type: "task.ambiguous", taskIds: strays.map(({ taskId }) => taskId), reason: "A submission had no answer, and its task was listed only after the model had been sent again or given up. The service is told to stop it, where it can; it may have charged for it." });
  });
}
