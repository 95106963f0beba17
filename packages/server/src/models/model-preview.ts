import { isFinalState, type ModelState } from "@model-3d/contract";

/** Its key among the files of a model that is being made. */
export const PREVIEW_KIND = "preview";
/** Its name in the storage. */
export const PREVIEW_FILE = "preview.glb";

/** The coarse file to be shown of a model that is being made, by its name in the storage. */
export function previewOf({ status, modelUrls }: { status: ModelState; modelUrls: Readonly<Record<string, string>> }): string | undefined {
  return isFinalState(status) ? undefined : modelUrls[PREVIEW_KIND];
}
