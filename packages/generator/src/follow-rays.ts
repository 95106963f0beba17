import { fitBoxes, type Outlines } from "./align-views.ts";
import { buildShape, type Shape } from "./build-shape.ts";
import { boxOfField, centerCameras, type Box } from "./center-cameras.ts";
import { decideSideCamera } from "./decide-side-camera.ts";
import { findOpening } from "./find-opening.ts";
import type { FocalShares } from "./focal-shares.ts";
import { GeneratorError } from "./generator-error.ts";
import { sidesOf, topsOf } from "./outlines.ts";
import { matchShape } from "./match-shape.ts";
import { LEAST_TANGENT } from "./photo-lens.ts";
import { refineCameras, type RefinedCameras } from "./refine-cameras.ts";
import { silhouetteIou } from "./silhouette-iou.ts";
import { straightenOutline } from "./straighten-outline.ts";
import { type ViewShot } from "./straighten-views.ts";
import { surfaceNets } from "./surface-nets.ts";
import { type CameraName, isFlank, isUpright, sizeIn, type View, VIEWS } from "./view-cameras.ts";

const GRID = 64;
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
/** What is nearly as well explained by cameras far away has to look more like it, and rays from nearby have to miss nothing. */
const WEAK_COST = 3;
/** Where rays from nearby miss something too, they have to miss so many times as much from far away. */
const CLEAR_FACTOR = 2;
const MIN_HIDDEN_IF_WEAK = 0.3;
/** The tangent of half the field of view with which the search begins, if files tell none. */
const FIRST_TANGENT = 0.35;
/**
 * Where the search begins, and begins again where it ends badly. What has corners shows its nearest face the largest, what is round its middle:
 * begun with the box of an outline as if it were at the centre, the photos' scales are off by a tenth and are held fast there.
 */
const STARTS: readonly { nearness: number; tangent?: number; isTurned?: boolean; isLevel?: boolean }[] = [
  { nearness: 0.5 },
  { nearness: 1 },
  { nearness: 0.5, isTurned: true },
  { nearness: 0.5, tangent: 0.5 },
  { nearness: 0.5, isLevel: true },
  { nearness: 0.5, tangent: 0.2 },
];
/** Rays that miss more than this are not worth being followed more closely; many rays that miss no more than that are those of the right cameras, or of such as nothing tells from them. */
const POOR_MISSES = 3;
const GOOD_MISSES = 2;
/** What costs more than the best by this is worse. */
const CLEAR_COST = 1;
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
  if (!cameras) return straightened;
  const followed = centered(cameras.outlines);
  const after = coarseModel(followed);
  if (!after) return straightened;
  const isLevel = topsOf(found).length === 0;
  const least = cameras.isWeak ? MIN_HIDDEN_IF_WEAK : isLevel && fit >= POOR_FIT ? MIN_HIDDEN_FROM_LEVEL : MIN_HIDDEN;
  const isHiding = after.hiddenShare >= least;
  if (isHiding && worstFit(after) > fit + CLEAR_LEAD) return followed;
  // Only a level rim is found to be one: between cones it bulges, and the vessel would be filled.
  if (!isHiding && before && findOpening(before)) return straightened;
  const lead = matchShape(after) - (before ? matchShape(before) : 0);
  return lead > (isHiding ? -CLEAR_MATCH : CLEAR_MATCH) ? followed : straightened;
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

/** Where a search for cameras begins. */
interface Start {
  /** Of half the field of view. */
  tangent: number;
  /** Where between the thing's centre and its nearest face the rim of each outline is: 0 to 1. */
  nearness: number;
  side: CameraName | undefined;
  /** Whether photos are taken for level, whatever their edges and feet say. */
  isLevel: boolean;
}

/**
 * The cameras under which rays miss the least; `null` if those are far away. A focal length that files tell is taken.
 * Where they miss much, the search begins again: with other fields of view and distances, and with the side's photo taken for the left one.
 */
function nearCameras(found: Outlines, known: Outlines, names: readonly View[], told: FocalShares): { outlines: Outlines; isWeak: boolean } | null {
  const shares = Object.values(told);
  const usual = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const isTold = shares.length > 0;
  const under = ({ tangent, nearness, side, isLevel }: Start): Candidate => {
    const shots = names.map((view): ViewShot => {
      const { photo, photoScale } = found[view]!;
      const lens = isLevel ? undefined : known[view]!.lens;
      const share = isTold ? ((told[view] ?? usual) * 0.5) / (usual * tangent) : 0.5 / tangent;
      return { view, roll: lens ? Math.atan2(lens.sine, lens.cosine) : 0, distance: (share * photo.pictureSide) / photoScale };
    });
    const upright: Outlines = { ...found };
    for (const { view, roll } of shots) upright[view] = { ...straightenOutline(found[view]!, roll, Infinity, null), camera: (view === "side" && side) || known[view]!.camera };
    return weighed(refineCameras(behindFaces(upright, shots, nearness), shots, isTold ? 0.5 / (usual * tangent) : undefined), tangent, isTold);
  };
  if (isTold && 0.5 / usual < LEAST_TANGENT) return null;
  const far = isTold ? null : under({ tangent: 0, nearness: 0, side: known.side?.camera, isLevel: false });
  const isWeak = far !== null && far.cost < WEAK_COST;
  if (far && (far.cost <= NEAR_COST || (isWeak && far.closer().misses <= GOOD_MISSES))) return null;
  const near = nearest(under, known, isTold ? 0.5 / usual : FIRST_TANGENT, isWeak);
  if (near.tangent < LEAST_TANGENT || (isWeak && near.misses > GOOD_MISSES)) return null;
  // Many rays tell cameras that are near from such as are far away where a few do not.
  const most = near.cost * (near.misses > GOOD_MISSES ? CLEAR_FACTOR : 1);
  if (far && far.cost <= most && far.closer().cost <= most) return null;
  return { outlines: near.outlines, isWeak };
}

/** Cameras, and what they cost with an unusual lens. */
interface Candidate extends Omit<RefinedCameras, "closer"> {
  /** Of half the field of view. */
  tangent: number;
  closer(): Candidate;
}

function weighed({ closer, ...refined }: RefinedCameras, tangent: number, isTold: boolean): Candidate {
  const reached = tangent * refined.widening;
  const unusual = isTold || tangent === 0 ? 0 : NEAR_COST + ((reached - USUAL_TANGENT) / TANGENT_SPREAD) ** 2;
  return { ...refined, tangent: reached, cost: refined.cost + unusual, closer: () => weighed(closer(), tangent, isTold) };
}

/** The best of where searches from several starts end; if cameras far away explain nearly as much, less is tried. */
function nearest(under: (start: Start) => Candidate, known: Outlines, firstTangent: number, isWeak: boolean): Candidate {
  let side = known.side?.camera;
  let best: Candidate | null = null;
  let closest: Candidate | null = null;
  for (const { nearness, tangent, isTurned, isLevel = false } of STARTS) {
    if (closest && (closest.misses <= GOOD_MISSES || closest.tangent < LEAST_TANGENT)) break;
    if (isTurned && (!side || known.left || topsOf(known).length === 0 || best!.misses <= POOR_MISSES)) continue;
    if ((isLevel && !VIEWS.some((view) => known[view]?.lens)) || (isWeak && (isLevel || isTurned))) continue;
    const from = isTurned ? (side === "left" ? "right" : "left") : side;
    const next = under({ tangent: tangent ?? firstTangent, nearness, side: from, isLevel });
    if (!best || next.cost < best.cost) [best, side] = [next, from];
    // What cameras far away explain is looked for no longer where those from nearby move off to there.
    if (isWeak && next.tangent < LEAST_TANGENT) break;
    if (next.misses > POOR_MISSES || next.cost > best.cost + CLEAR_COST) continue;
    const closer = next.closer();
    if (!closest || closer.cost < closest.cost) closest = closer;
  }
  return closest ?? (isWeak ? best! : best!.closer());
}

/** The boxes as large as they are at the thing's centre, if their rims are nearer. */
function behindFaces(outlines: Outlines, shots: readonly ViewShot[], nearness: number): Outlines {
  const { width, depth } = fitBoxes(outlines);
  const result: Outlines = { ...outlines };
  for (const { view, distance } of shots) {
    const outline = outlines[view]!;
    const { left, right, top, bottom } = outline.box;
    const [across, high] = sizeIn({ views: { width }, depth: depth! }, view);
    const scale = Math.sqrt(((right - left) / across) * ((bottom - top) / high));
    const near = (nearness * scale * (isFlank(view) ? width : isUpright(view) ? depth! : 1)) / 2;
    const shrink = distance === Infinity ? 1 : distance / (distance + near);
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    result[view] = { ...outline, box: { left: x + (left - x) * shrink, right: x + (right - x) * shrink, top: y + (top - y) * shrink, bottom: y + (bottom - y) * shrink } };
  }
  return result;
}

function coarseModel(outlines: Outlines): Shape | null {
  try {
    return buildShape(fitBoxes(outlines), GRID, undefined, "cameras");
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
