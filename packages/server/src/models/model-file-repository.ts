import type { Knex } from "knex";
import type { FilePlaces } from "./place-files.ts";

/** Writes where the files of a model are, nowhere included. */
export async function updateFilePlaces(trx: Knex.Transaction, modelId: string, { modelUrls, thumbnailUrl, textureUrls }: FilePlaces): Promise<void> {
  await trx("product_3d_models").where({ id: modelId }).update({ model_urls: JSON.stringify(modelUrls), thumbnail_url: thumbnailUrl, texture_urls: JSON.stringify(textureUrls) });
}
