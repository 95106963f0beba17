import { BakeSampler } from "./bake-sampler.ts";
import type { BakeView } from "./bake-view.ts";
import { fillBetweenCharts } from "./fill-between-charts.ts";
import type { Image } from "./image.ts";
import type { TexturedMesh } from "./pack-charts.ts";
import { rasterizeSpans } from "./rasterize-triangles.ts";

export interface BakedTexture {
  image: Image;
  /** The share of the used texels that some photo shows. */
  seenShare: number;
}

export interface BakeOptions {
  /** Width and height in pixels. */
  size: number;
  /** Of the half-step dither that keeps guessed areas from banding. */
  seed: number;
  /** The inside of a vessel, which only the photo from above shows. */
  hollow?: { view: BakeView; contains(x: number, y: number, z: number): boolean } | null;
}

/** A photo seen flatter than this (cosine) says nothing. */
const MIN_FACING = 0.12;
/** Total weight from which on the photos alone decide; below it the guess is blended in. */
const FULL_WEIGHT = 0.02;
const HIDDEN_WEIGHT = 0.05;
const GUESS_SHARPNESS = 3;
/** How far into a hollow its walls take their colours from, in object heights, and at how many places on the way. */
const WALL_REACH = 0.1;
const WALL_STEPS = 5;

/**
 * Gives every texel the mean of the photos' colours there, weighted by the fourth power of the facing angle and by
 * visibility, so that one photo fades into the next. What no photo shows is guessed from the photos' outlines nearest
 * in direction; the room between the charts is filled smoothly.
 */
export function bakeTexture(mesh: TexturedMesh, views: BakeView[], { size, seed, hollow = null }: BakeOptions): BakedTexture {
  const { uvs, indices } = mesh;
  const data = new Uint8ClampedArray(size * size * 4);
  const painted = new Uint8Array(size * size);
  const points = new Float32Array((uvs.length / 2) * 3);
  for (let i = 0; i < uvs.length / 2; i++) {
    points[3 * i] = uvs[2 * i]! * size;
    points[3 * i + 1] = uvs[2 * i + 1]! * size;
  }
  const span = new Float64Array(4);
  const texels = new Texels(mesh, views, { size, seed, hollow }, span, data, painted);
  rasterizeSpans(points, indices, size, size, span, (pixel, count, triangle) => texels.paint(pixel, count, triangle));
  fillBetweenCharts(data, painted, size);
  return { image: { width: size, height: size, data: new Uint8Array(data.buffer) }, seenShare: texels.seenShare() };
}

/** Paints texels. What all of them need is kept together: there are millions. */
class Texels {
  readonly #mesh: TexturedMesh;
  readonly #samplers: readonly BakeSampler[];
  readonly #hollow: BakeOptions["hollow"];
  readonly #inside: BakeSampler | null;
  readonly #span: Float64Array;
  readonly #data: Uint8ClampedArray;
  readonly #painted: Uint8Array;
  readonly #place = new Float64Array(6);
  readonly #sum = new Float64Array(3);
  readonly #guess = new Float64Array(3);
  /** The sum of what is known of the texels, 0 to 1 each. */
  readonly #known = new Float64Array(1);
  #used = 0;
  #random: number;

  /**
   * @param span where a row of texels begins, as {@link rasterizeSpans} tells.
   * @param data,painted what is written to.
   */
  constructor(mesh: TexturedMesh, views: readonly BakeView[], { seed, hollow }: BakeOptions, span: Float64Array, data: Uint8ClampedArray, painted: Uint8Array) {
    this.#mesh = mesh;
    this.#samplers = views.map((view) => new BakeSampler(view));
    this.#hollow = hollow;
    this.#inside = hollow ? new BakeSampler(hollow.view) : null;
    [this.#span, this.#data, this.#painted] = [span, data, painted];
    this.#random = (seed ^ 0x9e3779b9) >>> 0 || 1;
  }

  seenShare(): number {
    return this.#used === 0 ? 0 : this.#known[0]! / this.#used;
  }

  paint(first: number, count: number, triangle: number): void {
    const { positions: p, normals: n, indices } = this.#mesh;
    const i = 3 * indices[3 * triangle]!;
    const j = 3 * indices[3 * triangle + 1]!;
    const k = 3 * indices[3 * triangle + 2]!;
    const [x0, y0, z0, x1, y1, z1, x2, y2, z2] = [p[i]!, p[i + 1]!, p[i + 2]!, p[j]!, p[j + 1]!, p[j + 2]!, p[k]!, p[k + 1]!, p[k + 2]!];
    const [nx0, ny0, nz0, nx1, ny1, nz1, nx2, ny2, nz2] = [n[i]!, n[i + 1]!, n[i + 2]!, n[j]!, n[j + 1]!, n[j + 2]!, n[k]!, n[k + 1]!, n[k + 2]!];
    const place = this.#place;
    let b = this.#span[0]!;
    let c = this.#span[1]!;
    const stepB = this.#span[2]!;
    const stepC = this.#span[3]!;
    for (let pixel = first; pixel < first + count; pixel++, b += stepB, c += stepC) {
      const a = 1 - b - c;
      const nx = a * nx0 + b * nx1 + c * nx2;
      const ny = a * ny0 + b * ny1 + c * ny2;
      const nz = a * nz0 + b * nz1 + c * nz2;
      const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
      place[0] = a * x0 + b * x1 + c * x2;
      place[1] = a * y0 + b * y1 + c * y2;
      place[2] = a * z0 + b * z1 + c * z2;
      place[3] = nx / length;
      place[4] = ny / length;
      place[5] = nz / length;
      this.#paintPlace(pixel);
    }
  }

  #paintPlace(pixel: number): void {
    const place = this.#place;
    const sum = this.#sum;
    const samplers = this.#samplers;
    const inside = this.#inside;
    sum[0] = sum[1] = sum[2] = 0;
    let weight = 0;
    // However steep its walls are: what other photos show there is the outside.
    if (inside && this.#hollow!.contains(place[0]!, place[1]!, place[2]!)) {
      addHollowColor(inside, place, sum);
      weight = 1;
    } else {
      for (let q = 0; q < samplers.length; q++) {
        const sampler = samplers[q]!;
        sampler.face(place);
        const facing = sampler.facing;
        if (facing < MIN_FACING) continue;
        sampler.look(place);
        const share = sampler.confidence * facing * facing * facing * facing * sampler.visibility;
        if (share <= 0) continue;
        weight += share;
        sampler.weight = share;
        sampler.addColor(place, sum);
      }
    }
    const data = this.#data;
    const o = 4 * pixel;
    if (weight >= FULL_WEIGHT) {
      data[o] = sum[0]! / weight;
      data[o + 1] = sum[1]! / weight;
      data[o + 2] = sum[2]! / weight;
      this.#known[0] = this.#known[0]! + 1;
    } else {
      const known = weight / FULL_WEIGHT;
      const guess = this.#guess;
      guessColor(samplers, place, guess);
      const dither = this.#nextDither();
      for (let e = 0; e < 3; e++) data[o + e] = sum[e]! / FULL_WEIGHT + guess[e]! * (1 - known) + dither;
      this.#known[0] = this.#known[0]! + known;
    }
    data[o + 3] = 255;
    this.#painted[pixel] = 1;
    this.#used++;
  }

  #nextDither(): number {
    let state = this.#random;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#random = state;
    return (state >>> 0) / 0x1_0000_0000 - 0.5;
  }
}

/**
 * A wall that the photo shows as a line would be painted in streaks, one for each speck on its rim: it gets the mean of what
 * is shown some way in from it instead, the more the steeper it is.
 */
function addHollowColor(sampler: BakeSampler, place: Float64Array, sum: Float64Array): void {
  sampler.face(place);
  const lean = 1 - Math.min(1, Math.max(0, sampler.facing)) ** 2;
  const x = place[0]!;
  const z = place[2]!;
  sampler.weight = 1 / WALL_STEPS;
  for (let step = 0; step < WALL_STEPS; step++) {
    const inward = ((step + 0.5) / WALL_STEPS) * WALL_REACH * lean;
    place[0] = x + inward * place[3]!;
    place[2] = z + inward * place[5]!;
    sampler.addColor(place, sum);
  }
}

/** At the place that all of them were faced with. */
function guessColor(samplers: readonly BakeSampler[], place: Float64Array, out: Float64Array): void {
  out[0] = out[1] = out[2] = 0;
  let total = 0;
  for (let q = 0; q < samplers.length; q++) {
    const sampler = samplers[q]!;
    const facing = sampler.facing;
    if (facing < MIN_FACING) sampler.look(place);
    const open = sampler.visibility > 0.5 ? 1 : HIDDEN_WEIGHT;
    const weight = Math.exp(GUESS_SHARPNESS * facing) * sampler.confidence * open;
    total += weight;
    sampler.weight = weight;
    sampler.addColor(place, out);
  }
  for (let e = 0; e < 3; e++) out[e] = out[e]! / total;
}
