import type { BackgroundModel } from "./background-model.ts";
import { transformPlane, UNKNOWN_SQUARE } from "./distance-transform.ts";
import { connectedParts, growByOne, MIN_HOLE_SHARE } from "./mask-parts.ts";
import { labDistance, type LabImage } from "./oklab.ts";
import { pushPull } from "./push-pull.ts";

/** A hole that was opened tells about the one behind the next bar. */
const ROUNDS = 4;
/** So far from the background that is known, in shares of the picture's longer side, a hole is compared with it; one behind a broad bar is in its nearest pixels, up to the larger share. */
const NEAR_SHARE = 0.05;
const FARTHEST_SHARE = 0.1;
const NEAREST_PIXELS = 8;
/** The side of the squares whose means are compared, and how many of them at least. */
const SQUARE_PIXELS = 6;
const MIN_SQUARES = 3;
/** So much of what is compared goes on as the background does; parts of the object hardly ever do anywhere. */
const CONTINUED_SHARE = 0.67;
/** What goes on differs by this, in OKLab units, and so many times as much as the background does from place to place. */
const LEAST_TOLERANCE = 0.012;
const VARIATION_FACTOR = 2;
/** What is between a hole and the background, looked for within so many pixels, is off so many times as much: a thing of hardly another colour than the background is no hole. */
const BAR_PIXELS = 12;
const BAR_FACTOR = 2.5;
/** Distances in pixels at which the background is compared with itself; if it differs by less at the middle one, what is behind the object can be told without this. */
const LAGS = [2, 4, 8, 16, 32] as const;
const LEAST_VARIATION = 0.004;

/**
 * Opens holes before a background that changes from place to place, such as a room out of focus: what it is behind a hole
 * nobody can tell from afar, but from one side of a handle or bar to the other it hardly changes. Regions between edges are
 * compared with the background next to them, as far as that differs from itself over the same distance (its variogram:
 * Matheron, "Principles of geostatistics", 1963). `foreground` is 0 or 1 a pixel.
 */
export function openContinuedHoles(foreground: Uint8Array, lab: LabImage, edges: Float32Array, edgeThreshold: number): void {
  const { width, height, values } = lab;
  for (let round = 0, isOpened = true; round < ROUNDS && isOpened; round++) {
    const known = Float32Array.from(foreground, (value, i) => (value === 0 && edges[i]! <= edgeThreshold ? 1 : 0));
    const variation = variationByLag(values, known, width, height);
    if (variation[LAGS.length >> 1]! < LEAST_VARIATION) return;
    const comparison = compareWith(lab, known, variation);
    const smooth = Uint8Array.from(foreground, (value, i) => (value === 1 && edges[i]! <= edgeThreshold ? 1 : 0));
    isOpened = false;
    for (const part of connectedParts(smooth, width, height)) {
      if (part.length < MIN_HOLE_SHARE * foreground.length || !isContinued(part, foreground, comparison)) continue;
      for (const i of part) foreground[i] = 0;
      growByOne(part, foreground, edges, width, height);
      isOpened = true;
    }
  }
}

interface Comparison {
  lab: LabImage;
  /** The background next to each pixel, and the square of the distance to it. */
  model: BackgroundModel;
  squares: Float32Array;
  variation: readonly number[];
}

function compareWith(lab: LabImage, known: Float32Array, variation: readonly number[]): Comparison {
  const model = lab.values.slice();
  pushPull(model, known.slice(), lab.width, lab.height, 3);
  const squares = known.map((value) => (value > 0 ? 0 : UNKNOWN_SQUARE));
  transformPlane(squares, lab.width, lab.height);
  return { lab, model, squares, variation };
}

/** Whether a part's pixels next to the background continue it, and what is between does not. */
function isContinued(part: readonly number[], foreground: Uint8Array, comparison: Comparison): boolean {
  const { lab: { width, height, values }, model, squares, variation } = comparison;
  const side = Math.max(width, height);
  const nearest = Math.sqrt(part.reduce((least, i) => Math.min(least, squares[i]!), Infinity));
  if (nearest > FARTHEST_SHARE * side) return false;
  const reach = Math.max(NEAR_SHARE * side, nearest + NEAREST_PIXELS);
  const patches = new Map<number, number[]>();
  for (const i of part) {
    if (squares[i]! > reach * reach) continue;
    const key = Math.floor(Math.floor(i / width) / SQUARE_PIXELS) * width + Math.floor((i % width) / SQUARE_PIXELS);
    const patch = patches.get(key);
    if (patch) patch.push(i);
    else patches.set(key, [i]);
  }
  if (patches.size < MIN_SQUARES) return false;
  let [continued, all, off] = [0, 0, 0];
  for (const patch of patches.values()) {
    let [l, a, b, distance] = [0, 0, 0, 0];
    for (const i of patch) {
      l += values[3 * i]! - model[3 * i]!;
      a += values[3 * i + 1]! - model[3 * i + 1]!;
      b += values[3 * i + 2]! - model[3 * i + 2]!;
      distance += Math.sqrt(squares[i]!);
    }
    const tolerance = LEAST_TOLERANCE + VARIATION_FACTOR * variationAt(variation, distance / patch.length);
    all += patch.length;
    off += Math.hypot(l, a, b);
    if (Math.hypot(l, a, b) < tolerance * patch.length) continued += patch.length;
  }
  return continued >= CONTINUED_SHARE * all && barContrast(part, foreground, comparison) >= (BAR_FACTOR * off) / all;
}

/** How much what is right around a part is off from the background, in the mean of all ways out. */
function barContrast(part: readonly number[], foreground: Uint8Array, { lab: { width, values }, model }: Comparison): number {
  const own = new Set(part);
  let [ways, sum] = [0, 0];
  for (const i of part) {
    for (const step of [-1, 1, -width, width]) {
      if (own.has(i + step)) continue;
      let largest = 0;
      for (let k = 1, j = i + step; k <= BAR_PIXELS && foreground[j] === 1; k++, j += step) {
        largest = Math.max(largest, labDistance(values, j, model, j));
      }
      ways++;
      sum += largest;
    }
  }
  return ways === 0 ? 0 : sum / ways;
}

/** How much two places of the background differ in the mean, in OKLab units, for each of the {@link LAGS}. */
function variationByLag(values: Float32Array, known: Float32Array, width: number, height: number): number[] {
  return LAGS.map((lag) => {
    let [sum, count] = [0, 0];
    for (let y = 0; y < height - lag; y += 2) {
      for (let x = 0; x < width - lag; x += 2) {
        const i = y * width + x;
        if (known[i] === 0) continue;
        for (const j of [i + lag, i + lag * width]) {
          if (known[j] === 0) continue;
          sum += labDistance(values, i, values, j);
          count++;
        }
      }
    }
    return count === 0 ? 0 : sum / count;
  });
}

function variationAt(variation: readonly number[], distance: number): number {
  const place = Math.log2(Math.min(LAGS.at(-1)!, Math.max(LAGS[0], distance)) / LAGS[0]);
  const i = Math.min(LAGS.length - 2, Math.floor(place));
  return variation[i]! + (place - i) * (variation[i + 1]! - variation[i]!);
}
