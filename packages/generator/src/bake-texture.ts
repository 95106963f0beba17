import { BakeSampler } from "./bake-sampler.ts";
import type { BakeView } from "./bake-view.ts";
import type { Image } from "./image.ts";
import type { TexturedMesh } from "./pack-charts.ts";
import { pushPull } from "./push-pull.ts";
import { rasterizeTriangles } from "./rasterize-triangles.ts";

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
  const { positions: p, normals: n, uvs, indices } = mesh;
  const colors = new Float32Array(size * size * 3);
  const filled = new Float32Array(size * size);
  const guessed = new Uint8Array(size * size);
  const points = new Float32Array((uvs.length / 2) * 3);
  for (let i = 0; i < uvs.length / 2; i++) {
    points[3 * i] = uvs[2 * i]! * size;
    points[3 * i + 1] = uvs[2 * i + 1]! * size;
  }
  const samplers = views.map((view) => new BakeSampler(view));
  const inside = hollow && new BakeSampler(hollow.view);
  const weights = new Float64Array(3);
  const place = new Float64Array(6);
  const sum = new Float64Array(3);
  const guess = new Float64Array(3);
  const totals = new Float64Array(1);
  let used = 0;
  rasterizeTriangles(points, indices, size, size, (pixel, t) => {
    const i = 3 * indices[3 * t]!;
    const j = 3 * indices[3 * t + 1]!;
    const k = 3 * indices[3 * t + 2]!;
    const a = weights[0]!;
    const b = weights[1]!;
    const c = weights[2]!;
    const x = a * p[i]! + b * p[j]! + c * p[k]!;
    const y = a * p[i + 1]! + b * p[j + 1]! + c * p[k + 1]!;
    const z = a * p[i + 2]! + b * p[j + 2]! + c * p[k + 2]!;
    const nx = a * n[i]! + b * n[j]! + c * n[k]!;
    const ny = a * n[i + 1]! + b * n[j + 1]! + c * n[k + 1]!;
    const nz = a * n[i + 2]! + b * n[j + 2]! + c * n[k + 2]!;
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
    place[0] = x;
    place[1] = y;
    place[2] = z;
    place[3] = nx / length;
    place[4] = ny / length;
    place[5] = nz / length;
    sum[0] = sum[1] = sum[2] = 0;
    let weight = 0;
    // However steep its walls are: what other photos show there is the outside.
    if (inside && hollow.contains(x, y, z)) {
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
    const known = Math.min(1, weight / FULL_WEIGHT);
    const o = 3 * pixel;
    if (known > 0) for (let e = 0; e < 3; e++) colors[o + e] = (sum[e]! / weight) * known;
    if (known < 1) {
      guessColor(samplers, place, guess);
      for (let e = 0; e < 3; e++) colors[o + e] = (known > 0 ? colors[o + e]! : 0) + guess[e]! * (1 - known);
    }
    filled[pixel] = 1;
    guessed[pixel] = known < 1 ? 1 : 0;
    totals[0] = totals[0]! + known;
    used++;
  }, { weights });
  pushPull(colors, filled, size, size, 3);
  return { image: toBytes(colors, guessed, size, seed), seenShare: used === 0 ? 0 : totals[0]! / used };
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

function toBytes(colors: Float32Array, guessed: Uint8Array, size: number, seed: number): Image {
  const data = new Uint8ClampedArray(size * size * 4);
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  for (let i = 0; i < guessed.length; i++) {
    let dither = 0;
    if (guessed[i] === 1) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      dither = (state >>> 0) / 0x1_0000_0000 - 0.5;
    }
    data[4 * i] = colors[3 * i]! + dither;
    data[4 * i + 1] = colors[3 * i + 1]! + dither;
    data[4 * i + 2] = colors[3 * i + 2]! + dither;
    data[4 * i + 3] = 255;
  }
  return { width: size, height: size, data: new Uint8Array(data.buffer) };
}
