import type { BackgroundModel, BorderStatistics } from "./background-model.ts";
import type { LabImage } from "./oklab.ts";

/** In OKLab units: how far from the smooth background, and from what is on the other side of the picture, something must be to be no background. */
const MIN_DISTANCE = 0.06;
const NOISE_FACTOR = 4;
/** A background with less noise than this has no stripes that could run across the picture. */
const SPOTLESS_NOISE = 0.005;
/** Pixels: the shortest run along the picture's border, how near to a corner it may not reach, and how near to its ends its edges lie. */
const MIN_RUN = 4;
const CORNER = 3;
const END_REACH = 3;
/** Outermost pixels that are looked at. */
const DEPTH = 3;

/**
 * Finds where the object leaves the picture: runs along one side of it that are clearly another colour than the
 * smooth background and, unless that is spotless, than the opposite side there (a stripe is not), have an edge at both ends, and reach no corner (a floor does).
 *
 * @param edges strength of the edge at each pixel; `edgeThreshold`: what of it counts as one.
 * @returns 1 for the rim's pixels of such runs.
 */
export function findRimCrossings(lab: LabImage, model: BackgroundModel, edges: Float32Array, edgeThreshold: number, { rim, noise }: BorderStatistics): Uint8Array {
  const { width, height } = lab;
  const crossings = new Uint8Array(width * height);
  const limit = MIN_DISTANCE + NOISE_FACTOR * noise;
  const sides: Side[] = [
    { start: 0, along: 1, inward: width, length: width, across: height },
    { start: (height - 1) * width, along: 1, inward: -width, length: width, across: height },
    { start: 0, along: width, inward: 1, length: height, across: width },
    { start: width - 1, along: width, inward: -1, length: height, across: width },
  ];
  for (const side of sides) {
    for (const [from, to] of runsOfOther(side, lab.values, model, limit, noise < SPOTLESS_NOISE)) {
      if (to - from < MIN_RUN || from < CORNER || to > side.length - CORNER) continue;
      if (!hasEdge(side, from, edges, edgeThreshold) || !hasEdge(side, to, edges, edgeThreshold)) continue;
      for (let p = from - 1; p <= to; p++) for (let d = 0; d < rim; d++) crossings[side.start + p * side.along + d * side.inward] = 1;
    }
  }
  return crossings;
}

/** The rim's pixels of the crossings as the smooth background would have them; all else as it is. */
export function withoutCrossings(lab: LabImage, model: BackgroundModel, crossings: Uint8Array): LabImage {
  return { ...lab, values: lab.values.map((value, i) => (crossings[Math.floor(i / 3)] === 1 ? model[i]! : value)) };
}

/** Steps from pixel to pixel along one side of the picture and inward from it. */
interface Side {
  start: number;
  along: number;
  inward: number;
  length: number;
  across: number;
}

function runsOfOther(side: Side, values: Float32Array, model: BackgroundModel, limit: number, isSpotless: boolean): [from: number, to: number][] {
  const runs: [number, number][] = [];
  let from = -1;
  for (let p = 0; p <= side.length; p++) {
    const isOther = p < side.length && isUnlike(side, p, values, model, limit, isSpotless);
    if (isOther && from < 0) from = p;
    if (!isOther && from >= 0) runs.push([from, p]);
    if (!isOther) from = -1;
  }
  return runs;
}

function isUnlike(side: Side, p: number, values: Float32Array, model: BackgroundModel, limit: number, isSpotless: boolean): boolean {
  let toModel = 0;
  let toOpposite = 0;
  for (let k = 0; k < 3; k++) {
    let off = 0;
    let apart = 0;
    for (let d = 0; d < DEPTH; d++) {
      const i = side.start + p * side.along + d * side.inward;
      const opposite = side.start + p * side.along + (side.across - 1 - d) * side.inward;
      off += (values[3 * i + k]! - model[3 * i + k]!) / DEPTH;
      apart += (values[3 * i + k]! - values[3 * opposite + k]!) / DEPTH;
    }
    toModel += off * off;
    toOpposite += apart * apart;
  }
  return toModel > limit * limit && (isSpotless || toOpposite > limit * limit);
}

function hasEdge(side: Side, end: number, edges: Float32Array, threshold: number): boolean {
  for (let p = end - END_REACH; p < end + END_REACH; p++) {
    for (let d = 1; d <= DEPTH; d++) if ((edges[side.start + p * side.along + d * side.inward] ?? 0) > threshold) return true;
  }
  return false;
}
