import type { InflationProfile } from "./inflation-profile.ts";
import { openWidths } from "./open-widths.ts";
import type { PlaneField } from "./outline-grids.ts";
import { rowReach } from "./row-reach.ts";
import { standOnLegs } from "./stand-on-legs.ts";

export interface DepthEstimate {
  /** The object's whole depth in object units. */
  depth: number;
  /** Half the depth at each row, of one leg where the row stands on legs. */
  halfDepth: Float32Array;
  /** How far in front of and behind the middle a row's legs stand, in object units; 0 on a row that is one piece. */
  legOffset: Float32Array;
}

/** Of the smaller of width and height: things that are open or made of bars are no boards, however thin the bars are. */
const MIN_DEPTH_SHARE = 0.6;
/** What is far wider than high lies: of its width, less some of its height. */
const LYING_WIDTH_SHARE = 0.6;
const LYING_HEIGHT_SHARE = 0.8;
/** Cartons, furniture and cases are hardly ever as deep as they are wide. */
const BOX_DEPTH_SHARE = 0.6;
const CENTERED = 0.035;
/** A row of bars beside each other is no section of a turned body, however well each bar stands below the one above. */
const SOLID_SHARE = 0.5;
const SYMMETRY_FROM = 0.6;
const SYMMETRY_SPAN = 0.25;
const SMOOTH_SHARE = 0.02;
/** A width that holds for fewer rows than this share of all is an arm, a handle or a spout. */
const BODY_ROWS_SHARE = 0.05;
/** Thickness over the smaller of width and height: below the first a thing of bars and boards, above the second a body. */
const BARS = 0.14;
const BODY = 0.18;

/**
 * Guesses the depth of each row from the front outline alone. What is symmetric about one upright axis is most likely
 * turned on a lathe: as deep as it is wide. What has corners is a box, which is less deep. A thing of bars and boards is
 * as deep as its boards are wide. Anything else is inflated like a cushion (√ of the Poisson solution).
 *
 * @param boxy whether the outline is one of upright and level edges.
 */
export function estimateDepth(front: PlaneField, profile: InflationProfile, boxy: boolean): DepthEstimate {
  const { rows } = front;
  let radius = 0;
  for (let i = 0; i < front.values.length; i++) radius = Math.max(radius, -front.values[i]!);
  let fullest = 0;
  for (let j = 0; j < rows; j++) fullest = Math.max(fullest, profile.peak[j]!);
  const lathe = latheLikeness(front, profile);
  const [width, height] = extentOf(profile);
  const bars = (1 - lathe) * Math.max(0, Math.min(1, (BODY - radius / Math.min(width, height)) / (BODY - BARS)));
  const bodies = openWidths(profile.halfWidth, Math.max(1, Math.round(rows * BODY_ROWS_SHARE)));
  const widths = medianOfNeighbours(profile.halfWidth, Math.max(1, Math.round(rows * SMOOTH_SHARE)));
  const halfDepth = new Float32Array(rows);
  for (let j = 0; j < rows; j++) {
    if (profile.halfWidth[j]! <= 0 || fullest <= 0) continue;
    if (boxy) {
      halfDepth[j] = BOX_DEPTH_SHARE * bodies[j]!;
      continue;
    }
    const cushion = radius * Math.sqrt(profile.peak[j]! / fullest);
    const board = isSolid(front, profile, j) ? bars : 0;
    const turned = Math.min(widths[j]!, bodies[j]!);
    halfDepth[j] = Math.sqrt(lathe * turned * turned + board * widths[j]! ** 2 + (1 - lathe - board) * cushion * cushion);
  }
  const deepest = halfDepth.reduce((most, half) => Math.max(most, half), 0);
  const lying = Math.max(0, LYING_WIDTH_SHARE * width - LYING_HEIGHT_SHARE * height);
  const least = boxy ? 0 : ((1 - lathe) / 2) * Math.max(lying, MIN_DEPTH_SHARE * Math.min(width, height));
  const raised = deepest === 0 || deepest >= least ? halfDepth : halfDepth.map((half) => least * Math.sqrt(half / deepest));
  return standOnLegs(front, profile, raised);
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
    if (isSolid(front, profile, j)) centers.push(profile.center[j]!);
  }
  if (centers.length === 0) return 0;
  const median = centers.slice().sort((a, b) => a - b)[centers.length >> 1]!;
  const symmetric = centers.filter((center) => Math.abs(center - median) < CENTERED * columns).length / filled;
  return Math.max(0, Math.min(1, (symmetric - SYMMETRY_FROM) / SYMMETRY_SPAN));
}

function isSolid(front: PlaneField, profile: InflationProfile, row: number): boolean {
  return (2 * profile.halfWidth[row]!) / profile.cellSize > SOLID_SHARE * rowReach(front, row);
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
