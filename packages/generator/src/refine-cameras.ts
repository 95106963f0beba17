import { fitBoxes, type Outlines } from "./align-views.ts";
import { sampleField, type Outline } from "./outline.ts";
import { solveEquations } from "./solve-equations.ts";
import type { ViewShot } from "./straighten-views.ts";
import { isFlank, isUpright, VIEW_CAMERAS, type View } from "./view-cameras.ts";

/** Points of each outline whose rays are followed, and where on each ray the others are asked first. */
const POINTS = 96;
const LAYERS = 28;
const CLOSER_STEPS = 4;
/** Half of the length of ray that is looked along, as a share of the object's longest side. */
const REACH = 0.62;
const ROUNDS = 12;
const MIN_GAIN = 0.002;
/** A ray that misses the other outlines by so much (in object heights) is as wrong as a scale off by one part in its spread. */
const MISS_SPREAD = 0.004;
/** Misses of more than this count ever less. */
const OUTLIER = 0.03;
/** Cameras that begin far off are held fast by what happens to fit; where so much is left, they begin again with this in place of it. */
const WIDE_OUTLIER = 0.12;
const POOR_COST = 10;
/** How far scales (logarithm), middles (object heights) and turns (radians) are from what the single photo says. */
const SCALE_SPREAD = 0.15;
const MIDDLE_SPREAD = 0.1;
const TURN_SPREAD = 0.02;
const PARAMETERS = 4;
const DELTAS = [0.002, 0.002, 0.002, 0.002] as const;

/** A pinhole before the object: what an outline's lens and box say together. */
interface Pinhole {
  outline: Outline;
  right: readonly [number, number, number];
  up: readonly [number, number, number];
  toward: readonly [number, number, number];
  distance: number;
  /** Logarithm of the pixels an object unit, the middle in pixels, the turn. */
  start: { scale: number; x: number; y: number; roll: number };
  /** x, y in pixels. */
  points: Float64Array;
}

export interface RefinedCameras {
  /** Not straightened; their boxes are those of the object through the pinhole. */
  outlines: Outlines;
  /** By how much rays still miss, and how far the cameras are from where they began: smaller is better. */
  cost: number;
}

/** Moves the cameras until every ray through the rim of one photo meets the object as the others show it. Another photo than front and back must be given. */
export function refineCameras(outlines: Outlines, shots: readonly ViewShot[]): RefinedCameras {
  const { width, depth } = fitBoxes(outlines);
  const size = (view: View): [number, number] => [isFlank(view) ? depth! : width, isUpright(view) ? 1 : depth!];
  const pinholes = shots.map(({ view, roll, distance }): Pinhole => {
    const outline = outlines[view]!;
    const { right, up, toward } = VIEW_CAMERAS[outline.camera];
    const { box } = outline;
    const [w, h] = size(view);
    const scale = Math.log(Math.sqrt(((box.right - box.left) / w) * ((box.bottom - box.top) / h)));
    return { outline, right, up, toward, distance, start: { scale, x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, roll }, points: rimPoints(outline) };
  });
  const reach = REACH * Math.max(1, width, depth!);
  let found = descend(pinholes, reach, [OUTLIER]);
  if (found.cost > POOR_COST) {
    const again = descend(pinholes, reach, [WIDE_OUTLIER, OUTLIER]);
    if (again.cost < found.cost) found = again;
  }
  const { cameras, cost } = found;
  const result: Outlines = { ...outlines };
  pinholes.forEach(({ outline, distance }, i) => {
    const { scale, x, y, cosine, sine } = cameras[i]!;
    const [w, h] = size(outline.view);
    const box = { left: x - (w / 2) * scale, right: x + (w / 2) * scale, top: y - (h / 2) * scale, bottom: y + (h / 2) * scale };
    result[outline.view] = { ...outline, box, lens: { centerX: x, centerY: y, cosine, sine, distance, rim: null, parts: null } };
  });
  return { outlines: result, cost };
}

/** Damped steps from what the single photos say, counting misses up to each of the outliers in turn. */
function descend(pinholes: readonly Pinhole[], reach: number, outliers: readonly number[]): { cameras: Camera[]; cost: number } {
  const p = new Float64Array(PARAMETERS * pinholes.length);
  let cameras = pinholes.map((pinhole, i) => cameraAt(pinhole, p, i));
  let misses = missesOf(pinholes, cameras, reach);
  let cost = 0;
  for (const outlier of outliers) {
    cost = costOf(misses, p, outlier);
    let damping = 1;
    for (let round = 0; round < ROUNDS; round++) {
      const jacobian = Array.from(p, (_, k) => {
        const i = Math.floor(k / PARAMETERS);
        const moved = p.slice();
        moved[k] = moved[k]! + DELTAS[k % PARAMETERS]!;
        const changed = cameras.slice();
        changed[i] = cameraAt(pinholes[i]!, moved, i);
        return missesOf(pinholes, changed, reach).map((miss, q) => (miss - misses[q]!) / DELTAS[k % PARAMETERS]!);
      });
      const step = solveStep(jacobian, misses, p, damping, outlier);
      const next = p.map((value, k) => value + step[k]!);
      const moved = pinholes.map((pinhole, i) => cameraAt(pinhole, next, i));
      const found = missesOf(pinholes, moved, reach);
      const nextCost = costOf(found, next, outlier);
      if (nextCost < cost) {
        const gain = (cost - nextCost) / cost;
        p.set(next);
        [cameras, misses, cost] = [moved, found, nextCost];
        damping = Math.max(1e-3, damping / 4);
        if (gain < MIN_GAIN) break;
      } else {
        damping *= 6;
        if (damping > 1e4) break;
      }
    }
  }
  return { cameras, cost };
}

interface Camera {
  scale: number;
  x: number;
  y: number;
  cosine: number;
  sine: number;
}

function cameraAt({ start }: Pinhole, p: Float64Array, i: number): Camera {
  const o = PARAMETERS * i;
  const unit = Math.exp(start.scale);
  const roll = start.roll + p[o + 3]!;
  return { scale: unit * Math.exp(p[o]!), x: start.x + p[o + 1]! * unit, y: start.y + p[o + 2]! * unit, cosine: Math.cos(roll), sine: Math.sin(roll) };
}

function rimPoints({ field }: Outline): Float64Array {
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
  const points = new Float64Array(2 * Math.min(count, POINTS));
  for (let i = 0; i < points.length / 2; i++) {
    const k = Math.floor(((i + 0.5) * count) / (points.length / 2));
    points[2 * i] = found[2 * k]!;
    points[2 * i + 1] = found[2 * k + 1]!;
  }
  return points;
}

/** By how much each rim point's ray misses what the other photos show, in object heights; 0 where it meets it. */
function missesOf(pinholes: readonly Pinhole[], cameras: readonly Camera[], reach: number): Float64Array {
  let count = 0;
  for (const { points } of pinholes) count += points.length / 2;
  const misses = new Float64Array(count);
  let m = 0;
  pinholes.forEach((pinhole, i) => {
    const { points, right, up, toward, distance } = pinhole;
    const { scale, x, y, cosine, sine } = cameras[i]!;
    for (let q = 0; q < points.length; q += 2) {
      const dx = (points[q]! - x) / scale;
      const dy = (points[q + 1]! - y) / scale;
      const a = cosine * dx - sine * dy;
      const b = -(sine * dx + cosine * dy);
      const missAt = (near: number, limit: number): number => {
        const shrink = distance === Infinity ? 1 : 1 - (near * scale) / distance;
        const [r, u] = [a * shrink, b * shrink];
        return beside(pinholes, cameras, i, right[0] * r + up[0] * u + toward[0] * near, right[1] * r + up[1] * u + toward[1] * near, right[2] * r + up[2] * u + toward[2] * near, limit);
      };
      let best = 0;
      let least = Infinity;
      for (let k = 0; k < LAYERS && least > 0; k++) {
        const near = reach * ((2 * k + 1) / LAYERS - 1);
        const miss = missAt(near, least);
        if (miss < least) [least, best] = [miss, near];
      }
      for (let k = 0, step = reach / LAYERS; k < CLOSER_STEPS && least > 0; k++, step /= 2) {
        for (const near of [best - step, best + step]) {
          const miss = missAt(near, least);
          if (miss < least) [least, best] = [miss, near];
        }
      }
      misses[m++] = Math.max(0, least);
    }
  });
  return misses;
}

/** How far outside the worst of the other outlines a point is shown; `limit` or more if it is no less than that. */
function beside(pinholes: readonly Pinhole[], cameras: readonly Camera[], except: number, px: number, py: number, pz: number, limit: number): number {
  let worst = -Infinity;
  for (let j = 0; j < pinholes.length; j++) {
    if (j === except) continue;
    const { right, up, toward, distance, outline } = pinholes[j]!;
    const { scale, x, y, cosine, sine } = cameras[j]!;
    const near = toward[0] * px + toward[1] * py + toward[2] * pz;
    const zoom = distance === Infinity ? 1 : 1 / Math.max(0.2, 1 - (near * scale) / distance);
    const a = (right[0] * px + right[1] * py + right[2] * pz) * scale * zoom;
    const b = -(up[0] * px + up[1] * py + up[2] * pz) * scale * zoom;
    const sx = x + cosine * a + sine * b;
    const sy = y - sine * a + cosine * b;
    const { width, height } = outline.field;
    const beyond = Math.hypot(sx - Math.min(width, Math.max(0, sx)), sy - Math.min(height, Math.max(0, sy)));
    const miss = (sampleField(outline.field, sx, sy) + beyond) / (scale * zoom);
    if (miss > worst) worst = miss;
    if (worst >= limit) return worst;
  }
  return worst;
}

function weightOf(miss: number, outlier: number): number {
  return 1 / (1 + (miss / outlier) ** 2);
}

const SPREADS = [SCALE_SPREAD, MIDDLE_SPREAD, MIDDLE_SPREAD, TURN_SPREAD] as const;

function costOf(misses: Float64Array, p: Float64Array, outlier: number): number {
  let cost = 0;
  for (const miss of misses) cost += (outlier / MISS_SPREAD) ** 2 * Math.log(1 + (miss / outlier) ** 2);
  for (let k = 0; k < p.length; k++) cost += (p[k]! / SPREADS[k % PARAMETERS]!) ** 2;
  return cost;
}

/** One damped step of Gauss and Newton (Levenberg, 1944). */
function solveStep(jacobian: readonly Float64Array[], misses: Float64Array, p: Float64Array, damping: number, outlier: number): Float64Array {
  const n = p.length;
  const row = n + 1;
  const equations = new Float64Array(n * row);
  for (let a = 0; a < n; a++) {
    for (let b = a; b < n; b++) {
      let sum = 0;
      for (let q = 0; q < misses.length; q++) sum += weightOf(misses[q]!, outlier) * jacobian[a]![q]! * jacobian[b]![q]!;
      equations[row * a + b] = equations[row * b + a] = sum / MISS_SPREAD ** 2;
    }
    let slope = 0;
    for (let q = 0; q < misses.length; q++) slope += weightOf(misses[q]!, outlier) * jacobian[a]![q]! * misses[q]!;
    const spread = SPREADS[a % PARAMETERS]!;
    equations[row * a + a] = equations[row * a + a]! * (1 + damping) + (1 + damping) / spread ** 2;
    equations[row * a + n] = -slope / MISS_SPREAD ** 2 - p[a]! / spread ** 2;
  }
  return solveEquations(equations, n);
}
