import { isFinalState } from "@model-3d/contract";
import type { Knex } from "knex";
import { announceModel } from "../models/announce-model.ts";
import { changeProvider, lockModel, storeTaskId, type ModelRow } from "../models/model-repository.ts";
import * as tasks from "../providers/provider-tasks.ts";
import type { ProviderTask } from "../providers/provider-tasks.ts";
import type { Provider, TaskHandle } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { applyWaitingDeliveries } from "../webhooks/webhook-service.ts";
import { lookSoon } from "./plan-look.ts";

/** Called in the transaction that stores a task's id. */
export type OnOpen = (trx: Knex.Transaction, taskId: string) => Promise<void>;

/** Frees the account's right to submit. */
export async function endSubmission(trx: Knex.Transaction, provider: string): Promise<void> {
  await tasks.lockAccount(trx, provider);
  await tasks.storeSubmitting(trx, provider, null, null);
}

/**
 * Writes down that the service has the task: from here on it is followed, and news that came before is applied.
 * @returns whether the model still wants it; where not, the service is told to stop it.
 */
export function openTask(context: ServiceContext, { modelId, provider }: ProviderTask, handle: TaskHandle, onOpen?: OnOpen): Promise<boolean> {
  const now = context.clock.now();
  return context.database.asService(async (trx) => {
    await endSubmission(trx, provider);
    const model = await lockModel(trx, modelId);
    const task = await tasks.lockTask(trx, modelId);
    if (!task || task.state === "open") return true;
    if (!model || isFinalState(model.status) || task.abandoned !== null || task.state === "ended") {
      await tasks.endAbandoned(trx, modelId, handle);
      await context.queue.send(trx, "cancel-task", { modelId });
      return false;
    }
    const row = await storeTaskId(trx, modelId, handle.taskId);
    if (!row) throw new Error(`The model ${modelId} has a task already.`);
    await tasks.markOpen(trx, modelId, { handle, at: now, lookAt: lookSoon(now, context.options.tasks) });
    await applyWaitingDeliveries(trx, context, { provider, taskId: handle.taskId });
    await onOpen?.(trx, handle.taskId);
    await announceModel(trx, "model.progress", row);
    return true;
  });
}

/** Puts the task back in the line; one that nobody wants any more ends instead. */
export function waitAgain(context: ServiceContext, task: ProviderTask, { afterMs, error, counts = false }: { afterMs: number; error: string | null; counts?: boolean }): Promise<void> {
  return context.database.asService(async (trx) => {
    await endSubmission(trx, task.provider);
    const current = await tasks.lockTask(trx, task.modelId);
    if (current?.state !== "submitting") return;
    if (current.abandoned !== null) {
      await tasks.endAbandoned(trx, task.modelId, null);
      return;
    }
    const notBefore = new Date(context.clock.now().getTime() + afterMs);
    await tasks.markWaiting(trx, task.modelId, { notBefore, error: error === null ? null : context.secrets.text(error), provider: task.provider, fallbacks: current.fallbacks, counts });
  });
}

/**
 * Gives a model that waits, or whose submission was certainly not taken, to the next provider of its choice: nothing was spent with this one.
 * @returns that provider, or null when there is none left.
 */
export function fallBack(context: ServiceContext, task: ProviderTask, error: string): Promise<Provider | null> {
  return context.database.asService(async (trx) => {
    if (task.state === "submitting") await endSubmission(trx, task.provider);
    const model = await lockModel(trx, task.modelId);
    const current = await tasks.lockTask(trx, task.modelId);
    if (!model || !current || isFinalState(model.status) || current.state !== task.state || current.provider !== task.provider || current.abandoned !== null) return null;
    const [next, ...fallbacks] = current.fallbacks.flatMap((name) => context.providers.find(name) ?? []);
    if (!next) return null;
    await moveTo(context, trx, model, next, { fallbacks: fallbacks.map(({ name }) => name), error: context.secrets.text(error) });
    return next;
  });
}

async function moveTo(context: ServiceContext, trx: Knex.Transaction, model: ModelRow, next: Provider, { fallbacks, error }: { fallbacks: readonly string[]; error: string }): Promise<void> {
  if (next.mode === "asynchronous") {
    await changeProvider(trx, model.id, next.name, null);
    await tasks.markWaiting(trx, model.id, { notBefore: context.clock.now(), error, provider: next.name, fallbacks, counts: false });
    return;
  }
  await changeProvider(trx, model.id, next.name, `${next.name}_${context.ids.uuid()}`);
  await tasks.removeTask(trx, model.id);
  await context.queue.send(trx, "run-generation", { modelId: model.id });
}
