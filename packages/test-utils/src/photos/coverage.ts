import type { RayTracer } from "./trace-ray.ts";

const SAMPLES = 64;
const SAMPLE_BITS = 6;

/** Places inside a pixel, `[u, v, u, v, …]`: the Hammersley set of 64 points (van der Corput in base 2). */
export const SUBPIXELS: Float64Array = Float64Array.from({ length: SAMPLES * 2 }, (_, i) => {
  const point = i >> 1;
  if (i % 2 === 0) return (point + 0.5) / SAMPLES;
  let reversed = 0;
  for (let bit = 0; bit < SAMPLE_BITS; bit++) reversed |= ((point >> bit) & 1) << (SAMPLE_BITS - 1 - bit);
  return (reversed + 0.5) / SAMPLES;
});

/** Mark of a pixel whose centre missed the object by so much that no part of it can be covered. */
const CLEAR = -1;
const CLEAR_PIXELS = 1;
/** Cosine between two tangents of the outline from which it counts as straight within a pixel. */
const STRAIGHT_COSINE = 0.985;

/** What a pixel's centre sees: 1 the object, 0 nothing but perhaps its outline, -1 nothing at all. */
export function probeCentre(tracer: RayTracer, column: number, row: number): number {
  if (tracer.trace(column + 0.5, row + 0.5)) return 1;
  return tracer.missPixels > CLEAR_PIXELS ? CLEAR : 0;
}

/**
 * Measures how much of each pixel on the outline is covered. A ray that just misses knows how far and in which
 * direction the outline is, which gives the area under a straight edge; where the tangents disagree (corners,
 * crossings) the pixel is sampled.
 */
export class CoverageMeter {
  private readonly tracer: RayTracer;
  private readonly centre: Float32Array;
  private readonly size: number;
  /** Sample points that a neighbour's miss has decided. */
  private readonly free = new Uint8Array(SAMPLES * 2);
  private readonly tangents = new Map<number, Float64Array | null>();

  /** `centre` holds {@link probeCentre} of all pixels. */
  constructor(tracer: RayTracer, centre: Float32Array, size: number) {
    this.tracer = tracer;
    this.centre = centre;
    this.size = size;
  }

  /**
   * Whether the outline may cross a pixel. A straight edge that touches a pixel also separates its centre from that of
   * one of its four neighbours; only corners reach into a pixel without that.
   */
  isMixed(column: number, row: number): boolean {
    const own = this.centre[row * this.size + column] as number;
    if (own === CLEAR) return false;
    return this.hasOppositeNeighbour(column, row, own > 0) || (own === 0 && this.isNearOutline(column, row));
  }

  private hasOppositeNeighbour(column: number, row: number, hit: boolean): boolean {
    const { centre, size } = this;
    const pixel = row * size + column;
    return (
      (column > 0 && (centre[pixel - 1] as number) > 0 !== hit) ||
      (column < size - 1 && (centre[pixel + 1] as number) > 0 !== hit) ||
      (row > 0 && (centre[pixel - size] as number) > 0 !== hit) ||
      (row < size - 1 && (centre[pixel + size] as number) > 0 !== hit)
    );
  }

  private isNearOutline(column: number, row: number): boolean {
    const tangent = this.tangentAt(column, row);
    return tangent === null || areaUnderEdge(tangent[0] as number, tangent[1] as number, -(tangent[2] as number)) > 0;
  }

  /** Share of a pixel's area that the object covers, 0..1. */
  measure(column: number, row: number): number {
    const { centre, size } = this;
    let first: Float64Array | undefined;
    let depth = Infinity;
    if (!this.hasOppositeNeighbour(column, row, (centre[row * size + column] as number) > 0)) return this.sample(column, row);
    const reach = (centre[row * size + column] as number) > 0 ? 1 : 0;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const x = column + dx;
        const y = row + dy;
        if (x < 0 || y < 0 || x >= size || y >= size || centre[y * size + x] !== 0) continue;
        const tangent = this.tangentAt(x, y);
        if (tangent === null) return this.sample(column, row);
        const u = tangent[0] as number;
        const v = tangent[1] as number;
        const miss = tangent[2] as number;
        if (first !== undefined && (first[0] as number) * u + (first[1] as number) * v < STRAIGHT_COSINE) return this.sample(column, row);
        first ??= tangent;
        if (reach === 1 || (dx === 0 && dy === 0)) depth = Math.min(depth, -u * dx - v * dy - miss);
      }
    }
    // A hit on the far side of the edge means that two outlines pass close by.
    if (first === undefined || (reach === 1 && depth < 0)) return this.sample(column, row);
    return areaUnderEdge(first[0] as number, first[1] as number, depth);
  }

  private sample(column: number, row: number): number {
    const { tracer, free } = this;
    free.fill(0);
    let hits = 0;
    for (let k = 0; k < SUBPIXELS.length; k += 2) {
      if (free[k] === 1) continue;
      const u = SUBPIXELS[k] as number;
      const v = SUBPIXELS[k + 1] as number;
      if (tracer.trace(column + u, row + v)) {
        hits++;
        continue;
      }
      // Between two steps of the ray the object may be half as far as at the steps, but no nearer.
      const radius = Math.min(tracer.missPixels / 2, 2);
      for (let other = k + 2; other < SUBPIXELS.length; other += 2) {
        const du = (SUBPIXELS[other] as number) - u;
        const dv = (SUBPIXELS[other + 1] as number) - v;
        if (du * du + dv * dv < radius * radius) free[other] = 1;
      }
    }
    return hits / SAMPLES;
  }

  /** Tangent seen from a missing pixel: unit direction from its centre to the outline (image axes, down) and distance. */
  private tangentAt(column: number, row: number): Float64Array | null {
    const pixel = row * this.size + column;
    let tangent = this.tangents.get(pixel);
    if (tangent === undefined) {
      const found = new Float64Array(3);
      this.tracer.trace(column + 0.5, row + 0.5);
      tangent = this.tracer.findTangent(found) ? found : null;
      this.tangents.set(pixel, tangent);
    }
    return tangent;
  }
}

/**
 * Area of the unit square on the inner side of an edge.
 *
 * @param depth signed distance of the square's centre from the edge, positive inside.
 */
function areaUnderEdge(u: number, v: number, depth: number): number {
  const long = Math.max(Math.abs(u), Math.abs(v));
  const short = Math.min(Math.abs(u), Math.abs(v));
  const far = (long + short) / 2;
  const distance = Math.abs(depth);
  let outside = 0;
  if (distance <= (long - short) / 2) outside = 0.5 - distance / long;
  else if (distance < far) outside = ((far - distance) * (far - distance)) / (2 * long * short);
  return depth > 0 ? 1 - outside : outside;
}
