import type { Outlines } from "./align-views.ts";
import { chooseFieldOfView } from "./choose-field-of-view.ts";
import { estimateRolls } from "./estimate-roll.ts";
import { followPitchedRays, followRays, withSideCamera } from "./follow-rays.ts";
import type { FocalShares } from "./focal-shares.ts";
import { GeneratorError } from "./generator-error.ts";
import { sidesOf, topsOf } from "./outlines.ts";
import { CameraSearch } from "./search-cameras.ts";
import { straightenOutline } from "./straighten-outline.ts";
import { straightenViews } from "./straighten-views.ts";
import { VIEWS } from "./view-cameras.ts";

/** Samples of the coarse models that tell how near each rim is, and how often. */
const GRID = 64;
const ROUNDS = 4;

/**
 * The outlines with what can be known of their cameras: the turn of each photo, from how far above it was taken, and the perspective, by the focal
 * length that the files tell or by the one under which the outlines fit together best. With it each outline is straightened to the view from far away.
 */
export function estimateCameras(outlines: Outlines, focalShares: FocalShares = {}): Outlines {
  const names = VIEWS.filter((name) => outlines[name]);
  const rolls = estimateRolls(names.map((name) => outlines[name]!));
  const upright: Outlines = { ...outlines };
  names.forEach((name, i) => {
    if (rolls[i] !== 0) upright[name] = straightenOutline(outlines[name]!, { roll: rolls[i]!, pitch: 0, distance: Infinity }, null);
  });
  if (sidesOf(outlines).length + topsOf(outlines).length === 0) return chooseFieldOfView(outlines, names, rolls, focalShares) ?? upright;
  const search = new CameraSearch(outlines, withSideCamera(upright), focalShares);
  const pitched = search.pitched();
  const seenFromAbove = pitched && followPitchedRays(straightenedUnder(pitched.outlines), pitched.outlines);
  if (seenFromAbove) return seenFromAbove;
  return followRays(chooseFieldOfView(outlines, names, rolls, focalShares, search.isOpen()) ?? upright, search);
}

/** The outlines straightened by the cameras that were found; `null` if no model has all of them. */
function straightenedUnder(cameras: Outlines): Outlines | null {
  const straight: Outlines = { ...cameras };
  const shots = VIEWS.flatMap((view) => {
    const outline = cameras[view];
    if (!outline?.lens) return [];
    const { isFollowed: _, ...lens } = outline.lens;
    straight[view] = { ...outline, lens };
    return [{ view, roll: Math.atan2(lens.sine, lens.cosine), pitch: lens.pitch, distance: lens.distance }];
  });
  try {
    return straightenViews(straight, shots, GRID, ROUNDS).outlines;
  } catch (error) {
    if (error instanceof GeneratorError) return null;
    throw error;
  }
}
