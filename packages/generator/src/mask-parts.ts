import { chromaDistance, type BackgroundModel, type BorderStatistics } from "./background-model.ts";
import { boxBlur } from "./box-blur.ts";
import { haloTolerance } from "./halo-tolerance.ts";
import type { LabImage } from "./oklab.ts";

const MIN_PART_SHARE = 0.02;
const MIN_PART_PIXELS = 12;
/** Of the picture: what is smaller is no hole. */
export const MIN_HOLE_SHARE = 0.0006;
/**
 * The share of a hole's outline that must at least be a sharp edge (a highlight or a pale print fades out, a hole does not), and how far its mean, in
 * shares of the limits, may be from the background for each share beyond: a pale print is near the background everywhere, a hole is it but for the noise.
 */
const LEAST_SHARP_SHARE = 0.35;
const LIKE_FOR_SHARP = 2.4;
const LIKE_IN_THE_MEAN = 0.6;
/** Added to the latter as far as the limits are noise, where a part varies at least so many times as the background behind it was guessed to: it shows what cannot be guessed. */
const LIKE_FOR_NOISE = 0.1;
const VARIED = 1.1;
/** Up to which a pixel looks like the background, and so many times that, it clearly does not. */
const LIGHTNESS_LIMIT = 0.014;
const CHROMA_LIMIT = 0.008;
const LIKE_NOISE = 1.6;
const SPECK_RADIUS = 2;
/** A twentieth of the contrast must be more than this: of what differs little from its background, likeness says little. */
const MIN_SLIT_CONTRAST = 0.01;
/** Half of the width up to which an opening is nothing but edge. */
const SLIT_RADIUS = 3;
const CLEARLY_OTHER = 3;

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
 * in the mean and pixel by pixel, the more so the less of their border is a sharp edge. `backgrounds`: the one that was found, and others that
 * a pixel may look like as well. `unblurred`: the values of `lab` before they were smoothed. `lenience`: how many times as unlike
 * a pixel may be.
 */
export function openBackgroundHoles(
  foreground: Uint8Array,
  lab: LabImage,
  unblurred: Float32Array,
  backgrounds: readonly BackgroundModel[],
  edges: Float32Array,
  edgeThreshold: number,
  { noise, chromaNoise }: BorderStatistics,
  lenience?: Float32Array,
): void {
  const { width, height, values } = lab;
  const candidates = new Uint8Array(foreground.length);
  const halo = haloTolerance(lab, backgrounds[0]!, SLIT_RADIUS);
  const limits = { lightness: LIGHTNESS_LIMIT + LIKE_NOISE * noise, chroma: CHROMA_LIMIT + LIKE_NOISE * chromaNoise };
  // Where the outline of what is open may count as sharp: an edge, or something that is clearly no background.
  const sharp = new Uint8Array(foreground.length);
  for (let i = 0; i < candidates.length; i++) {
    let distance = Infinity;
    for (const background of backgrounds) {
      const lightness = Math.abs(values[3 * i]! - background[3 * i]!) / limits.lightness;
      distance = Math.min(distance, Math.max(lightness, chromaDistance(values, background, i) / limits.chroma));
    }
    distance /= lenience?.[i] ?? 1;
    if (edges[i]! > edgeThreshold || distance > CLEARLY_OTHER) sharp[i] = 1;
    if (foreground[i] === 1 && (edges[i]! <= edgeThreshold ? distance < 1 : isInSlit(i))) candidates[i] = 1;
  }
  fillSpecks(candidates, foreground, sharp, width, height);
  for (const part of connectedParts(candidates, width, height)) {
    if (part.length < MIN_HOLE_SHARE * foreground.length) continue;
    const isVaried = deviation(part, unblurred) > VARIED * deviation(part, backgrounds[0]!);
    const farthest = LIKE_IN_THE_MEAN + (isVaried ? (LIKE_FOR_NOISE * LIKE_NOISE * noise) / limits.lightness : 0);
    const allowed = Math.min(farthest, LIKE_FOR_SHARP * (sharpOutlineShare(part, candidates, sharp, width, height) - LEAST_SHARP_SHARE));
    const lenient = lenience ? part.reduce((sum, i) => sum + lenience[i]!, 0) / part.length : 1;
    if (backgrounds.every((background) => meanDistance(part, unblurred, background, limits) > allowed * lenient)) continue;
    for (const i of part) foreground[i] = 0;
    growByOne(part, foreground, edges, width, height);
  }

  /** A slit is nothing but edge, and yet in its middle what is behind shows as it is. */
  function isInSlit(i: number): boolean {
    if (halo[i]! < MIN_SLIT_CONTRAST) return false;
    return backgrounds.some((background) => {
      const lightness = Math.abs(unblurred[3 * i]! - background[3 * i]!);
      const chroma = chromaDistance(unblurred, background, i);
      return lightness < limits.lightness && chroma < limits.chroma && Math.max(lightness, chroma) < halo[i]! + LIKE_NOISE * noise;
    });
  }
}

/** Grain leaves specks of other lightness in what is open; what is clearly other is none of them. */
export function fillSpecks(candidates: Uint8Array, foreground: Uint8Array, isOther: Uint8Array, width: number, height: number): void {
  const around = boxBlur(Float32Array.from(candidates), width, height, SPECK_RADIUS);
  for (let i = 0; i < candidates.length; i++) if (around[i]! > 0.5 && foreground[i] === 1 && isOther[i] === 0) candidates[i] = 1;
}

/** How far the mean colour of a part is from that of the background behind it, in shares of the limits. */
function meanDistance(part: readonly number[], values: Float32Array, background: BackgroundModel, limits: { lightness: number; chroma: number }): number {
  const sums = [0, 0, 0];
  for (const i of part) for (let k = 0; k < 3; k++) sums[k] = sums[k]! + values[3 * i + k]! - background[3 * i + k]!;
  const [lightness, u, v] = sums.map((sum) => sum / part.length) as [number, number, number];
  return Math.max(Math.abs(lightness) / limits.lightness, Math.hypot(u, v) / limits.chroma);
}

/** The standard deviation of a part's lightness. */
function deviation(part: readonly number[], values: Float32Array): number {
  let [sum, squares] = [0, 0];
  for (const i of part) [sum, squares] = [sum + values[3 * i]!, squares + values[3 * i]! ** 2];
  const mean = sum / part.length;
  return Math.sqrt(Math.max(0, squares / part.length - mean * mean));
}

/** Lets what was opened reach up to the ridge of the edge around it. */
export function growByOne(part: readonly number[], foreground: Uint8Array, edges: Float32Array, width: number, height: number): void {
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
  sharp: Uint8Array,
  width: number,
  height: number,
): number {
  let outline = 0;
  let found = 0;
  for (const i of part) {
    const x = i % width;
    const y = Math.floor(i / width);
    if (x < 3 || y < 3 || x > width - 4 || y > height - 4) continue;
    if (candidates[i - 1]! && candidates[i + 1]! && candidates[i - width]! && candidates[i + width]!) continue;
    outline++;
    let isSharp = 0;
    for (let b = -2; b <= 2; b++) {
      for (let a = -2; a <= 2; a++) isSharp |= sharp[i + b * width + a]!;
    }
    found += isSharp;
  }
  return outline === 0 ? 0 : found / outline;
}

/** The pixels of each part of a mask that hangs together. */
export function connectedParts(mask: Uint8Array, width: number, height: number): number[][] {
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
