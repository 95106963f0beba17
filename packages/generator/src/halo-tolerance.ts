import type { BackgroundModel } from "./background-model.ts";
import { labDistance, type LabImage } from "./oklab.ts";

/** The side of a JPEG's block: as far as a contrast reaches in a photo, in its pixels. */
const BLOCK_PIXELS = 8;
/** The share of a contrast that the blocks and the lens leave around it. */
const HALO_SHARE = 0.05;

/** Pixels of a picture shrunk by `factor` as far as which a contrast reaches. */
export function haloWidth(factor: number): number {
  return Math.max(2, Math.ceil(BLOCK_PIXELS / factor));
}

/**
 * By how much the background may be off near a strong contrast, in OKLab units a pixel: a JPEG's blocks ring around
 * the object's edge, the lens spreads its light, and both are a share of the contrast, wherever the background itself is spotless.
 *
 * @param radius pixels around, see {@link haloWidth}.
 */
export function haloTolerance(lab: LabImage, background: BackgroundModel, radius: number): Float32Array {
  const { width, height, values } = lab;
  const halo = new Float32Array(width * height);
  for (let i = 0; i < halo.length; i++) {
    halo[i] = HALO_SHARE * labDistance(values, i, background, i);
  }
  return largestNearby(halo, width, height, radius);
}

/** The largest value within a square window of `2 * radius + 1` pixels. */
function largestNearby(values: Float32Array, width: number, height: number, radius: number): Float32Array {
  const across = new Float32Array(values.length);
  const result = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let largest = 0;
      for (let a = Math.max(0, x - radius); a <= Math.min(width - 1, x + radius); a++) largest = Math.max(largest, values[y * width + a]!);
      across[y * width + x] = largest;
    }
  }
  for (let y = 0; y < height; y++) {
    for (let b = Math.max(0, y - radius); b <= Math.min(height - 1, y + radius); b++) {
      for (let x = 0; x < width; x++) result[y * width + x] = Math.max(result[y * width + x]!, across[b * width + x]!);
    }
  }
  return result;
}
