import { isFinalState, type GenerationStatus } from "@model-3d/contract";
import { notFound } from "../http/api-error.ts";
import { findOwnModelByTask, type ModelRow } from "../models/model-repository.ts";
import type { LinkMaker } from "../files/create-link-maker.ts";
import { presentModel } from "../models/present-model.ts";
import { claimAsking } from "../providers/provider-tasks.ts";
import type { ServiceContext } from "../service-context.ts";
import { askTask } from "./ask-task.ts";

/** The state of the caller's task, flat, after its service was asked; where that could not be done, as it was stored, marked as stale. */
export async function showGeneration(context: ServiceContext, userId: string, taskId: string, links: LinkMaker): Promise<GenerationStatus> {
  const known = await findOwnModelByTask(context.database, userId, taskId);
  if (!known) throw notFound();
  const { isStale, hasNews } = await refresh(context, known);
  const row = hasNews ? await findOwnModelByTask(context.database, userId, taskId) : known;
  if (!row) throw notFound();
  const { status, progress, model_urls, preview_url, thumbnail_url, texture_urls, task_error, warnings, finished_at, id, version } = presentModel(row, links);
  const credits = await context.modelCredits.readCharge(userId, row.id);
  return { status, progress, model_urls, ...(preview_url === undefined ? {} : { preview_url }), thumbnail_url, texture_urls, task_error, warnings, finished_at, modelId: id, version, credits, ...(isStale ? { stale: true } : {}) };
}

/** Asks the service, at most once per task and interval however many callers there are; the others get what is stored. */
async function refresh(context: ServiceContext, { id, status, provider }: ModelRow): Promise<{ isStale: boolean; hasNews: boolean }> {
  const { news, askIntervalMs, askTimeoutMs } = context.options.tasks;
  if (!news.status || isFinalState(status) || !context.providers.findAsynchronous(provider)) return { isStale: false, hasNews: false };
  const now = context.clock.now();
  const task = await context.database.statementAsService((trx) => claimAsking(trx, id, { at: now, askedBefore: new Date(now.getTime() - askIntervalMs) }));
  if (!task?.handle) return { isStale: false, hasNews: false };
  const signal = AbortSignal.timeout(askTimeoutMs);
  try {
    const outcome = await askTask(context, { provider, taskId: task.handle.taskId }, { via: "status", signal });
    return { isStale: outcome.kind === "away", hasNews: outcome.kind === "applied" || outcome.kind === "ended" };
  } catch (error) {
    if (signal.aborted) return { isStale: true, hasNews: false };
    throw error;
  }
}
