import { setTimeout as pause } from "node:timers/promises";
import { findModel } from "../models/model-repository.ts";
import { publishHostEvent } from "../host-events/host-event-service.ts";
import { callOf, heedLimit } from "../providers/account-limits.ts";
import { ProviderError } from "../providers/provider-error.ts";
import { findKnownTaskIds, findTask, markSubmissionEnded, storeSubmitting, type ProviderTask } from "../providers/provider-tasks.ts";
import type { AsynchronousProvider, FoundTask, ProviderCall, TaskHandle } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { buildProviderRequest } from "./build-provider-request.ts";
import { claimSubmission } from "./claim-submission.ts";
import { withLease } from "./with-lease.ts";
import { settleGeneration } from "./settle-generation.ts";
import { endSubmission, fallBack, openTask, waitAgain, type OnOpen } from "./settle-submission.ts";

/**
 * `open`: the service has it. `moved`: another provider is to make it. `waiting`: in the line, or its fate is not known yet.
 * `busy`: another submission (`by`) has to end first. `failed`: no provider makes it. `done`: there was nothing to submit.
 */
export type Submission =
  | { kind: "open"; taskId: string }
  | { kind: "moved" | "waiting" | "full" | "later" | "done" }
  | { kind: "busy"; by: string; since: Date }
  | { kind: "failed"; error: ProviderError };

export interface SubmitOptions {
  signal: AbortSignal;
  onOpen?: OnOpen;
  /** Whether to stay until a submission without an answer is cleared up; a request leaves that to the workers. */
  patient: boolean;
}

const PLACES_PAUSE_MS = 5_000;
const RETRY_PAUSE_MS = 2_000;
/** A service that is away is tried again after this time, for as long as a model may wait. */
const AWAY_PAUSE_MS = 10_000;
/** The account is held up for longer than a submission takes: those who wait may go elsewhere. */
const HELD_UP_MS = 10_000;
/** A task may be listed with a time that is so much later than the end of its submission. */
const LISTED_LATE_MS = 60_000;

/**
 * Submits the task of one model, once. A submission whose answer did not come is looked for in the service's list and adopted;
 * it is sent again only when the list has shown for a while that no task was made.
 */
export async function submitTask(context: ServiceContext, provider: AsynchronousProvider, modelId: string, options: SubmitOptions): Promise<Submission> {
  const claim = await claimSubmission(context, provider, modelId);
  switch (claim.kind) {
    case "submit":
      return withLease(context, claim.task, () => send(context, provider, claim.task, options));
    case "find_fate":
      return withLease(context, claim.task, () => findFate(context, provider, claim.task, options));
    default:
      return claim;
  }
}

async function send(context: ServiceContext, provider: AsynchronousProvider, task: ProviderTask, options: SubmitOptions): Promise<Submission> {
  const timeout = AbortSignal.timeout(context.options.tasks.submissionTimeoutMs);
  const signal = AbortSignal.any([options.signal, timeout]);
  let handle: TaskHandle;
  const call = countingRequests(callOf(context, provider, signal));
  try {
    const model = await context.database.asService((trx) => findModel(trx, task.modelId));
    if (!model) {
      await waitAgain(context, task, { afterMs: 0, error: null });
      return { kind: "done" };
    }
    handle = await provider.createTask(await buildProviderRequest(context, model, provider), call);
  } catch (error) {
    return settleRefusal(context, provider, task, toProviderError(error, call.requests > 0), options);
  }
  return adopt(context, task, handle, options);
}

async function adopt(context: ServiceContext, task: ProviderTask, handle: TaskHandle, { onOpen }: SubmitOptions): Promise<Submission> {
  const isWanted = await openTask(context, task, handle, onOpen);
  context.metrics.count("task_submissions", { provider: task.provider, result: "open" });
  return isWanted ? { kind: "open", taskId: handle.taskId } : { kind: "done" };
}

/** Knows whether a request can have gone out at all. */
function countingRequests({ signal, beforeRequest }: ProviderCall): ProviderCall & { readonly requests: number } {
  let requests = 0;
  return {
    signal,
    get requests() {
      return requests;
    },
    async beforeRequest() {
      await beforeRequest();
      requests += 1;
    },
  };
}

/** What was thrown without a word on the task's fate counts as known only if nothing had been sent. */
function toProviderError(error: unknown, wasSent: boolean): ProviderError {
  if (error instanceof ProviderError) return error;
  const taskFate = wasSent ? "unknown" : "none";
  return new ProviderError("The photos could not be handed to the generator.", { actor: "host", retryable: true, code: "not_sent", taskFate, cause: error });
}

async function settleRefusal(context: ServiceContext, provider: AsynchronousProvider, task: ProviderTask, error: ProviderError, options: SubmitOptions): Promise<Submission> {
  context.metrics.count("task_submissions", { provider: provider.name, result: error.taskFate === "unknown" ? "unknown" : error.code });
  if (error.taskFate === "unknown") {
    await context.database.asService((trx) => markSubmissionEnded(trx, task.modelId, context.clock.now(), context.secrets.text(error.message)));
    context.logger.warn({ modelId: task.modelId, provider: provider.name, code: error.code }, "A submission had no answer; its task is looked for");
    return findFate(context, provider, { ...task, submissionEndedAt: context.clock.now() }, options);
  }
  if (error.limit !== null) {
    await heedLimit(context, provider.name, error);
    await waitAgain(context, task, { afterMs: error.retryAfterMs ?? (error.limit === "places" ? PLACES_PAUSE_MS : RETRY_PAUSE_MS), error: error.message });
    return { kind: error.limit === "places" ? "full" : "waiting" };
  }
  if (error.actor === "user") return giveUp(context, task, error);
  context.logger[error.actor === "host" ? "error" : "warn"]({ err: error, modelId: task.modelId, provider: provider.name, code: error.code }, "The provider is not available");
  if (await fallBack(context, task, error.message)) return { kind: "moved" };
  if (!error.retryable) return giveUp(context, task, error);
  await waitAgain(context, task, { afterMs: AWAY_PAUSE_MS, error: error.message });
  return { kind: "waiting" };
}

/** No task was made and none will be: the model fails and its credits are free again. Only then the task leaves its place, so that nobody sends it meanwhile. */
async function giveUp(context: ServiceContext, task: ProviderTask, error: ProviderError): Promise<Submission> {
  const model = await context.database.asService((trx) => findModel(trx, task.modelId));
  if (model) await settleGeneration(context, model, { status: "FAILED", reason: error.message });
  await waitAgain(context, task, { afterMs: 0, error: error.message });
  return { kind: "failed", error };
}

async function findFate(context: ServiceContext, provider: AsynchronousProvider, task: ProviderTask, options: SubmitOptions): Promise<Submission> {
  if (!provider.findTasks) return giveUp(context, task, fateUnknown("no_list"));
  const found = await searchList(context, provider, task, options);
  if (found === "unsettled") {
    // The lease ends soon, so that a worker goes on with it.
    const until = new Date(context.clock.now().getTime() + (options.patient ? RETRY_PAUSE_MS : 0));
    await context.database.asService((trx) => storeSubmitting(trx, provider.name, task.modelId, until));
    return { kind: "waiting" };
  }
  if (found === "unknowable") return giveUp(context, task, fateUnknown("list_unreadable"));
  const [only, ...others] = found;
  if (only && others.length === 0) return adopt(context, task, only.handle, options);
  if (only) return refuseToGuess(context, task, found);
  if (task.attempts < context.options.tasks.maxSubmissions) {
    await waitAgain(context, task, { afterMs: 0, error: "The submission had no answer, and no task was made.", counts: true });
    return { kind: "waiting" };
  }
  return giveUp(context, task, new ProviderError("The generator did not take the task, several times. Nothing was charged; please try again.", { actor: "provider", retryable: false, code: "not_taken" }));
}

/**
 * Submits the task of a model to its provider, or to the next of its choice while one after another is not available.
 *
 * @throws what the database throws, or the signal's reason; a worker then goes on.
 */
export async function submitModel(context: ServiceContext, modelId: string, options: SubmitOptions): Promise<Submission> {
  for (let moves = 0; ; moves += 1) {
    const task = await context.database.asService((trx) => findTask(trx, modelId));
    if (!task) return { kind: moves > 0 ? "moved" : "done" };
    const provider = context.providers.findAsynchronous(task.provider);
    if (!provider) return { kind: "later" };
    const submission = await submitTask(context, provider, modelId, options);
    if (submission.kind === "moved" || (await hasMovedOn(context, task, submission))) continue;
    return submission;
  }
}

/** A model of which nothing was sent need not wait for a service that leaves another one's submission open. */
async function hasMovedOn(context: ServiceContext, task: ProviderTask, submission: Submission): Promise<boolean> {
  if (submission.kind !== "busy" || submission.by === task.modelId || task.state !== "waiting" || task.fallbacks.length === 0) return false;
  if (context.clock.now().getTime() - submission.since.getTime() < HELD_UP_MS) return false;
  return (await fallBack(context, task, "The provider does not say what became of an earlier task.")) !== null;
}

/** The tasks that can be the one that was submitted; `unsettled` when the service could not be asked, or it is too early to say that there is none, `unknowable` when asking again will not help. */
async function searchList(context: ServiceContext, provider: AsynchronousProvider, task: ProviderTask, { patient, signal }: SubmitOptions): Promise<FoundTask[] | "unsettled" | "unknowable"> {
  const { fateLooksMs, clockSkewMs, submissionTimeoutMs } = context.options.tasks;
  const model = await context.database.asService((trx) => findModel(trx, task.modelId));
  const since = task.submittingSince ?? task.createdAt;
  const end = task.submissionEndedAt ?? new Date(since.getTime() + submissionTimeoutMs);
  const window = { from: new Date(since.getTime() - clockSkewMs), to: new Date(end.getTime() + clockSkewMs + LISTED_LATE_MS) };
  for (const [look, waitMs] of (patient ? fateLooksMs : fateLooksMs.slice(0, 1)).entries()) {
    if (waitMs > 0) await pause(waitMs, undefined, { signal });
    const isLast = look === fateLooksMs.length - 1;
    try {
      // A task whose model was deleted meanwhile is looked for too: the service has to be told to stop it.
      const request = model ? await buildProviderRequest(context, model, provider) : { modelId: task.modelId, views: [], options: {}, webhookUrl: null };
      const listed = await provider.findTasks?.(window, request, callOf(context, provider, signal));
      if (!listed) return [];
      const known = await context.database.asService((trx) => findKnownTaskIds(trx, provider.name, listed.map(({ handle }) => handle.taskId)));
      const candidates = listed.filter(({ handle }) => !known.has(handle.taskId));
      if (candidates.length > 0 || isLast) return candidates;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      // A list that can't be looked through now never will be: nobody knows then, and nobody guesses.
      if (!error.retryable && error.actor !== "host") return "unknowable";
      await heedLimit(context, provider.name, error);
      return "unsettled";
    }
  }
  return "unsettled";
}

/** Several tasks could be this one: nobody shall get another's model, so the operator is told and the user can try again. */
async function refuseToGuess(context: ServiceContext, task: ProviderTask, found: readonly FoundTask[]): Promise<Submission> {
  const taskIds = found.map(({ handle }) => handle.taskId);
  context.logger.error({ modelId: task.modelId, provider: task.provider, taskIds }, "A submission had no answer and several unknown tasks were made meanwhile: is the account shared with another installation?");
  await context.database.asService(async (trx) => {
    await endSubmission(trx, task.provider);
    await publishHostEvent(trx, { type: "task.ambiguous", userId: task.userId, data: { modelId: task.modelId, provider: task.provider, taskIds, reason: "A submission had no answer, and several tasks that are not ours were made meanwhile. Give each installation an account of its own." } });
  });
  return giveUp(context, task, fateUnknown("ambiguous"));
}

const fateUnknown = (code: string) => new ProviderError("The generator did not say whether it took the task. Nothing was charged; please try again.", { actor: "host", retryable: false, code });
