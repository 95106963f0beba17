import { isFinalState } from "@model-3d/contract";
import { findModel } from "../models/model-repository.ts";
import { findTask } from "../providers/provider-tasks.ts";
import type { ServiceContext } from "../service-context.ts";
import { askTask } from "./ask-task.ts";
import { settleGeneration } from "./settle-generation.ts";
import { submitModel } from "./submit-task.ts";

const GIVEN_UP = "It took too long and was given up. Nothing was charged; please try again.";

/** Whether a model goes on. */
export async function isOpen({ database }: Pick<ServiceContext, "database">, modelId: string): Promise<boolean> {
  const model = await database.statementAsService((trx) => findModel(trx, modelId));
  return model !== null && !isFinalState(model.status);
}

/**
 * Does for one generation at once what the workers do in their turn: a service is asked for its task, or is sent it; a generator of ours gets
 * another job, of which a second run harms nothing.
 */
export async function nudgeGeneration(context: ServiceContext, modelId: string, signal: AbortSignal): Promise<void> {
  const { model, task } = await context.database.asService(async (trx) => ({ model: await findModel(trx, modelId), task: await findTask(trx, modelId) }));
  if (!model || isFinalState(model.status)) return;
  if (task?.state === "open" && task.handle) await askTask(context, { provider: task.provider, taskId: task.handle.taskId }, { via: "status", signal });
  else if (task && task.state !== "ended") await submitModel(context, modelId, { signal, patient: false });
  else await context.database.asService((trx) => context.queue.send(trx, "run-generation", { modelId }, { singletonKey: modelId }));
}

/** Gives a generation up as if its time were over: its hold is released, and a success that comes later is told of. One that has ended meanwhile stays as it is. */
export async function giveUpGeneration(context: ServiceContext, modelId: string, signal: AbortSignal): Promise<void> {
  // It may have ended while nobody was there to hear of it.
  await nudgeOpenTask(context, modelId, signal);
  const model = await context.database.statementAsService((trx) => findModel(trx, modelId));
  if (!model || isFinalState(model.status)) return;
  context.logger.warn({ modelId, provider: model.provider }, "A generation was given up by an operator");
  await settleGeneration(context, model, { status: "EXPIRED", reason: GIVEN_UP, cause: "stopped" });
}

async function nudgeOpenTask(context: ServiceContext, modelId: string, signal: AbortSignal): Promise<void> {
  const task = await context.database.statementAsService((trx) => findTask(trx, modelId));
  if (task?.state === "open" && task.handle) await askTask(context, { provider: task.provider, taskId: task.handle.taskId }, { via: "status", signal });
}
