import { transformPlane } from "./distance-transform.ts";
import type { Mask } from "./image.ts";

/** Distance in pixels from each pixel's centre to the outline, negative inside the object. */
export interface DistanceField2D {
  width: number;
  height: number;
  values: Float32Array;
}

const FAR = 1e12;
const FULL_COVERAGE = 0.98;
const NO_COVERAGE = 0.02;

/**
 * Sub-pixel signed distance of a mask: the exact Euclidean distance transform (Felzenszwalb & Huttenlocher, "Distance
 * Transforms of Sampled Functions", 2012), started from the partial coverage of the edge pixels as in TinySDF. A value
 * is negative exactly where the coverage is above one half.
 */
export function signedDistanceField(mask: Mask): DistanceField2D {
  const { width, height, coverage } = mask;
  const outside = new Float64Array(width * height);
  const inside = new Float64Array(width * height);
  for (let i = 0; i < coverage.length; i++) {
    const c = coverage[i]!;
    if (c <= NO_COVERAGE) outside[i] = FAR;
    else if (c >= FULL_COVERAGE) inside[i] = FAR;
    else {
      const d = 0.5 - c;
      if (d > 0) outside[i] = d * d;
      else inside[i] = d * d;
    }
  }
  transformPlane(outside, width, height);
  transformPlane(inside, width, height);
  const values = new Float32Array(width * height);
  for (let i = 0; i < values.length; i++) values[i] = Math.sqrt(outside[i]!) - Math.sqrt(inside[i]!);
  return { width, height, values };
}
