import { aspectOf, type Outline } from "./outline.ts";
import { levelShare } from "./level-share.ts";
import { median } from "./median.ts";
import { sidesOf, topsOf } from "./outlines.ts";
import { silhouetteIou } from "./silhouette-iou.ts";
import { type StraightViews } from "./straighten-views.ts";
import type { View } from "./view-cameras.ts";
import { sizeIn } from "./view-cameras.ts";

/** How far the photos' scales, and the two depths that side and top tell, may differ by themselves: shares. */
const SCALE_SPREAD = 0.01;
const DEPTH_SPREAD = 0.025;
const LEVEL_WEIGHT = 1.5;
/** What is added to each share of level edges: a share near nothing is not worth more for being doubled. */
const LEVEL_FLOOR = 0.05;
/** A model that covers the outlines worse by this than another does fits worse. */
const FIT_SPREAD = 0.03;

/** Pixels of the outlines' fields from one that is compared to the next: coarse models show no finer detail. */
const FIT_STEP = 3;

/** What speaks for and against the cameras under which some outlines were straightened. */
export interface CameraEvidence {
  /** Smaller is better: scales, depths and level edges together. */
  cost: number;
  /** How well the model covers the outlines, 0 to 1. */
  fit: number;
}

/**
 * Weighs cameras by what photos of one thing have in common, if they are the right ones: the photographer hardly
 * changed the distance, side and top tell the same depth, and feet and lids are level. Scales and depths are weighed
 * by the logarithm, so that one photo taken from elsewhere says little instead of much.
 */
export function weighCameras(straight: StraightViews, names: readonly View[]): CameraEvidence {
  const { outlines, shape, mesh } = straight;
  let cost = 0;
  let fit = 0;
  const scales: number[] = [];
  for (const name of names) {
    const outline = shape.views.outlines[name]!;
    const [width, height] = sizeIn(shape, name);
    scales.push(Math.log(scaleOf(outline, width, height)));
    cost -= LEVEL_WEIGHT * Math.log(levelShare(outline) + LEVEL_FLOOR);
    fit += silhouetteIou(mesh, outline, width, height, FIT_STEP) / names.length;
  }
  const usual = median(scales);
  for (const scale of scales) cost += surprise((scale - usual) / SCALE_SPREAD);
  for (const side of sidesOf(outlines)) for (const top of topsOf(outlines)) cost += surprise(Math.log((aspectOf(side) * aspectOf(top)) / shape.views.width) / DEPTH_SPREAD);
  return { cost, fit };
}

/** What it costs that the best of some models covers the outlines so much better. */
export function fitCost(fit: number, best: number): number {
  return ((best - fit) / FIT_SPREAD) ** 2;
}

/** Of the heavy-tailed Cauchy distribution. */
function surprise(deviation: number): number {
  return Math.log(1 + deviation * deviation);
}

/** Whole pictures an object unit. */
function scaleOf(outline: Outline, width: number, height: number): number {
  const { box, photo, photoScale } = outline;
  return (Math.sqrt(((box.right - box.left) / width) * ((box.bottom - box.top) / height)) * photoScale) / photo.pictureSide;
}
