import { setTimeout as pause } from "node:timers/promises";
import { findModel } from "../models/model-repository.ts";
import { callOf, heedLimit } from "../providers/account-limits.ts";
import { ProviderError } from "../providers/provider-error.ts";
import { findKnownTaskIds, mayBeOthers, type ProviderTask } from "../providers/provider-tasks.ts";
import type { AsynchronousProvider, FoundTask } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { buildProviderRequest } from "./build-provider-request.ts";

/** A task may be listed with a time that is so much later than the end of its submission. */
const LISTED_LATE_MS = 60_000;

/** The unknown tasks of the list; `unsettled` when the service could not be asked, or it is too early to say that there is none, `unknowable` when asking again will not help. */
export type Found = { kind: "found"; candidates: FoundTask[]; /** None of them can be another model's. */ isSure: boolean } | { kind: "unsettled" | "unknowable" };

export interface Search {
  signal: AbortSignal;
  /** When the list is looked through, each time so many milliseconds after the one before, until something is found. */
  looksMs: readonly number[];
  /** Whether the last of these looks settles that there is none. */
  settles: boolean;
  /** For how long the submission may still be on its way: the last look comes after that. */
  onItsWayMs?: number;
}

interface Span {
  from: Date;
  to: Date;
}

const span = (from: Date, to: Date, beforeMs: number, afterMs = beforeMs): Span => ({ from: new Date(from.getTime() - beforeMs), to: new Date(to.getTime() + afterMs) });

/** When a task can have been made by the submission under way, and when by any that had no answer. */
function spansOf({ options }: ServiceContext, task: ProviderTask): { sure: Span; whole: Span } {
  const { clockSkewMs, submissionTimeoutMs } = options.tasks;
  const since = task.submittingSince ?? task.lastUnansweredAt ?? task.createdAt;
  const end = task.submissionEndedAt ?? (task.submittingSince ? new Date(since.getTime() + submissionTimeoutMs) : since);
  return { sure: span(since, end, clockSkewMs), whole: span(task.firstUnansweredAt ?? since, end, clockSkewMs, clockSkewMs + LISTED_LATE_MS) };
}

/** Looks through the service's list for tasks that were made while submissions of a model had no answer, and that no row of ours knows. */
export async function searchList(context: ServiceContext, provider: AsynchronousProvider, task: ProviderTask, { signal, looksMs, settles, onItsWayMs = 0 }: Search): Promise<Found> {
  const begun = performance.now();
  for (const [look, waitMs] of looksMs.entries()) {
    const isLast = settles && look === looksMs.length - 1;
    await waitFor(isLast ? Math.max(waitMs, onItsWayMs - (performance.now() - begun)) : waitMs, signal);
    try {
      const candidates = await listUnknown(context, provider, task, signal);
      if (candidates.length > 0 || isLast) return { kind: "found", candidates, isSure: await areOurs(context, task, candidates) };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      // A list that can't be looked through now never will be: nobody knows then, and nobody guesses.
      if (!error.retryable && error.actor !== "host") return { kind: "unknowable" };
      await heedLimit(context, provider.name, error);
      return { kind: "unsettled" };
    }
  }
  return { kind: "unsettled" };
}

async function waitFor(waitMs: number, signal: AbortSignal): Promise<void> {
  if (waitMs > 0) await pause(waitMs, undefined, { signal });
}

async function listUnknown(context: ServiceContext, provider: AsynchronousProvider, task: ProviderTask, signal: AbortSignal): Promise<FoundTask[]> {
  const model = await context.database.asService((trx) => findModel(trx, task.modelId));
  // A task whose model was deleted meanwhile is looked for too: the service has to be told to stop it.
  const request = model ? await buildProviderRequest(context, model, provider) : { modelId: task.modelId, views: [], options: {}, webhookUrl: null };
  const listed = (await provider.findTasks?.(spansOf(context, task).whole, request, callOf(context, provider, { signal, purpose: "submission" }))) ?? [];
  const known = await context.database.asService((trx) => findKnownTaskIds(trx, provider.name, listed.map(({ handle }) => handle.taskId)));
  return listed.filter(({ handle }) => !known.has(handle.taskId));
}

/** While a submission is under way no other is; what was made before or long after it may be of any model whose submission had no answer either. */
async function areOurs(context: ServiceContext, task: ProviderTask, candidates: readonly FoundTask[]): Promise<boolean> {
  const { sure } = spansOf(context, task);
  const doubtful = candidates.filter(({ createdAt }) => createdAt < sure.from || createdAt > sure.to);
  if (doubtful.length === 0) return true;
  const { clockSkewMs } = context.options.tasks;
  return context.database.asService(async (trx) => {
    for (const { createdAt } of doubtful) if (await mayBeOthers(trx, task, span(createdAt, createdAt, clockSkewMs + LISTED_LATE_MS, clockSkewMs))) return false;
    return true;
  });
}
