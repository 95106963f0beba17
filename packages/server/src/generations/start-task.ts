import { setTimeout as pause } from "node:timers/promises";
import type { GenerateAnswer } from "@model-3d/contract";
import type { Knex } from "knex";
import { ApiError } from "../http/api-error.ts";
import type { KeptAnswer } from "../http/keep-idempotent.ts";
import { findModel, type ModelRow } from "../models/model-repository.ts";
import { ProviderError } from "../providers/provider-error.ts";
import { findTask } from "../providers/provider-tasks.ts";
import type { ServiceContext } from "../service-context.ts";
import { submitModel, type Submission } from "./submit-task.ts";

/** How long a request waits for a submission that is under way (another one's, or its own by a worker that was quicker) before it leaves its own to the workers. */
const BUSY_WAIT_MS = 4_000;
const BUSY_LOOK_MS = 150;
const SUBMISSION_TIMEOUT_MS = 60_000;

/**
 * Hands a model that has just been written to its service, and answers with the service's own id of the task. Where the service has no
 * place just now, or has not answered, the model waits and its own id stands for the task's: it works wherever a task's id does.
 * Goes on when the caller has left, since a task may be paid already.
 *
 * @throws ApiError `provider_error` or `provider_unavailable` when no provider takes it; the model has failed then and nothing is held.
 */
export async function startTask(context: ServiceContext, model: ModelRow, { estimate, waiting, kept }: { estimate: string; waiting: GenerateAnswer; kept: KeptAnswer }): Promise<GenerateAnswer> {
  const submission = await submitSoon(context, model.id, (trx, taskId) => kept.remember(trx, answerOf(model, taskId, estimate)));
  if (submission.kind === "open") return answerOf(model, submission.taskId, estimate);
  if (submission.kind === "failed") throw await refuse(context, model, kept, submission.error);
  const { current, task } = await context.database.asService(async (trx) => ({ current: await findModel(trx, model.id), task: await findTask(trx, model.id) }));
  // A worker, of this process or another, was quicker, and was refused.
  if (current?.status === "FAILED") throw await refuse(context, model, kept, { actor: task?.cause ?? null, message: current.taskError ?? "The generator did not take it." });
  return current?.taskId ? answerOf(model, current.taskId, estimate) : waiting;
}

/** What the caller is told of a model that has just been written; `taskId` is `null` while its service has not been asked yet. */
export function answerOf(model: ModelRow, taskId: string | null, estimate: string): GenerateAnswer {
  const message = taskId ? `3D model generation started. This may take ${estimate}.` : `3D model generation is waiting for the generator. Once it has begun it may take ${estimate}.`;
  return { success: true, taskId: taskId ?? model.id, modelId: model.id, version: model.version, message, warnings: model.warnings };
}

async function submitSoon(context: ServiceContext, modelId: string, onOpen: (trx: Knex.Transaction, taskId: string) => Promise<void>): Promise<Submission> {
  const signal = AbortSignal.timeout(SUBMISSION_TIMEOUT_MS);
  const giveUpAt = performance.now() + BUSY_WAIT_MS;
  for (;;) {
    const submission = await submitModel(context, modelId, { signal, onOpen, patient: false });
    if (submission.kind !== "busy" || performance.now() > giveUpAt) return submission;
    await pause(BUSY_LOOK_MS, undefined, { signal });
  }
}

async function refuse({ database }: ServiceContext, model: ModelRow, kept: KeptAnswer, error: ProviderError | { actor: string | null; message: string }): Promise<ApiError> {
  await database.asService((trx) => kept.forget(trx));
  const details = { modelId: model.id, version: model.version };
  const cause = error instanceof ProviderError ? { cause: error } : {};
  if (error.actor === "host") return new ApiError("provider_unavailable", undefined, details, cause);
  return new ApiError("provider_error", withComfort(error.message), details, cause);
}

const withComfort = (message: string) => (message.includes("Nothing was charged") ? message : `${message} Nothing was charged.`);
