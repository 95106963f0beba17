import { estimateForegroundMask, hasForeground, outlineOfMask, type Image, type Mask, type Outline } from "@model-3d/generator/masks";
import { measureExposure, type Exposure } from "./measure-exposure.ts";
import { measureLikeness, type Likeness } from "./measure-likeness.ts";
import { measureOutline, type OutlineMeasures } from "./measure-outline.ts";
import { measureBlur } from "./measure-sharpness.ts";

/** A photo as the generator will see it, with its size before it was shrunk. */
export interface PhotoPixels {
  image: Image;
  width: number;
  height: number;
}

export interface PhotoMeasures extends Exposure, OutlineMeasures {
  width: number;
  height: number;
  /** Whether anything stands out from the background, by the generator's own rule. */
  hasObject: boolean;
  /** Share of the photo that is object. */
  objectShare: number;
  /** Smear of edges in pixels of a photo 1024 pixels long; `null` without an edge. */
  blur: number | null;
  likeness: Likeness;
  mask: Mask;
  outline: Outline | null;
}

const BLUR_SCALE_PX = 1024;

/**
 * Everything that is known of one photo. It takes a few tenths of a second, in steps; `pause` is awaited between them and
 * may throw to end the work.
 */
export async function measurePhoto({ image, width, height }: PhotoPixels, pause: () => Promise<void>): Promise<PhotoMeasures> {
  const mask = estimateForegroundMask(image);
  await pause();
  const blur = measureBlur(image, mask);
  await pause();
  const outline = outlineOfMask("front", image, mask);
  await pause();
  const scale = Math.min(1, BLUR_SCALE_PX / Math.max(image.width, image.height));
  const measures = { ...measureExposure(image, mask), ...measureOutline(image, mask) };
  await pause();
  return {
    ...measures,
    width,
    height,
    hasObject: hasForeground(mask),
    objectShare: mask.coverage.reduce((sum, share) => sum + share, 0) / mask.coverage.length,
    blur: blur === null ? null : blur * scale,
    likeness: measureLikeness(image, mask),
    mask,
    outline,
  };
}
