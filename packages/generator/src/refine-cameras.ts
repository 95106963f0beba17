import { fitBoxes, type Outlines } from "./align-views.ts";
import type { Outline } from "./outline.ts";
import { commonPitch, distanceOf, firmnessOf, layoutOf, LEAN, priorOf, TURN, weightOf, wideningOf, type Layout, type Prior } from "./camera-unknowns.ts";
import { RayFollower, type Viewpoint } from "./ray-misses.ts";
import { solveEquations } from "./solve-equations.ts";
import type { ViewShot } from "./straighten-views.ts";
import { isFlank, isUpright, pitchedCamera, VIEW_CAMERAS, type View } from "./view-cameras.ts";

/** Points of each outline whose rays are followed: enough to find cameras, and to tell the right ones from such as are nearly right. */
const POINTS = 96;
const MANY_POINTS = 384;
/** Outlines are known to so many pixels of their distance fields. */
const EDGE_PIXELS = 0.12;
/** Half of the length of ray that is looked along, as a share of the object's longest side. */
const REACH = 0.62;
const ROUNDS = 40;
/** Steps that bring less than this share of the cost are the last: of few rays, and of many. */
const MIN_GAIN = 0.003;
const MIN_GAIN_CLOSER = 0.0005;
/** A ray that misses the other outlines by so much (in object heights) is as wrong as a scale off by one part in its spread. */
const MISS_SPREAD = 0.004;
/** Misses of more than this count ever less. */
const OUTLIER = 0.03;
/** Cameras that begin far off are held fast by what happens to fit; where so much is left, they begin again with this in place of it. */
const WIDE_OUTLIER = 0.12;
const POOR_COST = 10;
const DELTA = 0.002;

/** A pinhole before the object: what an outline's lens and box say together. */
interface Pinhole {
  outline: Outline;
  right: readonly [number, number, number];
  up: readonly [number, number, number];
  toward: readonly [number, number, number];
  distance: number;
  /** Logarithm of the pixels an object unit, the middle in pixels, the turn and the pitch. */
  start: { scale: number; x: number; y: number; roll: number; pitch: number };
  isUpright: boolean;
  /** x, y in pixels. */
  points: Float64Array;
}

export interface RefinedCameras {
  /** Not straightened; their boxes are those of the object through the pinhole. */
  outlines: Outlines;
  /** By how much rays still miss, and how far the cameras are from where they began: smaller is better. */
  cost: number;
  /** The part of it that rays miss. */
  misses: number;
  /** How many times the tangent of the field of view has become of that which was begun with. */
  widening: number;
  /** The cameras to which four times as many rays lead from here. Its cost and misses are those of all of these rays. */
  closer(): RefinedCameras;
}

export interface RefineOptions {
  /** How many times the tangent of the field of view is to become of that which is begun with, if files tell the focal length. */
  toldWidening?: number | undefined;
  /** Whether it is found, too, from how far above photos were taken; else they stay as pitched as they begin. */
  isPitched?: boolean;
  /** Whether photos are expected to be about as pitched as they begin; else level. */
  isPitchKnown?: boolean;
  /** Rays that pass outlines by less, in pixels of their distance fields, meet them. */
  edgePixels?: number | undefined;
}

/**
 * Moves the cameras until every ray through the rim of one photo meets the object as the others show it. Another photo than front and back must be given.
 *
 * The photos' common field of view is found too, unless they are from far away.
 */
export function refineCameras(outlines: Outlines, shots: readonly ViewShot[], { toldWidening, isPitched = false, isPitchKnown = false, edgePixels = EDGE_PIXELS }: RefineOptions = {}): RefinedCameras {
  const { width, depth } = fitBoxes(outlines);
  const size = (view: View): [number, number] => [isFlank(view) ? depth! : width, isUpright(view) ? 1 : depth!];
  const pinholes = shots.map(({ view, roll, pitch, distance }): Pinhole => {
    const outline = outlines[view]!;
    const { right, up, toward } = VIEW_CAMERAS[outline.camera];
    const { box } = outline;
    const [w, h] = size(view);
    const scale = Math.log(Math.sqrt(((box.right - box.left) / w) * ((box.bottom - box.top) / h)));
    return { outline, right, up, toward, distance, start: { scale, x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, roll, pitch }, isUpright: isUpright(view), points: rimPoints(outline, POINTS) };
  });
  const search: RaySearch = { reach: REACH * Math.max(1, width, depth!), edgePixels };
  const layout = layoutOf(pinholes.length, isPitched, !shots.every(({ distance }) => distance === Infinity));
  const starts = pinholes.map(({ isUpright, start: { pitch } }) => ({ isUpright, pitch }));
  const free = priorOf(layout, starts, isPitchKnown);
  const prior = toldWidening === undefined ? free : priorOf(layout, starts, isPitchKnown, toldWidening);
  let start: Float64Array = new Float64Array(layout.unknowns);
  if (toldWidening !== undefined && toldWidening !== 1) start = descend(pinholes, search, [OUTLIER], free, start).p;
  let found = descend(pinholes, search, [OUTLIER], prior, start);
  if (found.cost > POOR_COST) {
    const again = descend(pinholes, search, [WIDE_OUTLIER, OUTLIER], prior, start);
    if (again.cost < found.cost) found = again;
  }
  const told = (descent: Descent): RefinedCameras => ({
    outlines: seenBy(descent.cameras, outlines, pinholes, size),
    cost: descent.cost,
    misses: descent.cost - distanceOf(descent.p, prior),
    widening: wideningOf(descent.p, layout),
    closer: () => told(descend(pinholes.map((pinhole) => ({ ...pinhole, points: rimPoints(pinhole.outline, MANY_POINTS) })), search, [OUTLIER], prior, descent.p, MIN_GAIN_CLOSER)),
  });
  return told(found);
}

function seenBy(cameras: readonly PitchedViewpoint[], outlines: Outlines, pinholes: readonly Pinhole[], size: (view: View) => readonly [number, number]): Outlines {
  const result: Outlines = { ...outlines };
  pinholes.forEach(({ outline }, i) => {
    const { scale, x, y, cosine, sine, pitch, distance } = cameras[i]!;
    const [w, h] = size(outline.view);
    const box = { left: x - (w / 2) * scale, right: x + (w / 2) * scale, top: y - (h / 2) * scale, bottom: y + (h / 2) * scale };
    result[outline.view] = { ...outline, box, lens: { centerX: x, centerY: y, cosine, sine, pitch, distance, rim: null, isFollowed: true } };
  });
  return result;
}

/** A camera as rays are followed from it, with its pitch. */
interface PitchedViewpoint extends Viewpoint {
  pitch: number;
}

/** How rays are followed: as {@link RayFollower} is told. */
interface RaySearch {
  reach: number;
  edgePixels: number;
}

interface Descent {
  cameras: PitchedViewpoint[];
  cost: number;
  p: Float64Array;
}

/** Damped steps from where they start, counting misses up to each of the outliers in turn. */
function descend(pinholes: readonly Pinhole[], { reach, edgePixels }: RaySearch, outliers: readonly number[], prior: Prior, start: Float64Array, minGain = MIN_GAIN): Descent {
  const p = start.slice();
  const rays = new RayFollower(pinholes.reduce((sum, { points }) => sum + points.length / 2, 0), reach, edgePixels);
  const { layout } = prior;
  let cameras = pinholes.map((pinhole, i) => cameraAt(pinhole, p, i, layout));
  let misses = rays.misses(cameras);
  let cost = 0;
  for (const outlier of outliers) {
    cost = costOf(misses, p, prior, outlier);
    let damping = 1;
    /** As long as the cameras stay where they are. */
    let jacobian: Float64Array[] | null = null;
    for (let round = 0; round < ROUNDS; round++) {
      jacobian ??= Array.from(p, (_, k) => {
        const moved = p.slice();
        moved[k] = moved[k]! + DELTA;
        const changed = cameras.map((camera, i) => (k >= layout.common || i === Math.floor(k / layout.stride) ? cameraAt(pinholes[i]!, moved, i, layout) : camera));
        return rays.misses(changed).map((miss, q) => (miss - misses[q]!) / DELTA);
      });
      const step = solveStep(jacobian, misses, p, prior, damping, outlier);
      const next = p.map((value, k) => value + step[k]!);
      const moved = pinholes.map((pinhole, i) => cameraAt(pinhole, next, i, layout));
      const found = rays.misses(moved);
      const nextCost = costOf(found, next, prior, outlier);
      if (nextCost < cost) {
        const gain = (cost - nextCost) / cost;
        p.set(next);
        [cameras, misses, cost] = [moved, found, nextCost];
        damping = Math.max(1e-3, damping / 4);
        jacobian = null;
        if (gain < minGain) break;
      } else {
        damping *= 6;
        if (damping > 1e4) break;
      }
    }
  }
  return { cameras, cost, p };
}

function cameraAt({ outline: { field }, points, right, up, toward, start, distance, isUpright }: Pinhole, p: Float64Array, i: number, layout: Layout): PitchedViewpoint {
  const o = layout.stride * i;
  const unit = Math.exp(start.scale);
  const roll = start.roll + p[o + TURN]!;
  const [x, y] = [start.x + p[o + 1]! * unit, start.y + p[o + 2]! * unit];
  const pitch = start.pitch + (layout.isPitched ? p[o + LEAN]! : 0) + (isUpright ? commonPitch(p, layout) : 0);
  const axes = pitchedCamera({ right, up, toward }, pitch);
  return { field, points, ...axes, pitch, distance: distance / wideningOf(p, layout), scale: unit * Math.exp(p[o]!), x, y, cosine: Math.cos(roll), sine: Math.sin(roll) };
}

function rimPoints({ field }: Outline, most: number): Float64Array {
  const found: number[] = [];
  for (let y = 2; y < field.height - 2; y++) {
    for (let x = 2; x < field.width - 2; x++) {
      const o = y * field.width + x;
      const here = field.values[o]!;
      if (here >= 0 || here < -1) continue;
      const gx = (field.values[o + 1]! - field.values[o - 1]!) / 2;
      const gy = (field.values[o + field.width]! - field.values[o - field.width]!) / 2;
      const slope = Math.max(0.25, gx * gx + gy * gy);
      found.push(x + 0.5 - (here * gx) / slope, y + 0.5 - (here * gy) / slope);
    }
  }
  const count = found.length / 2;
  const points = new Float64Array(2 * Math.min(count, most));
  for (let i = 0; i < points.length / 2; i++) {
    const k = Math.floor(((i + 0.5) * count) / (points.length / 2));
    points[2 * i] = found[2 * k]!;
    points[2 * i + 1] = found[2 * k + 1]!;
  }
  return points;
}

function costOf(misses: Float64Array, p: Float64Array, prior: Prior, outlier: number): number {
  let cost = distanceOf(p, prior);
  for (const miss of misses) cost += (outlier / MISS_SPREAD) ** 2 * Math.log(1 + (miss / outlier) ** 2);
  return cost;
}

/** One damped step of Gauss and Newton (Levenberg, 1944). */
function solveStep(jacobian: readonly Float64Array[], misses: Float64Array, p: Float64Array, prior: Prior, damping: number, outlier: number): Float64Array {
  const n = p.length;
  const row = n + 1;
  const weights = misses.map((miss) => weightOf(miss, outlier));
  const equations = new Float64Array(n * row);
  for (let a = 0; a < n; a++) {
    for (let b = a; b < n; b++) {
      let sum = 0;
      for (let q = 0; q < misses.length; q++) sum += weights[q]! * jacobian[a]![q]! * jacobian[b]![q]!;
      equations[row * a + b] = equations[row * b + a] = sum / MISS_SPREAD ** 2;
    }
    let slope = 0;
    for (let q = 0; q < misses.length; q++) slope += weights[q]! * jacobian[a]![q]! * misses[q]!;
    const off = p[a]! - prior.means[a]!;
    const held = firmnessOf(a, off, prior);
    equations[row * a + a] = equations[row * a + a]! * (1 + damping) + (1 + damping) * held;
    equations[row * a + n] = -slope / MISS_SPREAD ** 2 - off * held;
  }
  return solveEquations(equations, n);
}
