import type { ModelFileOwner } from "../files/model-file-owner.ts";
import { updateFilePlaces } from "./model-file-repository.ts";
import { lockModel } from "./model-repository.ts";
import { placeFiles } from "./place-files.ts";

/** What models have to say where their files are copied. */
export function ownModelFiles(): Pick<ModelFileOwner, "holdModel" | "placeFiles"> {
  return {
    holdModel: async (trx, modelId) => (await lockModel(trx, modelId)) !== null,
    async placeFiles(trx, modelId, files) {
      const row = await lockModel(trx, modelId);
      if (!row) return;
      const places = placeFiles(files);
      const kinds = new Set(files.map(({ kind }) => kind));
      // What was made here, of a kind that the service does not have, stays.
      const ours = Object.fromEntries(Object.entries(row.modelUrls).filter(([kind]) => !kinds.has(kind)));
      await updateFilePlaces(trx, modelId, {
        modelUrls: { ...ours, ...places.modelUrls },
        thumbnailUrl: kinds.has("thumbnail") ? places.thumbnailUrl : row.thumbnailUrl,
        textureUrls: kinds.has("texture") ? places.textureUrls : row.textureUrls,
      });
    },
  };
}
