import { announceModel } from "../models/announce-model.ts";
import { PREVIEW_FILE } from "../models/model-preview.ts";
import { storePreviewFile, type ModelRow } from "../models/model-repository.ts";
import type { ServiceContext } from "../service-context.ts";

const MAX_PREVIEW_BYTES = 16 * 1024 * 1024;

/** Keeps a coarse file of a model that is being made, and tells its owner's pages of it. It goes with the end of the generation. A model comes without one as well, so this never throws. */
export async function storePreview(context: ServiceContext, model: ModelRow, glb: Uint8Array, signal: AbortSignal): Promise<void> {
  try {
    const { key } = await context.files.writeFile({ userId: model.userId, kind: "model_file", modelId: model.id, name: PREVIEW_FILE, contentType: "model/gltf-binary", source: glb, maxBytes: MAX_PREVIEW_BYTES, signal });
    const isShown = await context.database.asService(async (trx) => {
      const row = await storePreviewFile(trx, model.id);
      if (!row) return false;
      await context.files.adoptFiles(trx, { modelId: model.id, keys: [key] });
      await announceModel(trx, "model.progress", row);
      return true;
    });
    if (!isShown) await context.files.discardFiles([key]);
  } catch (error) {
    if (!signal.aborted) context.logger.warn({ err: error, modelId: model.id }, "A preview could not be kept");
  }
}
