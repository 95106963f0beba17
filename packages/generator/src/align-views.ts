import { GeneratorError } from "./generator-error.ts";
import { PlacedOutline } from "./outline-sampler.ts";
import { aspectOf, type Outline } from "./outline.ts";
import { sidesOf, topsOf, type Outlines } from "./outlines.ts";
import { showsSameSide } from "./shows-same-side.ts";
import type { View } from "./view-cameras.ts";

export type { Outlines } from "./outlines.ts";

/** All silhouettes at one scale: the object is 1 high and centred on the origin. */
export interface AlignedViews {
  outlines: Outlines;
  width: number;
  /** `null` if no photo from the sides, above or below says it: then the inflation prior decides. */
  depth: number | null;
  warnings: string[];
}

const MAX_PAIR_ASPECT_RATIO = 1.35;
const MIN_PAIR_IOU = 0.6;
/** Legs and struts are no other object because the camera was near: outlines are also compared widened by this, in object heights. */
const PAIR_SLACK = 0.05;
/** So like each other without being mirrored that both photos show the same side; and so much less alike when mirrored that no symmetry explains it. */
const SAME_SIDE_IOU = 0.95;
const SAME_SIDE_LEAD = 0.1;
const MAX_DEPTH_RATIO = 1.6;
const NOTABLE_RATIO = 1.12;
const COMPARE_SAMPLES = 96;

/**
 * Brings the silhouettes to one scale by their boxes: front, back and sides share the height, front, top and bottom
 * the width, sides, top and bottom the depth.
 *
 * Throws `views_contradict` when one object cannot have all of these outlines.
 */
export function alignViews(outlines: Outlines): AlignedViews {
  const { front, back, side, top, left, bottom } = outlines;
  const warnings: string[] = [];
  const frontAspect = aspectOf(front);
  const backAspect = aspectOf(back);
  const pairRatio = ratio(frontAspect, backAspect);
  if (pairRatio > MAX_PAIR_ASPECT_RATIO) {
    throw contradiction("back", "The front and the back photo show outlines of different proportions, so they cannot be of one object in one position.");
  }
  if (pairRatio > NOTABLE_RATIO) warnings.push("The front and the back photo differ in proportion. Take both from the same height and distance.");
  const width = (frontAspect + backAspect) / 2;
  const agreement = outlineAgreement(front, back, width, -1);
  const sameSide = outlineAgreement(front, back, width, 1);
  if (sameSide > SAME_SIDE_IOU && sameSide - agreement > SAME_SIDE_LEAD && showsSameSide(front, back, sameSide)) {
    throw contradiction("back", "The front and the back photo show the same side.");
  }
  if (agreement < MIN_PAIR_IOU && outlineAgreement(front, back, width, -1, PAIR_SLACK) < MIN_PAIR_IOU) {
    throw contradiction("back", "The outline in the back photo is not the mirror image of the one in the front photo.");
  }
  if (side && left && ratio(aspectOf(side), aspectOf(left)) > MAX_PAIR_ASPECT_RATIO) {
    throw contradiction("left", "The photos from both sides show outlines of different proportions, so they cannot be of one object in one position.");
  }
  if (top && bottom && ratio(aspectOf(top), aspectOf(bottom)) > MAX_PAIR_ASPECT_RATIO) {
    throw contradiction("bottom", "The photos from above and from below show outlines of different proportions, so they cannot be of one object in one position.");
  }
  const fromSide = meanAspect(sidesOf(outlines));
  const fromTop = depthFromTop(outlines, width);
  if (fromSide !== null && fromTop !== null) {
    const depthRatio = ratio(fromSide, fromTop);
    if (depthRatio > MAX_DEPTH_RATIO) {
      throw contradiction(top ? "top" : "bottom", `The ${side ? "side" : "left"} and the ${top ? "top" : "bottom"} photo disagree about how deep the object is.`);
    }
    if (depthRatio > NOTABLE_RATIO) warnings.push(`The ${side ? "side" : "left"} and the ${top ? "top" : "bottom"} photo disagree a little about the depth; the mean was taken.`);
  }
  return { ...fitBoxes(outlines), warnings };
}

/** The common scale alone, whatever the outlines say about each other. */
export function fitBoxes(outlines: Outlines): AlignedViews {
  const width = (aspectOf(outlines.front) + aspectOf(outlines.back)) / 2;
  const depths = [meanAspect(sidesOf(outlines)), depthFromTop(outlines, width)].filter((depth) => depth !== null);
  const depth = depths.length === 0 ? null : depths.reduce((sum, d) => sum + d, 0) / depths.length;
  return { outlines, width, depth, warnings: [] };
}

function meanAspect(outlines: readonly Outline[]): number | null {
  return outlines.length === 0 ? null : outlines.reduce((sum, outline) => sum + aspectOf(outline), 0) / outlines.length;
}

function depthFromTop(outlines: Outlines, width: number): number | null {
  const aspect = meanAspect(topsOf(outlines));
  return aspect === null ? null : width / aspect;
}

function contradiction(view: View, reason: string): GeneratorError {
  const advice = "Use photos of the same object, standing the same way, each taken straight from its side.";
  return new GeneratorError("views_contradict", `${reason} ${advice}`, { view });
}

function ratio(a: number, b: number): number {
  return Math.max(a / b, b / a);
}

/**
 * Intersection over union of the front outline and the back outline, mirrored (−1) as it is seen from behind or as it is (1).
 *
 * @param slack widens both outlines, in object heights.
 */
export function outlineAgreement(front: Outline, back: Outline, width: number, backSign: 1 | -1, slack = 0): number {
  const before = new PlacedOutline(front, width, 1);
  const behind = new PlacedOutline(back, width, 1, backSign);
  const place = new Float64Array(2);
  let both = 0;
  let either = 0;
  for (let j = 0; j < COMPARE_SAMPLES; j++) {
    place[1] = (j + 0.5) / COMPARE_SAMPLES - 0.5;
    for (let i = 0; i < COMPARE_SAMPLES; i++) {
      place[0] = ((i + 0.5) / COMPARE_SAMPLES - 0.5) * width;
      before.measure(place);
      behind.measure(place);
      const inFront = before.distance < slack;
      const inBack = behind.distance < slack;
      if (inFront && inBack) both++;
      if (inFront || inBack) either++;
    }
  }
  return either === 0 ? 0 : both / either;
}
