import type { RayTracer } from "./trace-ray.ts";

const LATTICE_POINTS = 34;
const LATTICE_STEP = 21;

/**
 * Places inside a pixel, `[u, v, u, v, …]`: a Fibonacci lattice, whose share inside any straight edge is within a few
 * hundredths of the true area.
 */
export const SUBPIXELS: Float64Array = Float64Array.from({ length: LATTICE_POINTS * 2 }, (_, i) => {
  const point = i >> 1;
  return (i % 2 === 0 ? point + 0.5 : ((point * LATTICE_STEP) % LATTICE_POINTS) + 0.5) / LATTICE_POINTS;
});

/** Share of a pixel's area that the object covers, 0..1. */
export function measureCoverage(tracer: RayTracer, column: number, row: number): number {
  let hits = 0;
  for (let k = 0; k < SUBPIXELS.length; k += 2) {
    if (tracer.trace(column + (SUBPIXELS[k] as number), row + (SUBPIXELS[k + 1] as number))) hits++;
  }
  return hits / LATTICE_POINTS;
}

/** Mark of a pixel whose centre missed the object by so much that no part of it can be covered. */
const CLEAR = -1;
const CLEAR_PIXELS = 1;

/** What a pixel's centre sees: 1 the object, 0 nothing but perhaps its outline, -1 nothing at all. */
export function probeCentre(tracer: RayTracer, column: number, row: number): number {
  if (tracer.trace(column + 0.5, row + 0.5)) return 1;
  return tracer.missPixels > CLEAR_PIXELS ? CLEAR : 0;
}

/**
 * Whether the outline may cross a pixel. A straight edge that touches a pixel also separates its centre from that of
 * one of its four neighbours, so these are enough.
 */
export function isMixed(centre: Float32Array, size: number, column: number, row: number): boolean {
  const pixel = row * size + column;
  const own = centre[pixel] as number;
  if (own === CLEAR) return false;
  const hit = own > 0;
  return (
    (column > 0 && (centre[pixel - 1] as number) > 0 !== hit) ||
    (column < size - 1 && (centre[pixel + 1] as number) > 0 !== hit) ||
    (row > 0 && (centre[pixel - size] as number) > 0 !== hit) ||
    (row < size - 1 && (centre[pixel + size] as number) > 0 !== hit)
  );
}
