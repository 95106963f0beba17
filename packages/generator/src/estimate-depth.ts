import type { InflationProfile } from "./inflation-profile.ts";
import type { PlaneField } from "./outline-grids.ts";

export interface DepthEstimate {
  /** The object's whole depth in object units. */
  depth: number;
  /** Half the depth at each row. */
  halfDepth: Float32Array;
}

const CENTERED = 0.035;
const SYMMETRY_FROM = 0.6;
const SYMMETRY_SPAN = 0.25;
const SMOOTH_SHARE = 0.02;

/**
 * Guesses the depth of each row from the front outline alone. What is symmetric about one upright axis is most likely
 * turned on a lathe: as deep as it is wide. Anything else is inflated like a cushion (√ of the Poisson solution).
 */
export function estimateDepth(front: PlaneField, profile: InflationProfile): DepthEstimate {
  const { rows, columns } = front;
  let radius = 0;
  for (let i = 0; i < front.values.length; i++) radius = Math.max(radius, -front.values[i]!);
  let fullest = 0;
  for (let j = 0; j < rows; j++) fullest = Math.max(fullest, profile.peak[j]!);
  const lathe = latheLikeness(profile, rows, columns);
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
  return { depth: 2 * deepest, halfDepth };
}

/** 1 if (nearly) every row is centred on one upright axis, 0 if hardly more than half of them are. */
function latheLikeness(profile: InflationProfile, rows: number, columns: number): number {
  const centers: number[] = [];
  for (let j = 0; j < rows; j++) if (profile.halfWidth[j]! > 0) centers.push(profile.center[j]!);
  if (centers.length === 0) return 0;
  const median = centers.slice().sort((a, b) => a - b)[centers.length >> 1]!;
  const symmetric = centers.filter((center) => Math.abs(center - median) < CENTERED * columns).length / centers.length;
  return Math.max(0, Math.min(1, (symmetric - SYMMETRY_FROM) / SYMMETRY_SPAN));
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
