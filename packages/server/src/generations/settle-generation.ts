import { isFinalState, type ErrorActor, type FinalState } from "@model-3d/contract";
import type { Knex } from "knex";
import { endBatchItem, endOf } from "../batches/end-item.ts";
import { sendDerivatives } from "../derivatives/make-derivatives.ts";
import { recordRemoteFiles } from "../files/record-remote-files.ts";
import { publishHostEvent } from "../host-events/host-event-service.ts";
import { announceModel, hostModelOf } from "../models/announce-model.ts";
import { activateModel, advanceModel, finishModel, lockModel, type ModelRow } from "../models/model-repository.ts";
import { lockSource } from "../models/model-service.ts";
import { PREVIEW_FILE } from "../models/model-preview.ts";
import { placeFiles } from "../models/place-files.ts";
import { endTask } from "../providers/provider-tasks.ts";
import type { ProviderCost, ProviderFile, RemoteFile } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { lookLate } from "./plan-look.ts";

/** A file of a result: in the storage already, under its key, or still with the service. */
export type SettledFile = (ProviderFile & { key: string }) | RemoteFile;

/** What a failure is counted as: who can do something about it, or what happened to the work itself. */
export type FailureCause = ErrorActor | "gone" | "no_files" | "stopped" | "deadline";

/** What a provider has to tell of a task, from wherever the news came. */
export type TaskNews =
  | { status: "IN_PROGRESS"; progress: number }
  | { status: "SUCCEEDED"; files: readonly SettledFile[]; filesExpireAt?: Date | null; cost?: ProviderCost | null; /** In words for the user. */ warnings?: readonly string[] }
  /** `isDoubtful`: the service may still have made it, so it is asked again later, as it is after EXPIRED. */
  | { status: Exclude<FinalState, "SUCCEEDED">; reason: string; cause: FailureCause; cost?: ProviderCost | null; isDoubtful?: boolean };

/** The news was applied; or it told nothing new of a model that goes on; or the model had ended or been deleted before. */
export type Settlement = { kind: "applied"; row: ModelRow; /** Credits. */ charged?: number } | { kind: "unchanged" } | { kind: "ended" };

/** Undoes a transaction whose model turned out to have ended before it. */
class AlreadyFinal extends Error {}

/**
 * The one function that moves a generation forward: webhook, status route, sweeper, stream and worker all end here.
 * A state that is final never changes, so repeated, late and reordered news does nothing; credits, version and events move with it, once.
 */
export async function settleGeneration(context: ServiceContext, model: ModelRow, news: TaskNews): Promise<Settlement> {
  try {
    if (news.status === "IN_PROGRESS") return await advance(context, model, news.progress);
    const settlement = news.status === "SUCCEEDED" ? await succeed(context, model, news) : await fail(context, model, { ...news, reason: context.secrets.text(news.reason) });
    if (settlement.kind === "applied") countEnd(context, settlement, news.status === "SUCCEEDED" ? "none" : news.cause);
    return settlement;
  } catch (error) {
    if (error instanceof AlreadyFinal) return { kind: "ended" };
    throw error;
  }
}

/** Counted once a transaction has committed: one that is tried again counts once. */
function countEnd({ metrics }: ServiceContext, { row, charged }: Extract<Settlement, { kind: "applied" }>, reason: FailureCause | "none"): void {
  const outcome = row.status.toLowerCase();
  metrics.count("generations", { provider: row.provider, outcome, reason });
  if (row.finishedAt) metrics.observe("generation", (row.finishedAt.getTime() - row.createdAt.getTime()) / 1000, { provider: row.provider, outcome });
  if (charged) metrics.count("credits_charged", { provider: row.provider }, charged);
}

function advance(context: ServiceContext, model: ModelRow, progress: number): Promise<Settlement> {
  return context.database.asService(async (trx) => {
    const row = await advanceModel(trx, model.id, { status: "IN_PROGRESS", progress });
    if (!row) {
      // A second run of a job begins below the progress that the first one had told; that is no news, and no reason to stop.
      const current = await lockModel(trx, model.id);
      if (!current || isFinalState(current.status)) throw new AlreadyFinal();
      return { kind: "unchanged" };
    }
    await announceModel(trx, "model.progress", row);
    return { kind: "applied", row };
  });
}

function succeed(context: ServiceContext, model: ModelRow, { files, filesExpireAt = null, cost = null, warnings = [] }: Extract<TaskNews, { status: "SUCCEEDED" }>): Promise<Settlement> {
  const remote = files.filter((file) => "url" in file);
  const stored = files.filter((file) => "key" in file);
  return context.database.asService(async (trx) => {
    // What was held may have shrunk since, by a refund or by the host's own hand: the model is made, so what is left is charged and the rest written down.
    const at = context.clock.now();
    const charge = await context.modelCredits.capture(trx, { userId: model.userId, modelId: model.id, allowShort: true, provider: model.provider, at });
    await lockSource(trx, model);
    const finished = await finishModel(trx, model.id, { status: "SUCCEEDED", progress: 100, ...placesOf(files), warnings, finishedAt: context.clock.now() });
    if (!finished) throw new AlreadyFinal();
    await endTask(trx, model.id, { outcome: "SUCCEEDED", at: context.clock.now(), cost });
    if (stored.length > 0) {
      await context.files.adoptFiles(trx, { modelId: model.id, keys: stored.map(({ key }) => key), inPlaceOf: [PREVIEW_FILE] });
      await removeSoon(context, trx, model.id);
    }
    if (remote.length > 0) await recordRemoteFiles(trx, context.queue, { modelId: model.id, userId: model.userId, provider: finished.provider, files: remote, expiresAt: filesExpireAt });
    await sendDerivatives(context, trx, model.id);
    const row = await activateModel(trx, finished);
    await tell(context, trx, "model.succeeded", row, charge.kind === "captured" ? charge : null);
    return { kind: "applied", row, ...(charge.kind === "captured" ? { charged: charge.charged } : {}) };
  });
}

function fail(context: ServiceContext, model: ModelRow, { status, reason, cause, cost = null, isDoubtful = status === "EXPIRED" }: Exclude<TaskNews, { status: "IN_PROGRESS" | "SUCCEEDED" }>): Promise<Settlement> {
  return context.database.asService(async (trx) => {
    await context.modelCredits.release(trx, { userId: model.userId, modelId: model.id, reason, as: status === "EXPIRED" ? "expired" : "released", at: context.clock.now() });
    const row = await finishModel(trx, model.id, { status, modelUrls: {}, taskError: reason, finishedAt: context.clock.now() });
    if (!row) throw new AlreadyFinal();
    // Only what is made here has files before its end.
    if (context.providers.find(row.provider)?.mode === "synchronous") {
      await context.files.markModelFiles(trx, row.id);
      await removeSoon(context, trx, row.id);
    }
    await endTask(trx, model.id, { outcome: status, at: context.clock.now(), cause, cost, lateLookAt: isDoubtful ? lookLate(context.clock.now()) : null });
    await tell(context, trx, "model.failed", row);
    return { kind: "applied", row };
  });
}

/** Takes away what was to be looked at until the end. */
async function removeSoon({ queue }: ServiceContext, trx: Knex.Transaction, modelId: string): Promise<void> {
  await queue.send(trx, "remove-files", {}, { singletonKey: modelId });
}

async function tell(context: ServiceContext, trx: Knex.Transaction, type: "model.succeeded" | "model.failed", row: ModelRow, charge: { charged: number; short: number } | null = null): Promise<void> {
  await publishHostEvent(trx, { type, userId: row.userId, data: hostModelOf(row) });
  await announceModel(trx, type, row);
  const short = charge && charge.short > 0 ? { modelId: row.id, charged: charge.charged, short: charge.short } : null;
  await context.modelCredits.announce(trx, row.userId, { short, at: context.clock.now() });
  await endBatchItem(context, trx, row, endOf(row));
}

/** A file is found by its name in the storage, or by its address with the service. */
function placesOf(files: readonly SettledFile[]): ReturnType<typeof placeFiles> {
  return placeFiles(files.map((file) => ({ kind: file.kind, texture: file.texture ?? null, place: "url" in file ? file.url : file.name })));
}
