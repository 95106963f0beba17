import type { Knex } from "knex";
import type { StoredMatch, StoredReport, StoredThumbnail, StoredTurntable } from "./model-row.ts";
import type { FilePlaces } from "./place-files.ts";

/** Writes where the files of a model are, nowhere included. */
export async function updateFilePlaces(trx: Knex.Transaction, modelId: string, { modelUrls, thumbnailUrl, textureUrls }: FilePlaces): Promise<void> {
  await trx("product_3d_models").where({ id: modelId }).update({ model_urls: JSON.stringify(modelUrls), thumbnail_url: thumbnailUrl, texture_urls: JSON.stringify(textureUrls) });
}

/** What was made of a model after its success; what is left out stays. */
export interface Derivatives {
  /** Names in the storage by file kind. */
  modelUrls?: Readonly<Record<string, string>>;
  thumbnails?: readonly StoredThumbnail[];
  turntable?: StoredTurntable;
  report?: StoredReport;
  photoMatch?: StoredMatch;
}

export async function addDerivatives(trx: Knex.Transaction, modelId: string, { modelUrls, thumbnails, turntable, report, photoMatch }: Derivatives): Promise<void> {
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  await trx.raw("update product_3d_models set model_urls = model_urls || coalesce(:modelUrls::jsonb, '{}'), thumbnails = coalesce(:thumbnails::jsonb, thumbnails), turntable = coalesce(:turntable::jsonb, turntable), report = coalesce(:report::jsonb, report), photo_match = coalesce(:photoMatch::jsonb, photo_match) where id = :modelId", {
    modelId,
    modelUrls: json(modelUrls),
    thumbnails: json(thumbnails),
    turntable: json(turntable),
    report: json(report),
    photoMatch: json(photoMatch),
  } as Knex.ValueDict);
}
