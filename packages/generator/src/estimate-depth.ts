import type { InflationProfile } from "./inflation-profile.ts";
import type { PlaneField } from "./outline-grids.ts";

export interface DepthEstimate {
  /** The object's whole depth in object units. */
  depth: number;
  /** Half the depth at each row. */
  halfDepth: Float32Array;
}

/** Of the smaller of width and height: things that are open or made of bars are no boards, however thin the bars are. */
const MIN_DEPTH_SHARE = 0.6;
const CENTERED = 0.035;
/** A row of bars beside each other is no section of a turned body, however well each bar stands below the one above. */
const SOLID_SHARE = 0.5;
const SYMMETRY_FROM = 0.6;
const SYMMETRY_SPAN = 0.25;
const SMOOTH_SHARE = 0.02;

/**
 * Guesses the depth of each row from the front outline alone. What is symmetric about one upright axis is most likely
 * turned on a lathe: as deep as it is wide. Anything else is inflated like a cushion (√ of the Poisson solution).
 */
export function estimateDepth(front: PlaneField, profile: InflationProfile): DepthEstimate {
  const { rows } = front;
  let radius = 0;
  for (let i = 0; i < front.values.length; i++) radius = Math.max(radius, -front.values[i]!);
  let fullest = 0;
  for (let j = 0; j < rows; j++) fullest = Math.max(fullest, profile.peak[j]!);
  const lathe = latheLikeness(front, profile);
  const widths = medianOfNeighbours(profile.halfWidth, Math.max(1, Math.round(rows * SMOOTH_SHARE)));
  const halfDepth = new Float32Array(rows);
  let deepest = 0;
  for (let j = 0; j < rows; j++) {
    if (profile.halfWidth[j]! <= 0 || fullest <= 0) continue;
    const cushion = radius * Math.sqrt(profile.peak[j]! / fullest);
    const turned = Math.min(widths[j]!, radius * 1.05);
    halfDepth[j] = Math.sqrt(lathe * turned * turned + (1 - lathe) * cushion * cushion);
    deepest = Math.max(deepest, halfDepth[j]!);
  }
  const least = (MIN_DEPTH_SHARE / 2) * (1 - lathe) * Math.min(...extentOf(profile));
  if (deepest === 0 || deepest >= least) return { depth: 2 * deepest, halfDepth };
  return { depth: 2 * least, halfDepth: halfDepth.map((half) => least * Math.sqrt(half / deepest)) };
}

/** Its widest row and the height of all rows, in object units. */
function extentOf(profile: InflationProfile): [width: number, height: number] {
  let widest = 0;
  let rows = 0;
  for (const half of profile.halfWidth) {
    widest = Math.max(widest, half);
    if (half > 0) rows++;
  }
  return [2 * widest, rows * profile.cellSize];
}

/** 1 if (nearly) every row is solid and centred on one upright axis, 0 if hardly more than half of them are. */
function latheLikeness(front: PlaneField, profile: InflationProfile): number {
  const { rows, columns } = front;
  const centers: number[] = [];
  let filled = 0;
  for (let j = 0; j < rows; j++) {
    if (profile.halfWidth[j]! <= 0) continue;
    filled++;
    if ((2 * profile.halfWidth[j]!) / profile.cellSize > SOLID_SHARE * reachOf(front, j)) centers.push(profile.center[j]!);
  }
  if (centers.length === 0) return 0;
  const median = centers.slice().sort((a, b) => a - b)[centers.length >> 1]!;
  const symmetric = centers.filter((center) => Math.abs(center - median) < CENTERED * columns).length / filled;
  return Math.max(0, Math.min(1, (symmetric - SYMMETRY_FROM) / SYMMETRY_SPAN));
}

/** From the first to the last sample inside the outline on a row, in samples. */
function reachOf(front: PlaneField, row: number): number {
  let first = -1;
  let last = -1;
  for (let i = 0; i < front.columns; i++) {
    if (front.values[row * front.columns + i]! >= 0) continue;
    if (first < 0) first = i;
    last = i;
  }
  return last - first + 1;
}

function medianOfNeighbours(values: Float32Array, reach: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let j = 0; j < values.length; j++) {
    const near: number[] = [];
    for (let k = Math.max(0, j - reach); k <= Math.min(values.length - 1, j + reach); k++) {
      if (values[k]! > 0) near.push(values[k]!);
    }
    near.sort((a, b) => a - b);
    result[j] = near[near.length >> 1] ?? 0;
  }
  return result;
}
