import { publishHostEvent } from "../host-events/host-event-service.ts";
import { lockModel } from "../models/model-repository.ts";
import { findTaskById, hastenLook, postponeLook, storeLateOutcome, type ProviderTask, type TaskReference } from "../providers/provider-tasks.ts";
import type { ProviderCost, TaskReport } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { lookAfterNews, lookSoon } from "./plan-look.ts";
import { settleGeneration, type Settlement, type TaskNews } from "./settle-generation.ts";

/** How news of a task came to us. */
export type NewsWay = "webhook" | "status" | "sweeper" | "stream" | "submission";

/** `unknown`: no model of ours has this task. */
export type ReportOutcome = Settlement | { kind: "unknown" };

/** A task that its service does not know is believed to be gone only when it is old enough to have been listed everywhere. */
const GONE_AFTER_MS = 2 * 60_000;
/** A success may be told a moment before its files are: so long the sweeper asks again. */
const FILES_LATE_MS = 5 * 60_000;

/**
 * Applies what a service says of a task: webhook, status route, sweeper and stream all come here. News that is repeated, late or out of
 * order changes nothing; a success that comes after its model was given up is written down for the operator, and neither shown nor charged.
 */
export async function applyTaskReport(context: ServiceContext, reference: TaskReference, report: TaskReport, via: NewsWay): Promise<ReportOutcome> {
  const { task, model } = await context.database.asService(async (trx) => {
    const found = await findTaskById(trx, reference.provider, reference.taskId);
    return { task: found, model: found && (await lockModel(trx, found.modelId)) };
  });
  if (!task) return { kind: "unknown" };
  context.metrics.count("task_news", { provider: task.provider, via, status: report.status });
  if (!model || task.state === "ended") return settleLate(context, reference, task, report);

  const news = newsOf(context, task, report);
  if (news === null) {
    await keepLooking(context, task, report, via);
    return { kind: "unchanged" };
  }
  const settlement = await settleGeneration(context, model, news);
  if (settlement.kind === "ended") return settleLate(context, reference, task, report);
  if (news.status === "IN_PROGRESS") await keepLooking(context, task, report, via);
  return settlement;
}

/** What a report means for the model; `null` when it is no news yet. */
function newsOf({ clock }: ServiceContext, { submittedAt }: ProviderTask, report: TaskReport): TaskNews | null {
  const ageMs = clock.now().getTime() - (submittedAt?.getTime() ?? 0);
  switch (report.status) {
    case "PENDING":
      return null;
    case "IN_PROGRESS":
      // The last per cent is the service's word that it has ended.
      return { status: "IN_PROGRESS", progress: Math.max(0, Math.min(99, Math.floor(report.progress))) };
    case "SUCCEEDED":
      if (report.files.some(({ kind }) => kind === "glb")) return { status: "SUCCEEDED", files: report.files, filesExpireAt: report.filesExpireAt, cost: report.cost };
      return ageMs < FILES_LATE_MS ? null : { status: "FAILED", reason: "The generator said that it had succeeded and gave no model. Nothing was charged; please try again.", cost: report.cost };
    case "FAILED":
      return { status: "FAILED", reason: report.message, cost: report.cost };
    case "EXPIRED":
      return { status: "EXPIRED", reason: report.message };
    case "GONE":
      return ageMs < GONE_AFTER_MS ? null : { status: "FAILED", reason: "The generator does not know this task any more. Nothing was charged; please try again." };
  }
}

/** Tells the sweeper when to look next: later after news that came by itself, soon where an end is expected. */
async function keepLooking({ database, clock, options }: ServiceContext, { modelId }: ProviderTask, report: TaskReport, via: NewsWay): Promise<void> {
  const now = clock.now();
  const isEnding = report.status !== "PENDING" && report.status !== "IN_PROGRESS";
  await database.asService(async (trx) => {
    if (isEnding) await hastenLook(trx, modelId, lookSoon(now, options.tasks));
    else if (via === "webhook" || via === "stream") await postponeLook(trx, modelId, { lookAt: lookAfterNews(now, options.tasks), queuePlace: report.status === "PENDING" ? report.queuePlace : null });
  });
}

/** The rule for what comes too late: an ended model stays as it is. A success that was paid for is told to the operator, once. */
async function settleLate(context: ServiceContext, reference: TaskReference, task: ProviderTask, report: TaskReport): Promise<Settlement> {
  if (report.status !== "SUCCEEDED") return { kind: "ended" };
  const late = await context.database.asService(async (trx) => {
    const stored = await storeLateOutcome(trx, task.modelId, { outcome: "SUCCEEDED", cost: report.cost });
    if (stored) {
      await publishHostEvent(trx, {
        type: "task.late",
        userId: task.userId,
        data: { modelId: task.modelId, provider: task.provider, taskIds: [reference.taskId], reason: `The task succeeded after its model had ended as ${stored.outcome}; nothing was charged${costInWords(report.cost)}.` },
      });
    }
    return stored;
  });
  if (late) context.logger.warn({ modelId: task.modelId, provider: task.provider, endedAs: late.outcome }, "A task succeeded after its model had been given up; nothing was charged");
  return { kind: "ended" };
}

function costInWords(cost: ProviderCost | null): string {
  return cost ? `, and the provider took ${cost.amount} ${cost.unit}` : "";
}
