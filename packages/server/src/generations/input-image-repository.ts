import type { View } from "@model-3d/contract";
import type { Knex } from "knex";

export interface InputImageFile {
  view: View;
  key: string;
  imageId: string | null;
  contentType: string;
}

/** Ties photos to the model that is made from them: as long as the model is there, they are not swept. */
export async function linkInputImages(trx: Knex.Transaction, modelId: string, images: readonly { view: View; fileKey: string }[]): Promise<void> {
  await trx("model_input_images").insert(images.map(({ view, fileKey }) => ({ model_id: modelId, view, file_key: fileKey })));
}

interface InputImageRow {
  view: View;
  key: string;
  image_id: string | null;
  content_type: string;
}

export async function findInputImages(trx: Knex.Transaction, modelId: string): Promise<InputImageFile[]> {
  const rows = await trx<InputImageRow>("model_input_images")
    .join("stored_files", "stored_files.key", "model_input_images.file_key")
    .where("model_input_images.model_id", modelId)
    .select<InputImageRow[]>("model_input_images.view", "stored_files.key", "stored_files.image_id", "stored_files.content_type");
  return rows.map((row) => ({ view: row.view, key: row.key, imageId: row.image_id, contentType: row.content_type }));
}
