import type { CroppedPhoto } from "./crop-photo.ts";
import type { Outline } from "./outline.ts";

const SAMPLES = 48;
const LEAST_SAMPLES = 100;
/** What is object for certain; what the mask has wrong at its rim is left out, and what it has wrong on one side by looking at the other, too. */
const COVERED = 0.95;
/** Pictures of the same side differ by less than this share of what they differ by with one of them mirrored. */
const SAME_SHARE = 0.7;
/** Of 255: pictures that differ by less both ways show nothing, and outlines alone have to be as like as those of one photo. */
const LEAST_DIFFERENCE = 3;
const IDENTICAL_IOU = 0.985;

/**
 * Whether two photos, whose outlines are more alike than with one of them mirrored, show the same side indeed: then what is within the outlines is
 * more alike, too. A mask that takes the same spot of the background for object in both makes such outlines of any thing that is the same left and right.
 *
 * @param iou intersection over union of the outlines, not mirrored.
 */
export function showsSameSide({ photo: front }: Outline, { photo: back }: Outline, iou: number): boolean {
  let [count, same, mirrored] = [0, 0, 0];
  for (let j = 0; j < SAMPLES; j++) {
    const v = (j + 0.5) / SAMPLES;
    for (let i = 0; i < SAMPLES; i++) {
      const u = (i + 0.5) / SAMPLES;
      const [here, there, opposite] = [placeIn(front, u, v), placeIn(back, u, v), placeIn(back, 1 - u, v)];
      if (here < 0 || there < 0 || opposite < 0 || placeIn(front, 1 - u, v) < 0) continue;
      count++;
      same += difference(front, here, back, there);
      mirrored += difference(front, here, back, opposite);
    }
  }
  if (count < LEAST_SAMPLES || Math.max(same, mirrored) < LEAST_DIFFERENCE * count) return iou >= IDENTICAL_IOU;
  return same < SAME_SHARE * mirrored;
}

/** The pixel at a share of the outline's box, from the left and from above; −1 if that is not object. */
function placeIn({ width, box, coverage }: CroppedPhoto, u: number, v: number): number {
  const i = Math.floor(box.top + v * (box.bottom - box.top)) * width + Math.floor(box.left + u * (box.right - box.left));
  return coverage[i]! >= COVERED ? i : -1;
}

/** The mean of a pixel's three channels. */
function difference(a: CroppedPhoto, i: number, b: CroppedPhoto, j: number): number {
  let sum = 0;
  for (let k = 0; k < 3; k++) sum += Math.abs(a.colors[3 * i + k]! - b.colors[3 * j + k]!);
  return sum / 3;
}
