import { bilinear } from "./bilinear.ts";
import type { DistanceField2D } from "./signed-distance-field.ts";

/** Where on each ray the other photos are asked first, and how often closer to the best of it. */
const LAYERS = 28;
const CLOSER_STEPS = 4;
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

/** Numbers of a camera in a row: its three axes, its distance, scale, middle, cosine, sine, and the size of its field. */
const EYE = 17;

/**
 * Follows the rays of rim points through what the other photos show. Asked again and again with hardly other cameras, each ray begins where it
 * was best before: that changes no answer, but leaves out most of the rest.
 *
 * Cameras, the point on the ray and answers are kept in memory: it is asked millions of times, and each number given as an argument would take memory of its own.
 */
export class RayFollower {
  readonly #reach: number;
  readonly #edgePixels: number;
  /** For each ray the layer that was best. */
  readonly #layers: Uint8Array;
  /** The photo that lay the farthest beside where it was asked last. */
  #farthest = 0;
  /** The ray that is followed: whose it is, and where it leads through the plane through the object's centre, along the camera's right and up axes. */
  #own = 0;
  #a = 0.5;
  #b = 0.5;
  #eyes = new Float64Array(0);
  #fields: Float32Array[] = [];
  readonly #point = new Float64Array(3);
  /** How far outside the worst of the other outlines the place was that was asked for last; more than the limit if it is more than that. */
  #miss = 0.5;
  #limit = 0.5;
  #off = 0.5;

  /**
   * @param reach half of the length of ray that is looked along.
   * @param edgePixels outlines are known to so many pixels of their distance fields: what passes them by less meets them.
   */
  constructor(rays: number, reach: number, edgePixels: number) {
    this.#reach = reach;
    this.#edgePixels = edgePixels;
    this.#layers = new Uint8Array(rays).fill(LAYERS >> 1);
  }

  /** By how much each rim point's ray misses what the other photos show, in object heights; 0 where it meets it. */
  misses(viewpoints: readonly Viewpoint[]): Float64Array {
    this.#eyes = Float64Array.from(viewpoints.flatMap(({ field, right, up, toward, distance, scale, x, y, cosine, sine }) => [...right, ...up, ...toward, distance, scale, x, y, cosine, sine, field.width, field.height]));
    this.#fields = viewpoints.map(({ field }) => field.values);
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
        this.#follow(m);
        misses[m] = Math.max(0, this.#miss - this.#edgePixels / scale);
      }
    }
    return misses;
  }

  /** Sets the least miss along a ray. */
  #follow(ray: number): void {
    const reach = this.#reach;
    const begin = this.#layers[ray]!;
    let layer = begin;
    this.#limit = Infinity;
    this.#ask(nearOf(layer, reach));
    let least = this.#miss;
    for (let k = 0; k < LAYERS && least > 0; k++) {
      if (k === begin) continue;
      this.#limit = least;
      this.#ask(nearOf(k, reach));
      const miss = this.#miss;
      if (miss < least || (miss === least && k < layer)) {
        least = miss;
        layer = k;
      }
      // So far beside another outline none of the next layers is nearer to it.
      else k += Math.floor(((miss - least) * LAYERS) / (2 * SAFE_STEPS * reach));
    }
    this.#layers[ray] = layer;
    let best = nearOf(layer, reach);
    for (let k = 0, step = reach / LAYERS; k < CLOSER_STEPS && least > 0; k++, step /= 2) {
      const middle = best;
      for (let side = -1; side <= 1; side += 2) {
        this.#limit = least;
        this.#ask(middle + side * step);
        if (this.#miss >= least) continue;
        least = this.#miss;
        best = middle + side * step;
      }
    }
    this.#miss = least;
  }

  /** Sets how far outside the worst of the other outlines a point of the ray is shown. */
  #ask(near: number): void {
    const own = this.#own;
    const eyes = this.#eyes;
    const o = EYE * own;
    const shrink = 1 - (near * eyes[o + 10]!) / eyes[o + 9]!;
    const r = this.#a * shrink;
    const u = this.#b * shrink;
    const point = this.#point;
    for (let k = 0; k < 3; k++) point[k] = eyes[o + k]! * r + eyes[o + 3 + k]! * u + eyes[o + 6 + k]! * near;
    const first = this.#farthest;
    const limit = this.#limit;
    let worst = -Infinity;
    if (first !== own) {
      this.#measure(first);
      worst = this.#off;
    }
    for (let j = 0; j < this.#fields.length && worst <= limit; j++) {
      if (j === own || j === first) continue;
      this.#measure(j);
      if (this.#off <= worst) continue;
      worst = this.#off;
      this.#farthest = j;
    }
    this.#miss = worst;
  }

  /** Sets how far outside of one photo's outline the point is shown. */
  #measure(photo: number): void {
    const eyes = this.#eyes;
    const values = this.#fields[photo]!;
    const point = this.#point;
    const e = EYE * photo;
    const px = point[0]!;
    const py = point[1]!;
    const pz = point[2]!;
    const scale = eyes[e + 10]!;
    const near = eyes[e + 6]! * px + eyes[e + 7]! * py + eyes[e + 8]! * pz;
    const zoom = 1 / Math.max(0.2, 1 - (near * scale) / eyes[e + 9]!);
    const a = (eyes[e]! * px + eyes[e + 1]! * py + eyes[e + 2]! * pz) * scale * zoom;
    const b = -(eyes[e + 3]! * px + eyes[e + 4]! * py + eyes[e + 5]! * pz) * scale * zoom;
    const cosine = eyes[e + 13]!;
    const sine = eyes[e + 14]!;
    const sx = eyes[e + 11]! + cosine * a + sine * b;
    const sy = eyes[e + 12]! - sine * a + cosine * b;
    const width = eyes[e + 15]!;
    const height = eyes[e + 16]!;
    const inX = Math.min(width, Math.max(0, sx));
    const inY = Math.min(height, Math.max(0, sy));
    const beyond = inX === sx && inY === sy ? 0 : Math.sqrt((sx - inX) ** 2 + (sy - inY) ** 2);
    this.#off = (bilinear(values, width, height, sx, sy) + beyond) / (scale * zoom);
  }
}

/** How near to the camera a layer is, from the object's centre. */
function nearOf(layer: number, reach: number): number {
  return reach * ((2 * layer + 1) / LAYERS - 1);
}
