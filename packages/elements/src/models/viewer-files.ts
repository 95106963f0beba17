import type { Model } from "@model-3d/contract";

/** What `<model-3d-viewer>` is to be told of a model, by the names of its properties. */
export interface ViewerFiles {
  /** The full GLB. */
  src: string;
  /** The lightest GLB that there is beside it, to be shown until the full one is there. */
  srcLow: string | undefined;
  /** The USDZ that Quick Look opens on an iPhone or iPad. */
  iosSrc: string | undefined;
  poster: string | undefined;
}

/** The files of a model that a viewer wants; `null` while it has no GLB. */
export function viewerFilesOf({ model_urls, thumbnail_url }: Pick<Model, "model_urls" | "thumbnail_url">): ViewerFiles | null {
  const { glb, glb_light: light, glb_tiny: tiny, usdz } = model_urls;
  return glb === undefined ? null : { src: glb, srcLow: tiny ?? light, iosSrc: usdz, poster: thumbnail_url ?? undefined };
}
