import { fitBoxes, type Outlines } from "./align-views.ts";
import { buildShape, type Shape } from "./build-shape.ts";
import { boxOfField, centerCameras, type Box } from "./center-cameras.ts";
import { decideSideCamera } from "./decide-side-camera.ts";
import type { FocalShares } from "./focal-shares.ts";
import { GeneratorError } from "./generator-error.ts";
import { sidesOf, topsOf } from "./outlines.ts";
import { LEAST_TANGENT } from "./photo-lens.ts";
import { refineCameras, type RefinedCameras } from "./refine-cameras.ts";
import { silhouetteIou } from "./silhouette-iou.ts";
import { straightenOutline } from "./straighten-outline.ts";
import { type ViewShot } from "./straighten-views.ts";
import { surfaceNets } from "./surface-nets.ts";
import { type CameraName, sizeIn, type View, VIEWS } from "./view-cameras.ts";

const GRID = 64;
/** A coarse model that covers its worst outline better than this was straightened well; worse than that, wrongly. */
const GOOD_FIT = 0.94;
const POOR_FIT = 0.88;
/** What covers it better by this is better, whatever it is. */
const CLEAR_LEAD = 0.07;
/** What has legs and frames hides so much of what lies inside all of its outlines. Without a photo from above or below more of anything is hidden, if it was not straightened wrongly. */
const MIN_HIDDEN = 0.2;
const MIN_HIDDEN_FROM_LEVEL = 0.28;
/** What is nearly as well explained by cameras far away has to look more like it. */
const WEAK_COST = 3;
const MIN_HIDDEN_IF_WEAK = 0.3;
/** The tangents of half the field of view with which the search begins, and those that follow where it ends badly. */
const FIRST_TANGENT = 0.35;
const MORE_TANGENTS = [0.5, 0.2] as const;
const POOR_COST = 3;
/** What misses as little from far away is looked for from nearby only once. */
const FAR_COST = 1;
/** Perspective must explain the rays better than none by this, and an unusual lens better than a usual one. */
const NEAR_COST = 0.3;
const USUAL_TANGENT = 0.35;
const TANGENT_SPREAD = 0.2;
/** So many times the size that a single photo tells, everything lies within. */
const ROOM = 1.4;
const FIT_STEP = 3;

/**
 * Legs and frames are shown at several depths side by side, and no straight view tells them apart: where the straightened
 * outlines fit badly, the cameras are found by what every ray has to meet, and the outlines stay as the photos show them,
 * if what is seen through them is such a thing.
 *
 * @param found the outlines as they are in the photos.
 * @param upright the same turned upright: what the cameras begin with, as edges that were straightened wrongly turn them wrongly.
 * @param straightened the same with what is known of their cameras.
 */
export function followRays(found: Outlines, upright: Outlines, straightened: Outlines, told: FocalShares): Outlines {
  if (sidesOf(found).length + topsOf(found).length === 0) return straightened;
  const before = coarseModel(withSideCamera(straightened));
  const fit = before ? worstFit(before) : 1;
  if (fit >= GOOD_FIT) return straightened;
  const names = VIEWS.filter((name) => found[name]);
  const cameras = nearCameras(found, withSideCamera(upright), names, told);
  const followed = cameras && centered(cameras.outlines);
  const after = followed && coarseModel(followed);
  const isLevel = topsOf(found).length === 0;
  const least = cameras?.isWeak ? MIN_HIDDEN_IF_WEAK : isLevel && fit >= POOR_FIT ? MIN_HIDDEN_FROM_LEVEL : MIN_HIDDEN;
  return after && (after.hiddenShare >= least || worstFit(after) > fit + CLEAR_LEAD) ? followed : straightened;
}

function withSideCamera(outlines: Outlines): Outlines {
  const aligned = fitBoxes(outlines);
  return decideSideCamera(aligned, aligned.depth!).outlines;
}

/** Told from the middle of the thing itself, which moves while cameras are looked for: first of all that the cones have in common, then closer. */
function centered(outlines: Outlines): Outlines {
  const { width, depth } = fitBoxes(outlines);
  const reach = [width, 1, depth!].map((extent) => (ROOM * extent) / 2) as [number, number, number];
  let box: Box | null = { low: [-reach[0], -reach[1], -reach[2]], high: reach };
  let result = outlines;
  for (let round = 0; round < 3 && box; round++) {
    result = centerCameras(result, box);
    const shape: Shape | null = round < 2 ? coarseModel(result) : null;
    box = shape && boxOfField(shape.field);
  }
  return result;
}

/**
 * The cameras under which rays miss the least; `null` if those are far away. A focal length that files tell is taken.
 * Where they miss much, the search begins again: with other fields of view, and with the side's photo taken for the left one.
 */
function nearCameras(found: Outlines, known: Outlines, names: readonly View[], told: FocalShares): { outlines: Outlines; isWeak: boolean } | null {
  const shares = Object.values(told);
  const usual = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const isTold = shares.length > 0;
  const under = (tangent: number, side = known.side?.camera): RefinedCameras & { tangent: number } => {
    const shots = names.map((view): ViewShot => {
      const { photo, photoScale } = found[view]!;
      const lens = known[view]!.lens;
      const share = isTold ? ((told[view] ?? usual) * 0.5) / (usual * tangent) : 0.5 / tangent;
      return { view, roll: lens ? Math.atan2(lens.sine, lens.cosine) : 0, distance: (share * photo.pictureSide) / photoScale };
    });
    const start: Outlines = { ...found };
    for (const { view, roll } of shots) start[view] = { ...straightenOutline(found[view]!, roll, Infinity, null), camera: view === "side" ? side! : known[view]!.camera };
    const refined = refineCameras(start, shots, isTold ? 0.5 / (usual * tangent) : undefined);
    const reached = tangent * refined.widening;
    return { ...refined, tangent: reached, cost: isTold || tangent === 0 ? refined.cost : refined.cost + NEAR_COST + ((reached - USUAL_TANGENT) / TANGENT_SPREAD) ** 2 };
  };
  let best = under(isTold ? 0.5 / usual : 0);
  const far = isTold ? null : best;
  if (far && far.cost <= NEAR_COST) return null;
  const attempt = (tangent: number, side?: CameraName): void => {
    const next = under(tangent, side);
    if (next.cost < best.cost) best = next;
  };
  const isPoor = (): boolean => best.cost > (best === far ? FAR_COST : POOR_COST);
  if (far || isPoor()) attempt(FIRST_TANGENT);
  for (const tangent of MORE_TANGENTS) if (isPoor()) attempt(tangent);
  if (known.side && !known.left && topsOf(known).length > 0 && isPoor()) attempt(FIRST_TANGENT, known.side.camera === "left" ? "right" : "left");
  return best.tangent < LEAST_TANGENT ? null : { ...best, isWeak: far !== null && far.cost < WEAK_COST };
}

function coarseModel(outlines: Outlines): Shape | null {
  try {
    return buildShape(fitBoxes(outlines), GRID);
  } catch (error) {
    if (error instanceof GeneratorError) return null;
    throw error;
  }
}

function worstFit(shape: Shape): number {
  const mesh = surfaceNets(shape.field);
  const { outlines } = shape.views;
  return Math.min(...VIEWS.filter((view) => outlines[view]).map((view) => silhouetteIou(mesh, outlines[view]!, ...sizeIn(shape, view), FIT_STEP)));
}
