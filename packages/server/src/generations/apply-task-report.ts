import { SpanKind } from "@opentelemetry/api";
import type { Knex } from "knex";
import { lockModel, type ModelRow } from "../models/model-repository.ts";
import { isUnderWay } from "../providers/is-under-way.ts";
import { dropDoubt, endLateLooks, findTaskById, hastenLook, noteDoubt, postponeLook, storeLateOutcome, type Doubt, type ProviderTask, type TaskReference } from "../providers/provider-tasks.ts";
import type { ProviderCost, TaskReport } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { inSpan } from "../tracing/in-span.ts";
import { ofModel } from "../tracing/of-model.ts";
import { contextOf } from "../tracing/traceparent.ts";
import { lookAfterNews, lookSoon } from "./plan-look.ts";
import { tellTrouble } from "./tell-trouble.ts";
import { settleGeneration, type Settlement, type TaskNews } from "./settle-generation.ts";

/** How news of a task came to us. */
export type NewsWay = "webhook" | "status" | "sweeper" | "stream" | "submission";

/** `unknown`: no model of ours has this task. */
export type ReportOutcome = Settlement | { kind: "unknown" };

/** For how long a service must say the same before it is believed: a task may be gone from one of its servers only, and a success told before its files are. */
const BELIEVED_AFTER_MS: Readonly<Record<Doubt, number>> = { gone: 2 * 60_000, no_files: 5 * 60_000 };

/**
 * Applies what a service says of a task: webhook, status route, sweeper and stream all come here. News that is repeated, late or out of
 * order changes nothing; a success that comes after its model was given up is written down for the operator, and neither shown nor charged.
 */
export async function applyTaskReport(context: ServiceContext, reference: TaskReference, report: TaskReport, via: NewsWay): Promise<ReportOutcome> {
  const now = context.clock.now();
  const { task, model, doubtedSince } = await context.database.asService(async (trx) => {
    const found = await findTaskById(trx, reference.provider, reference.taskId);
    const lockedModel = found && (await lockModel(trx, found.modelId));
    const doubt = doubtOf(report);
    if (found?.isDoubted && !doubt) await dropDoubt(trx, found.modelId);
    if (found && lockedModel && found.state !== "ended" && isUnderWay(report)) await lookLater(context, trx, found.modelId, { report, via, now });
    return { task: found, model: lockedModel, doubtedSince: found && doubt ? await noteDoubt(trx, found.modelId, doubt, now) : now };
  });
  if (!task) return { kind: "unknown" };
  context.metrics.count("task_news", { provider: task.provider, via, status: report.status });
  return inSpan("model_3d.task_news", { kind: SpanKind.INTERNAL, attributes: { ...ofModel(task), "model_3d.via": via, "model_3d.status": report.status }, parent: contextOf(task.traceparent) }, () => applyToModel(context, { reference, task, model, doubtedSince, now }, report));
}

interface ReportedTask {
  reference: TaskReference;
  task: ProviderTask;
  model: ModelRow | null;
  doubtedSince: Date;
  now: Date;
}

async function applyToModel(context: ServiceContext, { reference, task, model, doubtedSince, now }: ReportedTask, report: TaskReport): Promise<ReportOutcome> {
  if (!model || task.state === "ended") return settleLate(context, reference, task, report);
  const news = newsOf(report, now.getTime() - doubtedSince.getTime());
  if (news === null) {
    await lookSooner(context, task, report);
    return { kind: "unchanged" };
  }
  const settlement = await settleGeneration(context, model, news);
  if (settlement.kind === "ended") return settleLate(context, reference, task, report);
  return settlement;
}

/** Whether a report is to be believed only when it has been repeated for a while. */
function doubtOf(report: TaskReport): Doubt | null {
  if (report.status === "GONE") return "gone";
  return report.status === "SUCCEEDED" && !report.files.some(({ kind }) => kind === "glb") ? "no_files" : null;
}

/** What a report means for the model; `null` when it is no news yet. `saidForMs`: for how long the service has said the same, where that matters. */
function newsOf(report: TaskReport, saidForMs: number): TaskNews | null {
  const doubt = doubtOf(report);
  if (doubt) return saidForMs < BELIEVED_AFTER_MS[doubt] ? null : { status: "FAILED", reason: REASONS[doubt], cause: doubt, cost: "cost" in report ? report.cost : null, isDoubtful: true };
  switch (report.status) {
    case "IN_PROGRESS":
      // The last per cent is the service's word that it has ended.
      return { status: "IN_PROGRESS", progress: Math.max(0, Math.min(99, Math.floor(report.progress))) };
    case "SUCCEEDED":
      return { status: "SUCCEEDED", files: report.files, filesExpireAt: report.filesExpireAt, cost: report.cost };
    case "FAILED":
      return { status: "FAILED", reason: report.message, cause: report.actor, cost: report.cost };
    case "EXPIRED":
      return { status: "EXPIRED", reason: report.message, cause: "provider" };
    default:
      return null;
  }
}

const REASONS: Readonly<Record<Doubt, string>> = {
  gone: "The generator does not know this task any more. Nothing was charged; please try again.",
  no_files: "The generator said that it had succeeded and gave no model. Nothing was charged; please try again.",
};

type UnderWay = Extract<TaskReport, { status: "PENDING" | "IN_PROGRESS" }>;

/** After news that came by itself the sweeper need not look so soon. */
async function lookLater({ options }: ServiceContext, trx: Knex.Transaction, modelId: string, { report, via, now }: { report: UnderWay; via: NewsWay; now: Date }): Promise<void> {
  if (via === "webhook" || via === "stream") await postponeLook(trx, modelId, { lookAt: lookAfterNews(now, options.tasks), queuePlace: report.status === "PENDING" ? report.queuePlace : null });
}

/** Where an end is expected, the sweeper looks soon. */
async function lookSooner({ database, clock, options }: ServiceContext, { modelId }: ProviderTask, report: TaskReport): Promise<void> {
  if (!isUnderWay(report)) await database.statementAsService((trx) => hastenLook(trx, modelId, lookSoon(clock.now(), options.tasks)));
}

/** The rule for what comes too late: an ended model stays as it is. A success that was paid for is told to the operator, once. */
async function settleLate(context: ServiceContext, reference: TaskReference, task: ProviderTask, report: TaskReport): Promise<Settlement> {
  if (isUnderWay(report)) return { kind: "ended" };
  if (report.status !== "SUCCEEDED") {
    await context.database.statementAsService((trx) => endLateLooks(trx, task.modelId));
    return { kind: "ended" };
  }
  const late = await context.database.asService(async (trx) => {
    const stored = await storeLateOutcome(trx, task.modelId, { outcome: "SUCCEEDED", cost: report.cost });
    if (stored) {
      await tellTrouble(trx, task, { type: "task.late", taskIds: [reference.taskId], reason: `The task succeeded after its model had ended as ${stored.outcome}; nothing was charged${costInWords(report.cost)}.` });
    }
    return stored;
  });
  if (late) context.logger.warn({ modelId: task.modelId, provider: task.provider, endedAs: late.outcome }, "A task succeeded after its model had been given up; nothing was charged");
  return { kind: "ended" };
}

function costInWords(cost: ProviderCost | null): string {
  return cost ? `, and the provider took ${cost.amount} ${cost.unit}` : "";
}
