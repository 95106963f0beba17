import type { Knex } from "knex";
import { ApiError } from "../http/api-error.ts";
import type { ServiceContext } from "../service-context.ts";
import { callOf } from "./account-limits.ts";
import * as tasks from "./provider-task-repository.ts";

export { claimAsking, claimDueLooks, claimLateLooks, claimStreams, countOpenTasks, endAbandoned, endTask, findDueWork, findKnownTaskIds, findTask, findTaskById, hasOthersBefore, hastenLook, insertTask, listLine, listOverdue, lockTask, markOpen, markSubmissionEnded, markSubmitting, markWaiting, postponeLook, prolongStreams, pruneTasks, removeTask, storeLateOutcome } from "./provider-task-repository.ts";
export { lockAccount, prolongSubmitting, storeSubmitting } from "./provider-account-repository.ts";
export { dropDoubt, noteDoubt, type Doubt } from "./provider-doubt-repository.ts";
export type { DueWork, ProviderTask, ProviderTaskState } from "./provider-task-repository.ts";

/** Names a task with its service. */
export interface TaskReference {
  provider: string;
  taskId: string;
}

/**
 * Stops the task of a model that is being deleted, as part of that transaction; a job then tells the service.
 *
 * @throws ApiError `cannot_cancel` where the service has it and can't stop it.
 */
export async function abandonTask(context: ServiceContext, trx: Knex.Transaction, modelId: string): Promise<void> {
  const task = await tasks.lockTask(trx, modelId);
  if (!task || task.state === "ended") return;
  if (task.state !== "waiting" && !context.providers.find(task.provider)?.capabilities.cancel) throw new ApiError("cannot_cancel");
  await tasks.endTask(trx, modelId, { outcome: "DELETED", cost: null });
  if (task.state === "open") await context.queue.send(trx, "cancel-task", { modelId });
}

/** Has the service stop a task that nobody wants any more. */
export async function cancelTask(context: ServiceContext, modelId: string, signal: AbortSignal): Promise<void> {
  const task = await context.database.asService((trx) => tasks.findTask(trx, modelId));
  const provider = task && context.providers.findAsynchronous(task.provider);
  if (!task?.handle || !provider?.cancelTask) return;
  await provider.cancelTask(task.handle, callOf(context, provider, signal));
}
