import type { EncodedType, ImageCodec, Pixels } from "../images/image-codec.ts";
import { MeshError } from "../mesh-error.ts";
import type { Model } from "../model.ts";
import { requireTriangles } from "../write/require-triangles.ts";
import { contactShadow } from "./contact-shadow.ts";
import { frameModel } from "./frame-model.ts";
import { resolveRenderOptions, type RenderOptions } from "./render-options.ts";
import { renderView } from "./render-view.ts";
import { readTextures } from "./texture-sampler.ts";

/** How many pixels of a texture are of use for each of the picture. */
export const TEXTURE_GAIN = 2;

/**
 * A picture of a model, without a browser or a graphics card: in a studio's soft light, by a camera that frames it, with its textures, roughness and metal, its
 * edges smoothed, the ground under it in shadow. The same model and options give the same picture.
 *
 * @example
 * const pixels = await renderThumbnail(model, { width: 512, height: 512, codec: sharpCodec });
 * const webp = await sharpCodec.encode(pixels, "image/webp");
 * @throws MeshError `no_triangles`, `option`; the signal's reason.
 */
export async function renderThumbnail(model: Model, options: RenderOptions = {}): Promise<Pixels> {
  const resolved = resolveRenderOptions(options);
  const { width, height, codec, signal, onProgress, background } = resolved;
  requireTriangles(model);
  signal?.throwIfAborted();
  const textures = await readTextures(model, codec, TEXTURE_GAIN * Math.max(width, height), signal);
  onProgress(0.2);
  const camera = frameModel(model, { ...resolved, aspect: width / height });
  const shadow = resolved.shadow > 0 && resolved.elevation > 0 ? contactShadow(model) : null;
  const picture = await renderView(model, textures, { camera, width, height, background, shadow, shadowStrength: resolved.shadow, signal, onProgress: (share) => onProgress(0.2 + 0.8 * share) });
  onProgress(1);
  return picture;
}

export interface ThumbnailsOptions extends Omit<RenderOptions, "width" | "height"> {
  /** Pixels of the sides, which are equal. Default 512, 256 and 128. */
  sizes?: readonly number[];
  /** Default `image/webp`. */
  type?: EncodedType;
  /** 1–100. Default 85. */
  quality?: number;
  codec: ImageCodec;
}

export const THUMBNAILS_DEFAULTS = { sizes: [512, 256, 128], type: "image/webp", quality: 85 } as const;

export interface Thumbnail {
  size: number;
  type: EncodedType;
  bytes: Uint8Array;
}

/** A model's picture in several sizes, encoded: drawn once, as the largest. @throws MeshError as {@link renderThumbnail}; what the codec cannot write. */
export async function makeThumbnails(model: Model, { sizes = THUMBNAILS_DEFAULTS.sizes, type = THUMBNAILS_DEFAULTS.type, quality = THUMBNAILS_DEFAULTS.quality, ...options }: ThumbnailsOptions): Promise<Thumbnail[]> {
  const largest = Math.max(...sizes);
  if (sizes.length === 0 || sizes.some((size) => !(Number.isInteger(size) && size >= 1))) throw new MeshError("option", `sizes must be whole numbers of 1 or more, not ${sizes.join(", ") || "none"}.`);
  const { codec } = options;
  const picture = await renderThumbnail(model, { ...options, width: largest, height: largest });
  return Promise.all(sizes.map(async (size) => ({ size, type, bytes: await codec.encode(size === largest ? picture : await codec.resize(picture, size, size), type, { quality }) })));
}
