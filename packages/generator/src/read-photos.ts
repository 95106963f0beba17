import { cropPhoto } from "./crop-photo.ts";
import { GeneratorError } from "./generator-error.ts";
import { estimateForegroundMasks, hasForeground } from "./foreground-mask.ts";
import type { Image, ImageCodec, Mask } from "./image.ts";
import { outlineOf, type Outline } from "./outline.ts";
import { VIEWS, type View } from "./view-cameras.ts";

/** One photo a view: the bytes of a file, or pixels that are decoded already. */
export type Photos = Partial<Record<View, Uint8Array | Image>>;

/** Photos are shrunk to this while they are decoded; the texture shows no finer detail. */
export const MAX_PHOTO_SIDE = 1536;
const MAX_CROP_SIDE = 1024;
const MAX_FIELD_SIDE = 640;
const RECOMMENDED_SIDE = 1024;

const REQUIRED: readonly View[] = ["front", "back"];

/** The views that were given, in their fixed order. Throws `missing_view` without a front or a back. */
export function givenViews(photos: Photos): View[] {
  for (const view of REQUIRED) {
    if (photos[view]) continue;
    throw new GeneratorError("missing_view", `The ${view} photo is missing. A model needs at least a front and a back photo.`, { view });
  }
  return VIEWS.filter((view) => photos[view] !== undefined);
}

/** Decodes one photo. Throws the codec's errors with the view's name in them. */
export async function readPhoto(view: View, photo: Uint8Array | Image, codec: ImageCodec, maxPixels: number): Promise<Image> {
  if (!(photo instanceof Uint8Array)) return photo;
  try {
    return await codec.decode(photo, { maxPixels, fitWithin: MAX_PHOTO_SIDE });
  } catch (error) {
    if (!(error instanceof GeneratorError)) throw error;
    throw new GeneratorError(error.code, `The ${view} photo cannot be used. ${error.message}`, { view, cause: error });
  }
}

/** Finds the object in all photos of it. Throws `no_foreground` if nothing stands out in one of them. */
export async function findOutlines(images: ReadonlyMap<View, Image>, within?: (share: number) => Promise<void>): Promise<Map<View, Outline>> {
  const masks = await estimateForegroundMasks(images, within);
  return new Map([...images].map(([view, image]) => [view, foundOutline(view, outlineOfMask(view, image, masks.get(view)!))]));
}

function foundOutline(view: View, outline: Outline | null): Outline {
  if (outline) return outline;
  throw new GeneratorError(
    "no_foreground",
    `The ${view} photo shows nothing that stands out from its background. Take it on a plain background, with the whole object in the picture, or upload a PNG with transparency.`,
    { view },
  );
}

/** The outline that a mask gives; `null` if nothing stands out. */
export function outlineOfMask(view: View, image: Image, mask: Mask): Outline | null {
  const photo = hasForeground(mask) ? cropPhoto(image, mask, MAX_CROP_SIDE) : null;
  return photo && outlineOf(view, photo, MAX_FIELD_SIDE);
}

/** A warning for a photo that is smaller than recommended. */
export function sizeWarning(view: View, image: Image): string | null {
  const side = Math.max(image.width, image.height);
  return side >= RECOMMENDED_SIDE ? null : `The ${view} photo is ${image.width} × ${image.height} pixels; ${RECOMMENDED_SIDE} or more give a sharper texture.`;
}
