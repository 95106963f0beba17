import { SpanKind } from "@opentelemetry/api";
import { setTimeout as pause } from "node:timers/promises";
import { isDatabaseAway } from "../db/is-database-away.ts";
import { joinSignals } from "../join-signals.ts";
import { findModel } from "../models/model-repository.ts";
import { callOf, heedLimit, pauseAfter } from "../providers/account-limits.ts";
import { ProviderError } from "../providers/provider-error.ts";
import { findTask, markSubmissionEnded, prolongRight, type ProviderTask } from "../providers/provider-tasks.ts";
import type { AsynchronousProvider, ProviderCall, TaskHandle } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { inSpan } from "../tracing/in-span.ts";
import { ofModel } from "../tracing/of-model.ts";
import { contextOf } from "../tracing/traceparent.ts";
import { buildProviderRequest } from "./build-provider-request.ts";
import { claimSubmission, type ClaimedTask } from "./claim-submission.ts";
import { searchList, type Found } from "./search-list.ts";
import { settleGeneration } from "./settle-generation.ts";
import { fallBack, openTask, waitAgain, type OnOpen, type Opening, type Waiting } from "./settle-submission.ts";
import { keepRight, letGo, withRight } from "./with-right.ts";

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
  /** Ends everything but a submission that is on its way. */
  signal: AbortSignal;
  /** Ends that too, and leaves its fate unknown. Default: `signal`. */
  sendSignal?: AbortSignal;
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
/** For ten seconds a task that was just made waits for a database that is away to be written down; then it is looked for in the service's list. */
const OPEN_TRIES = 40;
const OPEN_PAUSE_MS = 250;

/**
 * Submits the task of one model, once. A submission whose answer did not come is looked for in the service's list and adopted;
 * it is sent again only when the list has shown for a while that no task was made, and still shows none.
 */
export async function submitTask(context: ServiceContext, provider: AsynchronousProvider, modelId: string, options: SubmitOptions): Promise<Submission> {
  const claim = await claimSubmission(context, provider, modelId);
  switch (claim.kind) {
    case "submit":
      return withRight(context, claim.task, () => (claim.task.firstUnansweredAt ? sendAgain(context, provider, claim.task, options) : send(context, provider, claim.task, options)));
    case "find_fate":
      return withRight(context, claim.task, () => findFate(context, provider, claim.task, { ...options, onItsWayMs: claim.onItsWayMs }));
    default:
      return claim;
  }
}

/** A task of an earlier submission may have been listed since it was last looked for. */
async function sendAgain(context: ServiceContext, provider: AsynchronousProvider, task: ClaimedTask, options: SubmitOptions): Promise<Submission> {
  const found = await searchList(context, provider, task, { signal: options.signal, looksMs: [0], settles: true });
  if (found.kind === "found" && found.candidates.length === 0) return send(context, provider, task, options);
  if (found.kind !== "unsettled") return settleFound(context, task, found, options);
  await waitAgain(context, task, { afterMs: RETRY_PAUSE_MS, error: "The provider could not be asked for its tasks." });
  return { kind: "waiting" };
}

async function send(context: ServiceContext, provider: AsynchronousProvider, task: ClaimedTask, options: SubmitOptions): Promise<Submission> {
  const stopped = options.sendSignal ?? options.signal;
  const { signal, leave } = joinSignals(stopped, AbortSignal.timeout(context.options.tasks.submissionTimeoutMs));
  let handle: TaskHandle;
  const call = countingRequests(callOf(context, provider, { signal, purpose: "submission" }), () => keepRight(context, task));
  try {
    const model = await context.database.statementAsService((trx) => findModel(trx, task.modelId));
    if (!model) {
      await waitAgain(context, task, { afterMs: 0, error: null });
      return { kind: "done" };
    }
    const request = await buildProviderRequest(context, model, provider);
    handle = await inSpan("model_3d.create_task", { kind: SpanKind.CLIENT, attributes: ofModel(task), parent: contextOf(task.traceparent) }, () => provider.createTask(request, call));
  } catch (error) {
    if (call.isLost) return takenOver(task);
    // Without the database nothing can be handed over, which says nothing of the service.
    if ((stopped.aborted || isDatabaseAway(error)) && !call.mayHaveMade && !(error instanceof ProviderError)) {
      await waitAgain(context, task, { afterMs: 0, error: null });
      throw error;
    }
    return settleRefusal(context, provider, task, toProviderError(error, call.mayHaveMade), options);
  } finally {
    leave();
  }
  return adopt(context, task, handle, { isAnswer: true, onOpen: options.onOpen, signal: stopped });
}

async function adopt(context: ServiceContext, task: ClaimedTask, handle: TaskHandle, { signal, ...from }: { isAnswer: boolean; onOpen: OnOpen | undefined; signal: AbortSignal }): Promise<Submission> {
  const opening = await openPatiently(() => openTask(context, task, handle, from), signal);
  context.metrics.count("task_submissions", { provider: task.provider, result: "open" });
  if (opening.kind === "open") return opening;
  return opening.kind === "lost" ? takenOver(task) : { kind: "done" };
}

/** The task is paid, and only this process has heard of it: a database that is away for a moment is waited for. */
async function openPatiently(open: () => Promise<Opening>, signal: AbortSignal): Promise<Opening> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await open();
    } catch (error) {
      if (!isDatabaseAway(error) || signal.aborted || tries === OPEN_TRIES) throw error;
      await pause(OPEN_PAUSE_MS);
    }
  }
}

/** Knows whether a request that can make a task can have gone out at all, and sends none for which somebody else has the right by now. */
function countingRequests({ signal, beforeRequest }: ProviderCall, mayGoOn: () => Promise<boolean>): ProviderCall & { readonly mayHaveMade: boolean; readonly isLost: boolean } {
  let mayHaveMade = false;
  let isLost = false;
  return {
    signal,
    get mayHaveMade() {
      return mayHaveMade;
    },
    get isLost() {
      return isLost;
    },
    async beforeRequest(request) {
      await beforeRequest(request);
      if (request?.creates === false) return;
      isLost = !mayHaveMade && !(await mayGoOn());
      if (isLost) throw new Error("Another process has taken this submission over.");
      mayHaveMade = true;
    },
  };
}

/** What was thrown without a word on the task's fate counts as known only if nothing had been sent that can make one. */
function toProviderError(error: unknown, mayHaveMade: boolean): ProviderError {
  if (error instanceof ProviderError) return error;
  const taskFate = mayHaveMade ? "unknown" : "none";
  return new ProviderError("The photos could not be handed to the generator.", { actor: "host", retryable: true, code: "not_sent", taskFate, cause: error });
}

async function settleRefusal(context: ServiceContext, provider: AsynchronousProvider, task: ClaimedTask, error: ProviderError, options: SubmitOptions): Promise<Submission> {
  context.metrics.count("task_submissions", { provider: provider.name, result: error.taskFate === "unknown" ? "unknown" : error.code });
  if (error.taskFate === "unknown") {
    const submissionEndedAt = context.clock.now();
    await context.database.asService(async (trx) => {
      const isMine = await prolongRight(trx, task.provider, { submission: task.right, leaseMs: context.options.tasks.submissionLeaseMs });
      if (isMine) await markSubmissionEnded(trx, task.modelId, submissionEndedAt, context.secrets.text(error.message));
    });
    context.logger.warn({ modelId: task.modelId, provider: provider.name, code: error.code }, "A submission had no answer; its task is looked for");
    return findFate(context, provider, { ...task, submissionEndedAt }, options);
  }
  if (error.limit !== null) {
    await heedLimit(context, provider.name, error);
    await waitAgain(context, task, { afterMs: pauseAfter(error, error.limit === "places" ? PLACES_PAUSE_MS : RETRY_PAUSE_MS), error: error.message });
    return { kind: error.limit === "places" ? "full" : "waiting" };
  }
  if (error.actor === "user") return giveUp(context, task, error);
  context.logger[error.actor === "host" ? "error" : "warn"]({ err: error, modelId: task.modelId, provider: provider.name, code: error.code }, "The provider is not available");
  if (await fallBack(context, task, error.message)) return { kind: "moved" };
  if (!error.retryable) return giveUp(context, task, error);
  if (!(await keepRight(context, task))) return takenOver(task);
  await waitAgain(context, task, { afterMs: AWAY_PAUSE_MS, error: error.message });
  return { kind: "waiting" };
}

/** Somebody else has the right by now, and says what becomes of the model: a request waits for that as for any other submission. */
const takenOver = (task: ClaimedTask): Submission => ({ kind: "busy", by: task.modelId, since: task.submittingSince ?? task.createdAt });

/** The model fails and its credits are free again. Only then the task leaves its place, so that nobody sends it meanwhile. */
async function giveUp(context: ServiceContext, task: ClaimedTask, error: ProviderError, rest: Pick<Waiting, "trouble" | "unanswered"> = {}): Promise<Submission> {
  if (!(await keepRight(context, task))) return takenOver(task);
  const model = await context.database.statementAsService((trx) => findModel(trx, task.modelId));
  if (model) await settleGeneration(context, model, { status: "FAILED", reason: error.message, cause: error.actor });
  await waitAgain(context, task, { afterMs: 0, error: error.message, ...rest });
  return { kind: "failed", error };
}

async function findFate(context: ServiceContext, provider: AsynchronousProvider, task: ClaimedTask, options: SubmitOptions & { onItsWayMs?: number }): Promise<Submission> {
  if (!provider.findTasks) return giveUp(context, task, fateUnknown("no_list"), { trouble: mayBePaid("the provider has no list of its tasks") });
  const { fateLooksMs } = context.options.tasks;
  const { signal, patient, onItsWayMs = 0 } = options;
  const found = await searchList(context, provider, task, { signal, looksMs: patient ? fateLooksMs : fateLooksMs.slice(0, 1), settles: patient, onItsWayMs });
  if (found.kind === "unsettled") {
    await letGo(context, task, patient ? RETRY_PAUSE_MS : 0);
    return { kind: "waiting" };
  }
  return settleFound(context, task, found, options);
}

async function settleFound(context: ServiceContext, task: ClaimedTask, found: Exclude<Found, { kind: "unsettled" }>, { onOpen, signal }: SubmitOptions): Promise<Submission> {
  if (found.kind !== "found") return giveUp(context, task, fateUnknown("list_unreadable"), { trouble: mayBePaid("the provider's list of tasks could not be read"), unanswered: true });
  const [only, ...others] = found.candidates;
  if (only && others.length === 0 && found.isSure) return adopt(context, task, only.handle, { isAnswer: false, onOpen, signal });
  if (only) return refuseToGuess(context, task, found.candidates.map(({ handle }) => handle.taskId));
  if (task.attempts < context.options.tasks.maxSubmissions) {
    await waitAgain(context, task, { afterMs: 0, error: "The submission had no answer, and no task was made.", counts: true, unanswered: true });
    return { kind: "waiting" };
  }
  const error = new ProviderError("The generator did not take the task, several times. Nothing was charged; please try again.", { actor: "provider", retryable: false, code: "not_taken" });
  return giveUp(context, task, error, { trouble: mayBePaid("no task of it was found in the provider's list"), unanswered: true });
}

/** Several tasks could be this one, or one could be another's: nobody shall get another's model, so the operator is told and the user can try again. */
async function refuseToGuess(context: ServiceContext, task: ClaimedTask, taskIds: readonly string[]): Promise<Submission> {
  context.logger.error({ modelId: task.modelId, provider: task.provider, taskIds }, "A submission had no answer and it can't be told which task it became: is the account shared with another installation?");
  const reason = "A submission had no answer, and it can't be told which of the unknown tasks it became: none was taken. Give each installation an account of its own.";
  return giveUp(context, task, fateUnknown("ambiguous"), { trouble: { taskIds, reason } });
}

const mayBePaid = (because: string): NonNullable<Waiting["trouble"]> => ({ taskIds: [], reason: `A submission had no answer, and ${because}: the model failed, and the provider may have made, and charged for, a task all the same.` });

const fateUnknown = (code: string) => new ProviderError("The generator did not say whether it took the task. Nothing was charged; please try again.", { actor: "host", retryable: false, code });

/**
 * Submits the task of a model to its provider, or to the next of its choice while one after another is not available.
 *
 * @throws what the database throws, or the signal's reason; a worker then goes on.
 */
export async function submitModel(context: ServiceContext, modelId: string, options: SubmitOptions): Promise<Submission> {
  for (let moves = 0; ; moves += 1) {
    const task = await context.database.statementAsService((trx) => findTask(trx, modelId));
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
