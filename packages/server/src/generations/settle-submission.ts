import { isFinalState } from "@model-3d/contract";
import type { Knex } from "knex";
import { announceModel } from "../models/announce-model.ts";
import { changeProvider, lockModel, storeTaskId, type ModelRow } from "../models/model-repository.ts";
import * as tasks from "../providers/provider-tasks.ts";
import type { ProviderTask } from "../providers/provider-tasks.ts";
import type { Provider, TaskHandle } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { applyWaitingDeliveries } from "../webhooks/webhook-service.ts";
import type { ClaimedTask } from "./claim-submission.ts";
import { lookSoon, recheckAfter } from "./plan-look.ts";
import { tellTrouble } from "./tell-trouble.ts";

/** Called in the transaction that stores a task's id. */
export type OnOpen = (trx: Knex.Transaction, taskId: string) => Promise<void>;

/** `open`: the service has the model's task, this one or another; `unwanted`: nobody wants it any more; `lost`: somebody else clears the submission up. */
export type Opening = { kind: "open"; taskId: string } | { kind: "unwanted" | "lost" };

/**
 * Writes down that the service has the task: from here on it is followed, and news that came before is applied. `isAnswer` says that the
 * service gave it in answer to this very submission, so that it is ours whoever has the right by now: then it is the model's task, or a second
 * one, which is stopped and told. What was found in a list counts only while nobody else has the right.
 */
export function openTask(context: ServiceContext, claimed: ClaimedTask, handle: TaskHandle, { isAnswer, onOpen }: { isAnswer: boolean; onOpen?: OnOpen | undefined }): Promise<Opening> {
  const { modelId, provider } = claimed;
  return context.database.asService(async (trx) => {
    const isMine = await tasks.endRight(trx, provider, claimed.right);
    const model = await lockModel(trx, modelId);
    const task = await tasks.lockTask(trx, modelId);
    if (task?.handle && task.provider === provider && task.handle.taskId === handle.taskId) return opened(trx, task, onOpen);
    if (!isMine && !isAnswer) return { kind: "lost" };
    const isSentSince = !task || task.provider !== provider || task.submission !== claimed.submission;
    if (isSentSince || task.state === "open" || task.state === "ended") {
      await stopSecond(context, trx, task ?? claimed, { provider, handle });
      return opened(trx, task, onOpen);
    }
    if (!isMine) await tasks.revokeRight(trx, provider, modelId);
    if (!model || isFinalState(model.status) || task.abandoned !== null) {
      await tasks.endAbandoned(trx, modelId, { handle, at: context.clock.now() });
      await context.queue.send(trx, "cancel-task", { modelId });
      return { kind: "unwanted" };
    }
    await open(context, trx, modelId, { provider, handle });
    await onOpen?.(trx, handle.taskId);
    return { kind: "open", taskId: handle.taskId };
  });
}

async function open(context: ServiceContext, trx: Knex.Transaction, modelId: string, { provider, handle }: { provider: string; handle: TaskHandle }): Promise<void> {
  const now = context.clock.now();
  const row = await storeTaskId(trx, modelId, handle.taskId);
  if (!row) throw new Error(`The model ${modelId} has a task already.`);
  await tasks.markOpen(trx, modelId, { handle, at: now, lookAt: lookSoon(now, context.options.tasks), recheckAt: recheckAfter(now) });
  await applyWaitingDeliveries(trx, context, { provider, taskId: handle.taskId });
  await announceModel(trx, "model.progress", row);
}

async function opened(trx: Knex.Transaction, task: ProviderTask | null, onOpen: OnOpen | undefined): Promise<Opening> {
  if (task?.state !== "open" || !task.handle) return { kind: "unwanted" };
  await onOpen?.(trx, task.handle.taskId);
  return { kind: "open", taskId: task.handle.taskId };
}

/** A task that was made for a model which has another one, or needs none any more: it is stopped where the service can do that, and the operator is told that it was paid. */
async function stopSecond(context: ServiceContext, trx: Knex.Transaction, task: ProviderTask, { provider, handle }: { provider: string; handle: TaskHandle }): Promise<void> {
  context.logger.error({ modelId: task.modelId, provider, taskId: handle.taskId }, "A second task was made for one model");
  await stopStrays(context, trx, { ...task, provider }, [handle]);
  await tellTrouble(trx, { ...task, provider }, { type: "task.ambiguous", taskIds: [handle.taskId], reason: "The answer to a submission came after the model had been cleared up elsewhere: this task is one too many. The service is told to stop it, where it can; it may have charged for it." });
}

/** Remembers tasks as nobody's, and has the service stop them. */
export async function stopStrays(context: ServiceContext, trx: Knex.Transaction, { modelId, provider }: ProviderTask, handles: readonly TaskHandle[]): Promise<void> {
  await tasks.addStrays(trx, modelId, handles.map(({ taskId }) => taskId));
  for (const handle of handles) await context.queue.send(trx, "cancel-task", { modelId, stray: { provider, handle } });
}

export interface Waiting {
  afterMs: number;
  error: string | null;
  /** Whether this was one of the submissions that a model has. */
  counts?: boolean;
  /** There was no answer, and no task was found: one may be listed later. */
  unanswered?: boolean;
  /** What the operator is told, in one sentence. */
  trouble?: { taskIds: readonly string[]; reason: string } | null;
}

/** Puts the task back in the line; one that nobody wants any more ends instead. Does nothing where somebody else has the right by now. */
export function waitAgain(context: ServiceContext, task: ClaimedTask, { afterMs, error, counts = false, unanswered = false, trouble = null }: Waiting): Promise<void> {
  return context.database.asService(async (trx) => {
    if (!(await tasks.endRight(trx, task.provider, task.right))) return;
    const current = await tasks.lockTask(trx, task.modelId);
    if (current?.state !== "submitting") return;
    const now = context.clock.now();
    if (unanswered) await tasks.markUnanswered(trx, task.modelId, { at: now, recheckAt: current.abandoned === null ? null : recheckAfter(now) });
    if (trouble) await tellTrouble(trx, task, { type: "task.ambiguous", ...trouble });
    if (current.abandoned !== null) {
      await tasks.endAbandoned(trx, task.modelId, { handle: null, at: now });
      return;
    }
    const notBefore = new Date(now.getTime() + afterMs);
    await tasks.markWaiting(trx, task.modelId, { notBefore, error: error === null ? null : context.secrets.text(error), provider: task.provider, fallbacks: current.fallbacks, counts });
  });
}

/**
 * Gives a model that waits, or whose submission was certainly not taken, to the next provider of its choice: nothing was spent with this one.
 * @returns that provider, or null when there is none left.
 */
export function fallBack(context: ServiceContext, task: ProviderTask & { right?: number }, error: string): Promise<Provider | null> {
  return context.database.asService(async (trx) => {
    const isFree = task.right === undefined ? task.state === "waiting" : await tasks.prolongRight(trx, task.provider, { submission: task.right, leaseMs: context.options.tasks.submissionLeaseMs });
    const model = await lockModel(trx, task.modelId);
    const current = await tasks.lockTask(trx, task.modelId);
    if (!isFree || !model || !current || isFinalState(model.status) || current.state !== task.state || current.provider !== task.provider || current.abandoned !== null) return null;
    const [next, ...fallbacks] = current.fallbacks.flatMap((name) => context.providers.find(name) ?? []);
    if (!next) return null;
    if (task.right !== undefined) await tasks.endRight(trx, task.provider, task.right);
    if (current.firstUnansweredAt) {
      await tellTrouble(trx, current, { type: "task.ambiguous", taskIds: [], reason: "An earlier submission to this provider had no answer, and the model has gone to another one: look in the provider's list whether it made, and charged for, a task." });
    }
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
