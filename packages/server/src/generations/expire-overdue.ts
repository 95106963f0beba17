import { isFinalState } from "@model-3d/contract";
import { findModel } from "../models/model-repository.ts";
import { claimOverdue, type DueTimes, type ProviderTask } from "../providers/provider-tasks.ts";
import type { ServiceContext } from "../service-context.ts";
import { askTask } from "./ask-task.ts";
import { lookAfterNews, mostAhead } from "./plan-look.ts";
import { settleGeneration } from "./settle-generation.ts";

const OVERDUE_BATCH = 50;

/** What is due now, and what has been open or waiting for too long. */
export function dueTimes({ clock, options }: Pick<ServiceContext, "clock" | "options">): DueTimes {
  const at = clock.now();
  const before = (ms: number) => new Date(at.getTime() - ms);
  return { at, openBefore: before(options.generation.deadlineMs), waitingBefore: before(options.tasks.maxWaitMs), ...mostAhead(options.tasks) };
}

/** Takes tasks of a provider that have passed their deadline: each is for one worker alone, and for the next one after a while. */
export function takeOverdue(context: ServiceContext, provider: string): Promise<ProviderTask[]> {
  const times = dueTimes(context);
  return context.database.statementAsService((trx) => claimOverdue(trx, provider, { ...times, nextAt: lookAfterNews(times.at, context.options.tasks), limit: OVERDUE_BATCH }));
}

/** A task may have ended while nobody was there to hear of it: its service is asked before the model is given up. One that does not answer gets as long again. */
export async function expireTask(context: ServiceContext, task: ProviderTask, signal: AbortSignal): Promise<void> {
  const { clock, database, logger, options } = context;
  const asked = task.state === "open" && task.handle ? await askTask(context, { provider: task.provider, taskId: task.handle.taskId }, { via: "sweeper", signal }) : null;
  if (asked?.kind === "applied" || asked?.kind === "ended") {
    const now = await database.statementAsService((trx) => findModel(trx, task.modelId));
    if (!now || isFinalState(now.status)) return;
  }
  const ageMs = clock.now().getTime() - (task.submittedAt ?? task.createdAt).getTime();
  if (asked?.kind === "away" && ageMs < 2 * options.generation.deadlineMs) return;
  const model = await database.statementAsService((trx) => findModel(trx, task.modelId));
  if (!model) return;
  const reason = task.state === "open" ? "The generator did not finish in time. Nothing was charged; please try again." : "The generator had no place for too long. Nothing was charged; please try again.";
  logger.warn({ modelId: task.modelId, provider: task.provider, state: task.state }, "A task passed its deadline");
  await settleGeneration(context, model, { status: "EXPIRED", reason, cause: "deadline" });
}
