import { isFinalState, type FinalState } from "@model-3d/contract";
import { announceCredits } from "../credits/announce-credits.ts";
import { captureHold, releaseHold } from "../credits/credit-service.ts";
import { announceModel } from "../models/announce-model.ts";
import { activateModel, advanceModel, finishModel, lockModel, type ModelRow } from "../models/model-repository.ts";
import { lockSource } from "../models/model-service.ts";
import type { ServiceContext } from "../service-context.ts";

/** What a provider has to tell of a task, from wherever the news came. */
export type TaskNews =
  | { status: "IN_PROGRESS"; progress: number }
  | { status: "SUCCEEDED"; files: readonly { kind: string; name: string; key: string }[] }
  | { status: Exclude<FinalState, "SUCCEEDED">; reason: string };

/** The news was applied; or it told nothing new of a model that goes on; or the model had ended or been deleted before. */
export type Settlement = { kind: "applied"; row: ModelRow } | { kind: "unchanged" } | { kind: "ended" };

/** Undoes a transaction whose model turned out to have ended before it. */
class AlreadyFinal extends Error {}

/**
 * The one function that moves a generation forward: webhook, status route, sweeper, stream and worker all end here.
 * A state that is final never changes, so repeated, late and reordered news does nothing; credits, version and events move with it, once.
 */
export async function settleGeneration(context: ServiceContext, model: ModelRow, news: TaskNews): Promise<Settlement> {
  try {
    if (news.status === "IN_PROGRESS") return await advance(context, model, news.progress);
    if (news.status === "SUCCEEDED") return await succeed(context, model, news.files);
    return await fail(context, model, news.status, news.reason);
  } catch (error) {
    if (error instanceof AlreadyFinal) return { kind: "ended" };
    throw error;
  }
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

function succeed(context: ServiceContext, model: ModelRow, files: readonly { kind: string; name: string; key: string }[]): Promise<Settlement> {
  return context.database.asService(async (trx) => {
    // What was held may have shrunk since, by a refund or by the host's own hand: the model is made, so what is left is charged and the rest written down.
    await captureHold(trx, { userId: model.userId, modelId: model.id, allowShort: true });
    await lockSource(trx, model);
    const finished = await finishModel(trx, model.id, {
      status: "SUCCEEDED",
      progress: 100,
      modelUrls: Object.fromEntries(files.filter(({ kind }) => kind !== "thumbnail" && kind !== "texture").map(({ kind, name }) => [kind, name])),
      thumbnailUrl: files.find(({ kind }) => kind === "thumbnail")?.name ?? null,
      textureUrls: files.filter(({ kind }) => kind === "texture").map(({ name }) => ({ base_color: name })),
      finishedAt: context.clock.now(),
    });
    if (!finished) throw new AlreadyFinal();
    await context.files.adoptFiles(trx, { modelId: model.id, keys: files.map(({ key }) => key) });
    const row = await activateModel(trx, finished);
    await announceModel(trx, "model.succeeded", row);
    await announceCredits(trx, model.userId, context.options.credits);
    return { kind: "applied", row };
  });
}

function fail(context: ServiceContext, model: ModelRow, status: Exclude<FinalState, "SUCCEEDED">, reason: string): Promise<Settlement> {
  return context.database.asService(async (trx) => {
    await releaseHold(trx, { userId: model.userId, modelId: model.id, reason, as: status === "EXPIRED" ? "expired" : "released" });
    const row = await finishModel(trx, model.id, { status, taskError: reason, finishedAt: context.clock.now() });
    if (!row) throw new AlreadyFinal();
    await announceModel(trx, "model.failed", row);
    await announceCredits(trx, model.userId, context.options.credits);
    return { kind: "applied", row };
  });
}
