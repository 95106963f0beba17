import type { BackgroundModel } from "./background-model.ts";
import type { LabImage } from "./oklab.ts";

const MIN_PART_SHARE = 0.02;
const MIN_PART_PIXELS = 12;
const MIN_HOLE_SHARE = 0.0006;
/** The share of a hole's outline that must be a sharp edge: a highlight or a pale print fades out, a hole does not. */
const SHARP_OUTLINE_SHARE = 0.6;

/** Clears the specks: parts of the foreground below 2 % of the largest one. `foreground` is 0 or 1 a pixel. */
export function keepLargeParts(foreground: Uint8Array, width: number, height: number): void {
  const parts = connectedParts(foreground, width, height);
  const largest = parts.reduce((size, part) => Math.max(size, part.length), 0);
  for (const part of parts) {
    if (part.length >= MIN_PART_SHARE * largest && part.length >= MIN_PART_PIXELS) continue;
    for (const i of part) foreground[i] = 0;
  }
}

/**
 * Opens holes (a handle, the room between two legs): enclosed regions that look like the background behind them, both
 * in the mean and pixel by pixel, and are bordered by a sharp edge nearly all around.
 */
export function openBackgroundHoles(
  foreground: Uint8Array,
  lab: LabImage,
  background: BackgroundModel,
  edges: Float32Array,
  edgeThreshold: number,
  noise: number,
): void {
  const { width, height, values } = lab;
  const candidates = new Uint8Array(foreground.length);
  for (let i = 0; i < candidates.length; i++) {
    if (foreground[i] === 0 || edges[i]! > edgeThreshold) continue;
    const lightness = Math.abs(values[3 * i]! - background[3 * i]!);
    const chroma = Math.hypot(values[3 * i + 1]! - background[3 * i + 1]!, values[3 * i + 2]! - background[3 * i + 2]!);
    if (lightness < 0.014 + 1.6 * noise && chroma < 0.008 + 1.6 * noise) candidates[i] = 1;
  }
  for (const part of connectedParts(candidates, width, height)) {
    if (part.length < MIN_HOLE_SHARE * foreground.length) continue;
    if (sharpOutlineShare(part, candidates, edges, edgeThreshold, width, height) < SHARP_OUTLINE_SHARE) continue;
    for (const i of part) foreground[i] = 0;
    growByOne(part, foreground, edges, width, height);
  }
}

function growByOne(part: number[], foreground: Uint8Array, edges: Float32Array, width: number, height: number): void {
  for (const i of part) {
    const x = i % width;
    if (x === 0 || x === width - 1 || i < width || i >= width * (height - 1)) continue;
    for (const j of [i - 1, i + 1, i - width, i + width]) {
      // The ridge of the edge is where object and hole meet: the hole reaches up to it.
      if (foreground[j] === 1 && edges[j]! < edges[2 * j - i]!) foreground[j] = 0;
    }
  }
}

function sharpOutlineShare(
  part: number[],
  candidates: Uint8Array,
  edges: Float32Array,
  threshold: number,
  width: number,
  height: number,
): number {
  let outline = 0;
  let sharp = 0;
  for (const i of part) {
    const x = i % width;
    const y = Math.floor(i / width);
    if (x < 3 || y < 3 || x > width - 4 || y > height - 4) continue;
    if (candidates[i - 1]! && candidates[i + 1]! && candidates[i - width]! && candidates[i + width]!) continue;
    outline++;
    let strongest = 0;
    for (let b = -2; b <= 2; b++) {
      for (let a = -2; a <= 2; a++) strongest = Math.max(strongest, edges[i + b * width + a]!);
    }
    if (strongest > threshold) sharp++;
  }
  return outline === 0 ? 0 : sharp / outline;
}

function connectedParts(mask: Uint8Array, width: number, height: number): number[][] {
  const seen = new Uint8Array(mask.length);
  const parts: number[][] = [];
  for (let start = 0; start < mask.length; start++) {
    if (seen[start] === 1 || mask[start] === 0) continue;
    const part = [start];
    seen[start] = 1;
    for (let q = 0; q < part.length; q++) {
      const i = part[q]!;
      const x = i % width;
      if (x > 0) join(i - 1);
      if (x < width - 1) join(i + 1);
      if (i >= width) join(i - width);
      if (i < width * (height - 1)) join(i + width);
    }
    parts.push(part);

    function join(j: number): void {
      if (seen[j] === 1 || mask[j] === 0) return;
      seen[j] = 1;
      part.push(j);
    }
  }
  return parts;
}
