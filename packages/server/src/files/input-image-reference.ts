import { PATHS, UUID_PATTERN } from "@model-3d/contract";

const REFERENCE = new RegExp(`${PATHS.sourceImages}/(${UUID_PATTERN})$`, "i");

/** How a model's row names one of its photos: a path relative to where the router is mounted. */
export function referenceOfImage(imageId: string): string {
  return `${PATHS.sourceImages}/${imageId}`;
}

/** The id in a path that ends in `/source-images/<uuid>`, in lower case; `null` for any other text. */
export function imageIdOfReference(path: string): string | null {
  return REFERENCE.exec(path)?.[1]?.toLowerCase() ?? null;
}
