import type { Readable } from "node:stream";
import type { View } from "@model-3d/contract";
import type { ServiceContext } from "../service-context.ts";
import { findInputImages } from "./input-image-repository.ts";

/** A photo that a model is, or was, made from. */
export interface Photo {
  view: View;
  contentType: string;
  imageId: string | null;
  open(signal: AbortSignal): Promise<Readable>;
}

/** The stored photos of a model, in no order. */
export async function findPhotos({ database, storage }: Pick<ServiceContext, "database" | "storage">, modelId: string): Promise<Photo[]> {
  const images = await database.statementAsService((trx) => findInputImages(trx, modelId));
  return images.map(({ view, contentType, imageId, key }) => ({ view, contentType, imageId, open: (signal) => storage.open(key, { signal }) }));
}
