import { sampleField } from "./outline.ts";
import type { DistanceField2D } from "./signed-distance-field.ts";

/** Where on each ray the other photos are asked first, and how often closer to the best of it. */
const LAYERS = 28;
const CLOSER_STEPS = 4;
/** Outlines are known to so many pixels of their distance fields. */
const EDGE_PIXELS = 0.12;
/** A distance allows for so much less of the way along a ray: rays run aslant, and what is nearer is shown larger. */
const SAFE_STEPS = 2;

/** A camera before the object, and what it shows. */
export interface Viewpoint {
  field: DistanceField2D;
  /** Points of the outline's rim: x, y in pixels. */
  points: Float64Array;
  right: readonly [number, number, number];
  up: readonly [number, number, number];
  toward: readonly [number, number, number];
  /** From the eye to the object's centre, in pixels; `Infinity` for parallel rays. */
  distance: number;
  /** Pixels an object unit. */
  scale: number;
  /** The middle in pixels. */
  x: number;
  y: number;
  /** Of the turn. */
  cosine: number;
  sine: number;
}

/**
 * Follows the rays of rim points through what the other photos show. Asked again and again with hardly other cameras, each ray begins where it
 * was best before: that changes no answer, but leaves out most of the rest.
 */
export class RayFollower {
  readonly #reach: number;
  /** For each ray the layer that was best. */
  readonly #layers: Uint8Array;
  /** The photo that lay the farthest beside where it was asked last. */
  #farthest = 0;
  /** The ray that is followed: whose it is, and where it leads through the plane through the object's centre, along the camera's right and up axes. */
  #own = 0;
  #a = 0;
  #b = 0;

  /** @param reach half of the length of ray that is looked along. */
  constructor(rays: number, reach: number) {
    this.#reach = reach;
    this.#layers = new Uint8Array(rays).fill(LAYERS >> 1);
  }

  /** By how much each rim point's ray misses what the other photos show, in object heights; 0 where it meets it. */
  misses(viewpoints: readonly Viewpoint[]): Float64Array {
    const misses = new Float64Array(this.#layers.length);
    let m = 0;
    for (let i = 0; i < viewpoints.length; i++) {
      const { points, scale, x, y, cosine, sine } = viewpoints[i]!;
      this.#own = i;
      for (let q = 0; q < points.length; q += 2, m++) {
        const dx = (points[q]! - x) / scale;
        const dy = (points[q + 1]! - y) / scale;
        this.#a = cosine * dx - sine * dy;
        this.#b = -(sine * dx + cosine * dy);
        misses[m] = Math.max(0, this.#least(viewpoints, m) - EDGE_PIXELS / scale);
      }
    }
    return misses;
  }

  #least(viewpoints: readonly Viewpoint[], ray: number): number {
    const reach = this.#reach;
    const begin = this.#layers[ray]!;
    let layer = begin;
    let least = this.#missAt(viewpoints, nearOf(layer, reach), Infinity);
    for (let k = 0; k < LAYERS && least > 0; k++) {
      if (k === begin) continue;
      const miss = this.#missAt(viewpoints, nearOf(k, reach), least);
      if (miss < least || (miss === least && k < layer)) [least, layer] = [miss, k];
      // So far beside another outline none of the next layers is nearer to it.
      else k += Math.floor(((miss - least) * LAYERS) / (2 * SAFE_STEPS * reach));
    }
    this.#layers[ray] = layer;
    let best = nearOf(layer, reach);
    for (let k = 0, step = reach / LAYERS; k < CLOSER_STEPS && least > 0; k++, step /= 2) {
      const middle = best;
      const behind = this.#missAt(viewpoints, middle - step, least);
      if (behind < least) [least, best] = [behind, middle - step];
      const before = this.#missAt(viewpoints, middle + step, least);
      if (before < least) [least, best] = [before, middle + step];
    }
    return least;
  }

  /** How far outside the worst of the other outlines a point of the ray is shown; more than `limit` if it is more than that. */
  #missAt(viewpoints: readonly Viewpoint[], near: number, limit: number): number {
    const own = this.#own;
    const { right, up, toward, scale, distance } = viewpoints[own]!;
    const shrink = 1 - (near * scale) / distance;
    const r = this.#a * shrink;
    const u = this.#b * shrink;
    const px = right[0] * r + up[0] * u + toward[0] * near;
    const py = right[1] * r + up[1] * u + toward[1] * near;
    const pz = right[2] * r + up[2] * u + toward[2] * near;
    const first = this.#farthest;
    let worst = first === own ? -Infinity : distanceFrom(viewpoints[first]!, px, py, pz);
    for (let j = 0; j < viewpoints.length && worst <= limit; j++) {
      if (j === own || j === first) continue;
      const miss = distanceFrom(viewpoints[j]!, px, py, pz);
      if (miss <= worst) continue;
      worst = miss;
      this.#farthest = j;
    }
    return worst;
  }
}

/** How near to the camera a layer is, from the object's centre. */
function nearOf(layer: number, reach: number): number {
  return reach * ((2 * layer + 1) / LAYERS - 1);
}

function distanceFrom({ field, right, up, toward, distance, scale, x, y, cosine, sine }: Viewpoint, px: number, py: number, pz: number): number {
  const near = toward[0] * px + toward[1] * py + toward[2] * pz;
  const zoom = 1 / Math.max(0.2, 1 - (near * scale) / distance);
  const a = (right[0] * px + right[1] * py + right[2] * pz) * scale * zoom;
  const b = -(up[0] * px + up[1] * py + up[2] * pz) * scale * zoom;
  const sx = x + cosine * a + sine * b;
  const sy = y - sine * a + cosine * b;
  const { width, height } = field;
  const isShown = sx >= 0 && sy >= 0 && sx <= width && sy <= height;
  const beyond = isShown ? 0 : Math.hypot(sx - Math.min(width, Math.max(0, sx)), sy - Math.min(height, Math.max(0, sy)));
  return (sampleField(field, sx, sy) + beyond) / (scale * zoom);
}
