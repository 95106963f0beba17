import { chromaDistance, type BackgroundModel, type BorderStatistics } from "./background-model.ts";
import { connectedParts, fillSpecks, growByOne, MIN_HOLE_SHARE } from "./mask-parts.ts";
import type { LabImage } from "./oklab.ts";

/** In OKLab units: how much darker than in the open a floor may be, and how much its colour may then be off. */
const SHADE_DEPTH = 0.25;
const LIGHTNESS_TOLERANCE = 0.015;
const CHROMA_TOLERANCE = 0.008;
const CHROMA_SLOPE = 0.12;
const NOISE_FACTOR = 2.6;
/** So much of the outline of what lies between legs must be legs, and so much at least open floor; of what it has besides there is little. */
const FRAME_SHARE = 0.45;
const FLOOR_SHARE = 0.06;
const MAX_OUTSIDE_SHARE = 0.12;
/** A cast shadow runs out into the open floor along so much of its outline, and ends at an edge before it along next to none. */
const RUNS_OUT_SHARE = 0.25;
const MAX_SHARP_SHARE = 0.1;
/** A penumbra's slope in shares of the shadow's depth; that of an edge is about a fifth of its contrast. */
const PENUMBRA_SLOPE = 0.08;
/** The edge of something that is all over so dark as a part is this share of the depth: where that is no more than the background's own edges, none is missing. */
const EDGE_OF_DEPTH = 0.18;
/** By so many rows the floor that is open lies below the middle of what is to be opened. */
const FLOOR_BELOW = 3;
/** Pixels beyond the outline within which its edge ends. */
const EDGE_PIXELS = 4;

/**
 * Opens the floor that lies in the shade: between legs, of what they carry (it runs on smoothly into the floor before
 * it, and all else around it is clearly another thing), and beside a thing, of its cast shadow (whose border towards
 * the open has no edge). Only where the background is so smooth that an object as dark would have one. `foreground` is
 * 0 or 1 a pixel.
 */
export function openShadedFloor(foreground: Uint8Array, lab: LabImage, backgrounds: readonly BackgroundModel[], edges: Float32Array, edgeThreshold: number, statistics: BorderStatistics): void {
  const { width, height } = lab;
  const candidates = new Uint8Array(foreground.length);
  const slopes = edges.map((edge, i) => edge - PENUMBRA_SLOPE * Math.max(0, backgrounds[0]![3 * i]! - lab.values[3 * i]!));
  const other = new Uint8Array(foreground.length);
  for (let i = 0; i < foreground.length; i++) {
    const isLike = isShaded(lab.values, backgrounds, i, statistics);
    if (!isLike) other[i] = 1;
    else if (foreground[i] === 1 && slopes[i]! <= edgeThreshold) candidates[i] = 1;
  }
  const solid = other.map((isOther, i) => (isOther === 1 || slopes[i]! > edgeThreshold ? 1 : 0));
  fillSpecks(candidates, foreground, solid, width, height);
  for (const part of connectedParts(candidates, width, height)) {
    if (part.length < MIN_HOLE_SHARE * foreground.length || !isFloor(part, { depth: meanDepth(part, lab.values, backgrounds[0]!), foreground, candidates, other, slopes, edgeThreshold, width, height })) continue;
    for (const i of part) foreground[i] = 0;
    growByOne(part, foreground, edges, width, height);
  }
}

function isShaded(values: Float32Array, backgrounds: readonly BackgroundModel[], i: number, { noise, chromaNoise }: BorderStatistics): boolean {
  return backgrounds.some((background) => {
    const lightness = values[3 * i]! - background[3 * i]!;
    if (lightness > LIGHTNESS_TOLERANCE + NOISE_FACTOR * noise || lightness < -SHADE_DEPTH) return false;
    return chromaDistance(values, background, i) < CHROMA_TOLERANCE + NOISE_FACTOR * chromaNoise + CHROMA_SLOPE * Math.max(0, -lightness);
  });
}

/** How much darker a part is than the background behind it, in OKLab lightness. */
function meanDepth(part: readonly number[], values: Float32Array, background: BackgroundModel): number {
  return part.reduce((sum, i) => sum + background[3 * i]! - values[3 * i]!, 0) / part.length;
}

interface Surroundings {
  depth: number;
  foreground: Uint8Array;
  candidates: Uint8Array;
  /** 1 where neither background nor its shade is. */
  other: Uint8Array;
  /** Edges, but for what a penumbra has of them. */
  slopes: Float32Array;
  edgeThreshold: number;
  width: number;
  height: number;
}

function isFloor(part: readonly number[], { depth, foreground, candidates, other, slopes, edgeThreshold, width, height }: Surroundings): boolean {
  let [outline, framed, floor, outside, floorRows, rows] = [0, 0, 0, 0, 0, 0];
  for (const i of part) {
    const x = i % width;
    rows += Math.floor(i / width);
    if (x < EDGE_PIXELS || i < EDGE_PIXELS * width || x >= width - EDGE_PIXELS || i >= (height - EDGE_PIXELS) * width) return false;
    for (const step of [-1, 1, -width, width]) {
      if (candidates[i + step] === 1) continue;
      outline++;
      // What is beyond the edge, or beside where there is none.
      for (let k = 1; k <= EDGE_PIXELS; k++) {
        const j = i + k * step;
        if (other[j] === 1) {
          framed++;
          break;
        }
        if (foreground[j] === 1) continue;
        if (k === 1 && slopes[j]! <= edgeThreshold) {
          floor++;
          floorRows += Math.floor(i / width);
        } else outside++;
        break;
      }
    }
  }
  if (EDGE_OF_DEPTH * depth < edgeThreshold) return false;
  if (floor >= RUNS_OUT_SHARE * outline && outside <= MAX_SHARP_SHARE * floor) return true;
  return framed >= FRAME_SHARE * outline && floor >= FLOOR_SHARE * outline && outside <= MAX_OUTSIDE_SHARE * outline && floorRows / floor - rows / part.length > FLOOR_BELOW;
}
