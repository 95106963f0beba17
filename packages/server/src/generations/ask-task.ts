import { SpanKind } from "@opentelemetry/api";
import { callOf, heedLimit } from "../providers/account-limits.ts";
import { ProviderError } from "../providers/provider-error.ts";
import { findTaskById, type TaskReference } from "../providers/provider-tasks.ts";
import type { TaskReport } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { inSpan } from "../tracing/in-span.ts";
import { ofModel } from "../tracing/of-model.ts";
import { contextOf } from "../tracing/traceparent.ts";
import { applyTaskReport, type NewsWay, type ReportOutcome } from "./apply-task-report.ts";

/** `away`: the service could not be asked just now. */
export type AskOutcome = ReportOutcome | { kind: "away"; error: ProviderError };

/**
 * Asks the service for a task and applies what it says.
 *
 * @throws the signal's reason, or what the database throws.
 */
export async function askTask(context: ServiceContext, reference: TaskReference, { via, signal }: { via: NewsWay; signal: AbortSignal }): Promise<AskOutcome> {
  const provider = context.providers.findAsynchronous(reference.provider);
  const task = await context.database.statementAsService((trx) => findTaskById(trx, reference.provider, reference.taskId));
  if (!provider || !task?.handle) return { kind: "unknown" };
  // A success is told again and again; nothing that comes after it can matter.
  if (task.outcome === "SUCCEEDED") return { kind: "ended" };
  let report: TaskReport;
  try {
    const { handle } = task;
    const call = callOf(context, provider, { signal, purpose: via === "status" ? "status" : "look" });
    report = await inSpan("model_3d.read_task", { kind: SpanKind.CLIENT, attributes: ofModel(task), parent: contextOf(task.traceparent) }, () => provider.readTask(handle, call));
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ProviderError)) throw error;
    await heedLimit(context, provider.name, error);
    if (error.actor === "host") context.logger.error({ provider: provider.name, code: error.code }, "The provider refuses the account");
    return { kind: "away", error };
  }
  return applyTaskReport(context, reference, report, via);
}
