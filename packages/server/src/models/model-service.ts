import type { ModelState, SourceType } from "@model-3d/contract";
import type { Knex } from "knex";
import { DELETED, endBatchItem } from "../batches/end-item.ts";
import { publishHostEvent } from "../host-events/host-event-service.ts";
import { ApiError, notFound } from "../http/api-error.ts";
import { abandonTask } from "../providers/provider-tasks.ts";
import type { ServiceContext } from "../service-context.ts";
import { announceModel, hostModelOf } from "./announce-model.ts";
import { lockSource } from "./source-lock-repository.ts";

export { lockSource };
export { addDerivatives, type Derivatives } from "./model-file-repository.ts";
export { findModel, findOwnModel, lockModel, type ModelRow } from "./model-repository.ts";
import * as models from "./model-repository.ts";

/** The versions, the active one and the deletion of models. Reads run as the user: the database itself shows nobody else's rows. */

export function findEntry({ database }: ServiceContext, userId: string, sourceType: SourceType, sourceId: string): ReturnType<typeof models.findEntry> {
  return models.findEntry(database, userId, sourceType, sourceId);
}

export function findEntries({ database }: ServiceContext, userId: string, sourceType: SourceType, sourceIds: string[]): ReturnType<typeof models.findEntries> {
  return models.findEntries(database, userId, sourceType, sourceIds);
}

export function listVersions({ database }: ServiceContext, userId: string, sourceType: SourceType, sourceId: string): ReturnType<typeof models.listVersions> {
  return models.listVersions(database, userId, sourceType, sourceId);
}

export function findModels({ database }: ServiceContext, userId: string, modelIds: string[]): ReturnType<typeof models.findOwnModels> {
  return models.findOwnModels(database, userId, modelIds);
}

/** @throws InvalidCursorError */
export function listPage({ database }: ServiceContext, userId: string, page: { cursor?: string; limit: number; status?: ModelState }): ReturnType<typeof models.listPage> {
  return models.listPage(database, userId, page);
}

/** Makes a version that succeeded the one that is shown. Asking again for the active one changes nothing and is no error. */
export async function activateVersion(context: ServiceContext, userId: string, modelId: string): Promise<models.ModelRow> {
  const known = await models.findOwnModel(context.database, userId, modelId);
  if (!known) throw notFound();
  const activated = await context.database.asService(async (trx) => {
    await lockSource(trx, known);
    const row = await models.lockModel(trx, modelId);
    if (!row || row.userId !== userId) throw notFound();
    if (row.status !== "SUCCEEDED") throw new ApiError("not_succeeded", `Version ${row.version} is ${row.status.toLowerCase().replace("_", " ")}. Only a version that succeeded can be made the active one.`);
    if (row.isActive) return { row, to: null };
    const newest = await models.newestSucceeded(trx, userId, row.sourceType, row.sourceId);
    const active = await models.activateModel(trx, row);
    await announceModel(trx, "model.activated", active);
    return { row: active, to: newest?.id === active.id ? "newest" : "older" } as const;
  });
  if (activated.to) context.metrics.count("versions_activated", { to: activated.to });
  return activated.row;
}

/**
 * Deletes one version and its files. One that is being made is stopped, and its credits are free again; what a service was asked for goes on
 * counting towards limits, or deleting would lift them. When the active one goes, the newest that succeeded takes its place, and where there is none to do so it stays.
 */
export async function deleteVersion(context: ServiceContext, userId: string, modelId: string): Promise<void> {
  const known = await models.findOwnModel(context.database, userId, modelId);
  if (!known) throw notFound();
  const at = context.clock.now();
  await context.database.asService(async (trx) => {
    // Before the row is locked, since the account comes first in the order of locks; a model that has ended holds nothing.
    const release = await context.modelCredits.release(trx, { userId, modelId, reason: "the version was deleted while it was being made", isSpent: true, at });
    await lockSource(trx, known);
    const row = await models.lockModel(trx, modelId);
    if (!row || row.userId !== userId) throw notFound();
    const isSpent = row.finishedAt === null && (await stopGeneration(context, trx, row));
    if (release.kind === "released" && !isSpent) await context.modelCredits.unspend(trx, { userId, modelId });
    const successor = row.isActive ? await models.newestSucceeded(trx, userId, row.sourceType, row.sourceId, row.id) : null;
    if (row.isActive && !successor) throw new ApiError("only_version");
    // Before the row goes, by which the item is known.
    if (row.finishedAt === null) await endBatchItem(context, trx, row, DELETED);
    await removeWithFiles(context, trx, row);
    const activated = successor ? await models.activateModel(trx, successor) : null;
    await publishHostEvent(trx, { type: "model.deleted", userId, data: hostModelOf(row) });
    await announceModel(trx, "model.deleted", { ...row, isActive: false });
    if (activated) await announceModel(trx, "model.activated", activated);
    if (release.kind === "released") await context.modelCredits.announce(trx, userId, { at });
    await context.queue.send(trx, "remove-files", {}, { singletonKey: modelId });
  });
}

/** A service is told to stop; a generator of ours notices that its model is gone. @returns whether the work had, or may have, begun. */
async function stopGeneration(context: ServiceContext, trx: Knex.Transaction, row: models.ModelRow): Promise<boolean> {
  const provider = context.providers.find(row.provider);
  if (provider?.mode === "synchronous" && !provider.capabilities.cancel) throw new ApiError("cannot_cancel");
  const wasAsked = await abandonTask(context, trx, row.id);
  return wasAsked || row.status === "IN_PROGRESS";
}

async function removeWithFiles(context: ServiceContext, trx: Knex.Transaction, row: models.ModelRow): Promise<void> {
  await context.files.markModelFiles(trx, row.id);
  await context.files.letGoOfPhotos(trx, row.id);
  await models.removeModel(trx, row.id);
}
