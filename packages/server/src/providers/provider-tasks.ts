import type { Knex } from "knex";
import { ApiError } from "../http/api-error.ts";
import type { ServiceContext } from "../service-context.ts";
import { callHeeding, callOf } from "./account-limits.ts";
import type { TaskHandle } from "./provider.ts";
import * as tasks from "./provider-task-repository.ts";

export { addStrays, countOpenTasks, endAbandoned, endTask, findKnownTaskIds, findTask, findTaskById, insertTask, lockTask, markOpen, markSubmissionEnded, markSubmitting, markUnanswered, markWaiting, mayBeOthers, pruneTasks, removeTask, storeLateOutcome } from "./provider-task-repository.ts";
export { claimAsking, claimDueLooks, claimLateLooks, claimOverdue, claimRechecks, claimStreams, endLateLooks, endRecheck, findDueWork, findOrphans, hasOthersBefore, hasSubmission, hastenLook, listLine, postponeLook, prolongStreams } from "./task-look-repository.ts";
export { endRight, lockAccount, prolongRight, revokeRight, takeRight } from "./provider-account-repository.ts";
export { dropDoubt, noteDoubt, type Doubt } from "./provider-doubt-repository.ts";
export type { ProviderTask, ProviderTaskState } from "./provider-task-repository.ts";
export type { DueTimes, DueWork } from "./task-look-repository.ts";

/** Names a task with its service. */
export interface TaskReference {
  provider: string;
  taskId: string;
}

/**
 * Stops the task of a model that is being deleted, as part of that transaction; a job then tells the service.
 *
 * @returns whether the service has, or may have, heard of it.
 * @throws ApiError `cannot_cancel` where the service has it and can't stop it.
 */
export async function abandonTask(context: ServiceContext, trx: Knex.Transaction, modelId: string): Promise<boolean> {
  const task = await tasks.lockTask(trx, modelId);
  if (!task) return false;
  const wasAsked = task.state !== "waiting" || task.firstUnansweredAt !== null;
  if (task.state === "ended") return wasAsked;
  if (task.state !== "waiting" && !context.providers.find(task.provider)?.capabilities.cancel) throw new ApiError("cannot_cancel");
  await endUnwanted(context, trx, task);
  return wasAsked;
}

/** Ends a task, which the caller has locked, that nobody wants any more; a job then tells the service, where that can stop it. */
export async function endUnwanted(context: ServiceContext, trx: Knex.Transaction, task: tasks.ProviderTask): Promise<void> {
  await tasks.endTask(trx, task.modelId, { outcome: "DELETED", at: context.clock.now() });
  if (task.state === "open") await context.queue.send(trx, "cancel-task", { modelId: task.modelId });
}

/** Has the service stop the task of a model that nobody wants any more; or the one that is named, where it is not the model's own. */
export async function cancelTask(context: ServiceContext, { modelId, stray }: { modelId: string; stray?: { provider: string; handle: TaskHandle } }, signal: AbortSignal): Promise<void> {
  const task = stray ?? (await context.database.statementAsService((trx) => tasks.findTask(trx, modelId)));
  const provider = task && context.providers.findAsynchronous(task.provider);
  const handle = task?.handle;
  if (!handle || !provider?.cancelTask) return;
  await callHeeding(context, provider.name, async () => provider.cancelTask?.(handle, callOf(context, provider, { signal, purpose: "cancel" })));
}
