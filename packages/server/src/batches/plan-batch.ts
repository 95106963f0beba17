import { REQUIRED_VIEWS, VIEWS, type BatchItemReason, type BatchItemRequest, type GenerationOptions, type SourceType, type View } from "@model-3d/contract";
import type { Knex } from "knex";
import type { z } from "zod";
import type { startBatchRequestSchema } from "@model-3d/contract";
import { priceGeneration } from "../credits/price-generation.ts";
import { limitConcurrency } from "../files/limit-concurrency.ts";
import { ownImageId } from "../files/resolve-input-images.ts";
import { findEntries } from "../models/model-service.ts";
import type { ServiceContext } from "../service-context.ts";
import { selectOpenSources, type ItemSource } from "./item-repository.ts";

export type BatchBody = z.output<typeof startBatchRequestSchema>;

/** An item of a request, looked at: why it is left out, or who would make it for how much and of which uploads. */
export interface PlannedItem {
  position: number;
  request: BatchItemRequest;
  options: GenerationOptions;
  reason: BatchItemReason | null;
  provider: string;
  cost: number;
  /** Photos that were uploaded here. */
  uploads: { view: View; fileKey: string }[];
}

/** The host's own functions are asked for so many items at once. */
const ASKED_AT_ONCE = 8;

/**
 * Looks at every item of a request, and changes nothing: which lack views, are there twice, are being made or wait in another batch, and who would make the others for how
 * much. Photos at other addresses are not fetched yet: one that can't be had fails its item when that begins.
 *
 * @throws ApiError `invalid_request` for a provider that there is not; what the host's own functions throw.
 */
export async function planBatch(context: ServiceContext, { userId, body, publicUrl }: { userId: string; body: BatchBody; publicUrl: string | null }): Promise<PlannedItem[]> {
  const uploads = await findUploads(context, userId, body, publicUrl);
  const entries = await findSources(context, userId, body.items);
  const { database } = context;
  const elsewhere = toSources(await database.readAsUser<ItemSource>(userId, selectOpenSources(database.knex, userId, body.items)));
  const seen = new Set<string>();
  const limit = limitConcurrency(ASKED_AT_ONCE);
  return Promise.all(
    body.items.map((request, position) => {
      const source = keyOf(request);
      const found = uploadsOf(request, uploads, publicUrl);
      const entry = entries.get(source);
      const reason = judge({ request, isDuplicate: seen.has(source), isInProgress: entry?.isInProgress ?? false, isElsewhere: elsewhere.has(source), gone: found.gone });
      // Only what is made stands in the way of the same: one that lacks a photo leaves its place to one that has them all.
      if (reason === null) seen.add(source);
      return limit(async () => {
        const options = request.options ?? body.options ?? {};
        const { sourceType, sourceId } = request;
        const [provider] = await context.providers.choose({ userId, sourceType, sourceId, options, requested: body.provider ?? null });
        const name = provider?.name ?? "";
        const kind = entry?.hasModel ? "regeneration" : "generation";
        const cost = reason ? 0 : await priceGeneration(context.options.credits, { kind, userId, provider: name, sourceType, sourceId, options });
        return { position, request, options, reason, provider: name, cost, uploads: reason ? [] : found.here };
      });
    }),
  );
}

const keyOf = ({ sourceType, sourceId }: ItemSource) => `${sourceType} ${sourceId}`;
const toSources = (sources: readonly ItemSource[]): ReadonlySet<string> => new Set(sources.map(keyOf));
const IN_OTHER_BATCH: BatchItemReason = { code: "in_other_batch", message: "Another batch of yours has it already, and is not done with it. Wait for that one, or cancel it." };

/** The same without what another batch has taken up since it was planned, its repetitions too; whoever calls it has locked the user's starts. */
export async function leaveOutTaken(trx: Knex.Transaction, userId: string, planned: readonly PlannedItem[]): Promise<PlannedItem[]> {
  const { rows } = await selectOpenSources(trx, userId, planned.map(({ request }) => request));
  const elsewhere = toSources(rows);
  return planned.map((item) => ((item.reason === null || item.reason.code === "duplicate") && elsewhere.has(keyOf(item.request)) ? { ...item, reason: IN_OTHER_BATCH, cost: 0, uploads: [] } : item));
}

function judge({ request, isDuplicate, isInProgress, isElsewhere, gone }: { request: BatchItemRequest; isDuplicate: boolean; isInProgress: boolean; isElsewhere: boolean; gone: readonly View[] }): BatchItemReason | null {
  if (isDuplicate) return { code: "duplicate", message: "The batch has it already." };
  const missing = REQUIRED_VIEWS.filter((view) => request.imageUrls[view] === undefined);
  if (missing.length > 0) return { code: "views_missing", message: `It has no ${missing.join(" and no ")} photo. Add ${missing.length > 1 ? "them" : "it"}, then make it by itself or in another batch.`, views: missing };
  if (gone.length > 0) return { code: "views_missing", message: `Its ${gone.join(" and ")} photo is not among your uploads any more. Upload it again.`, views: [...gone] };
  if (isInProgress) return { code: "generation_in_progress", message: "A model of it is being made already." };
  if (isElsewhere) return IN_OTHER_BATCH;
  return null;
}

type Uploads = ReadonlyMap<string, string>;

/** Those of all photos that are uploads of this user's, by their ids. */
async function findUploads({ files }: ServiceContext, userId: string, { items }: BatchBody, publicUrl: string | null): Promise<Uploads> {
  const ids = items.flatMap(({ imageUrls }) => Object.values(imageUrls).flatMap((address) => ownImageId(address, publicUrl) ?? []));
  return new Map((await files.findSourceImages(userId, ids)).map(({ imageId, key }) => [imageId ?? "", key]));
}

function uploadsOf({ imageUrls }: BatchItemRequest, uploads: Uploads, publicUrl: string | null): { here: { view: View; fileKey: string }[]; gone: View[] } {
  const here: { view: View; fileKey: string }[] = [];
  const gone: View[] = [];
  for (const view of VIEWS) {
    const address = imageUrls[view];
    const imageId = address === undefined ? null : ownImageId(address, publicUrl);
    if (imageId === null) continue;
    const fileKey = uploads.get(imageId);
    if (fileKey === undefined) gone.push(view);
    else here.push({ view, fileKey });
  }
  return { here, gone };
}

/** What there is of each source: whether it has a model, and whether one is being made. */
async function findSources(context: ServiceContext, userId: string, items: readonly BatchItemRequest[]): Promise<Map<string, { hasModel: boolean; isInProgress: boolean }>> {
  const found = new Map<string, { hasModel: boolean; isInProgress: boolean }>();
  for (const [sourceType, ofType] of Map.groupBy(items, (item) => item.sourceType)) {
    const entries = await findEntries(context, userId, sourceType, ofType.map(({ sourceId }) => sourceId));
    for (const [sourceId, { model, generation }] of entries) found.set(keyOf({ sourceType, sourceId }), { hasModel: model !== null, isInProgress: generation !== null && generation.finishedAt === null });
  }
  return found;
}

/** The whole of what would be made. */
export function sumUp(items: readonly PlannedItem[]): { ready: PlannedItem[]; cost: number; leftOut: { position: number; source_type: SourceType; source_id: string; reason: BatchItemReason }[] } {
  const ready = items.filter(({ reason }) => reason === null);
  const leftOut = items.flatMap(({ position, request, reason }) => (reason === null ? [] : [{ position, source_type: request.sourceType, source_id: request.sourceId, reason }]));
  return { ready, cost: ready.reduce((sum, { cost }) => sum + cost, 0), leftOut };
}
