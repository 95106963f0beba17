import { fitBoxes, type Outlines } from "./align-views.ts";
import type { Shape } from "./build-shape.ts";
import { centered, coarseModel } from "./centered-cameras.ts";
import { decideSideCamera } from "./decide-side-camera.ts";
import { findOpening } from "./find-opening.ts";
import { isPitched, topsOf } from "./outlines.ts";
import { matchShape } from "./match-shape.ts";
import type { CameraSearch } from "./search-cameras.ts";
import { silhouetteIou } from "./silhouette-iou.ts";
import { surfaceNets } from "./surface-nets.ts";
import { sizeIn, VIEWS } from "./view-cameras.ts";

/** A coarse model that covers its worst outline better than this was straightened well; worse than that, wrongly. */
const GOOD_FIT = 0.94;
const POOR_FIT = 0.88;
/** What covers it better by this, and looks like such a thing, is better. */
const CLEAR_LEAD = 0.07;
/** Whatever matches its photos better by so many per cent is better, whatever it looks like. */
const CLEAR_MATCH = 2;
/** What has legs and frames hides so much of what lies inside all of its outlines. Without a photo from above or below more of anything is hidden, if it was not straightened wrongly. */
const MIN_HIDDEN = 0.2;
const MIN_HIDDEN_FROM_LEVEL = 0.28;
/** Where cameras far away explain nearly as much, it has to look more like such a thing. */
const MIN_HIDDEN_IF_WEAK = 0.3;
/** Photos from above that have been found to be so show it clearer. */
const MIN_HIDDEN_FROM_ABOVE = 0.12;
const FIT_STEP = 3;
/** Samples of models that poles and rods survive. */
const FINE_GRID = 96;

/**
 * Legs and frames are shown at several depths side by side, and no straight view tells them apart: where the straightened
 * outlines fit badly, the cameras are found by what every ray has to meet, and the outlines stay as the photos show them,
 * if what is seen through them is such a thing.
 *
 * @param straightened the outlines with what is known of their cameras.
 */
export function followRays(straightened: Outlines, search: CameraSearch): Outlines {
  const before = coarseModel(withSideCamera(straightened));
  const fit = before ? worstFit(before) : 1;
  if (fit >= GOOD_FIT) return straightened;
  // Level ends have told that the photos are from above, which rays of level cameras know nothing of.
  const cameras = isPitched(straightened) ? search.fromAbove() : search.near();
  return cameras ? followedIfBetter(straightened, before, fit, cameras, search) : straightened;
}

/** The same where photos were taken from above, and cameras have been found with that; `null` if no model has such outlines, one way or the other. */
export function followPitchedRays(straightened: Outlines | null, cameras: Outlines): Outlines | null {
  const before = straightened && coarseModel(straightened);
  const followed = centered(cameras);
  const after = coarseModel(followed);
  if (!straightened || !before) return after && followed;
  const fit = worstFit(before);
  // A level rim bulges between cones, and the vessel would be filled.
  if (!after || (fit >= POOR_FIT && findOpening(before))) return straightened;
  const isBetter = after.hiddenShare >= MIN_HIDDEN_FROM_ABOVE || matchShape(after) > matchShape(before) + CLEAR_MATCH;
  return isBetter ? followed : straightened;
}

function followedIfBetter(straightened: Outlines, before: Shape | null, fit: number, cameras: { outlines: Outlines; isWeak: boolean }, search: CameraSearch): Outlines {
  const followed = centered(cameras.outlines);
  const after = coarseModel(followed);
  if (!after) return straightened;
  const isLevel = topsOf(straightened).length === 0;
  const least = cameras.isWeak ? MIN_HIDDEN_IF_WEAK : isLevel && fit >= POOR_FIT ? MIN_HIDDEN_FROM_LEVEL : MIN_HIDDEN;
  const isHiding = after.hiddenShare >= least;
  if (isHiding && worstFit(after) > fit + CLEAR_LEAD) return followed;
  // Only a level rim is found to be one: between cones it bulges, and the vessel would be filled.
  if (!isHiding && before && findOpening(before)) return straightened;
  if (isHiding) return matchShape(after) > (before ? matchShape(before) : 0) - CLEAR_MATCH ? followed : straightened;
  return matchOf(followed) > Math.max(matchOf(withSideCamera(straightened)), matchAfar(search)) + CLEAR_MATCH ? followed : straightened;
}

/** How well a model matches the photos that is fine enough for poles and rods. Coarser ones lose them, in straight views before they do between cones. */
function matchOf(outlines: Outlines): number {
  const model = coarseModel(outlines, FINE_GRID);
  return model ? matchShape(model) : 0;
}

/** The same of what is followed from far away; 0 where that is out of the question. Following rays alone brings something, however near cameras are taken for. */
function matchAfar(search: CameraSearch): number {
  const cameras = search.afar();
  return cameras ? matchOf(centered(cameras)) : 0;
}

/** With the side's camera decided. Another photo than front and back must be given. */
export function withSideCamera(outlines: Outlines): Outlines {
  const aligned = fitBoxes(outlines);
  return decideSideCamera(aligned, aligned.depth!).outlines;
}

function worstFit(shape: Shape): number {
  const mesh = surfaceNets(shape.field);
  const { outlines } = shape.views;
  return Math.min(...VIEWS.filter((view) => outlines[view]).map((view) => silhouetteIou(mesh, outlines[view]!, ...sizeIn(shape, view), FIT_STEP)));
}
