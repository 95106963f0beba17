import { boxBlur } from "./box-blur.ts";
import { depthOfEnd, levelEnds, type LevelEnd } from "./level-ends.ts";
import type { Mesh } from "./mesh.ts";
import { sampleField, type Outline } from "./outline.ts";
import { OutlineSampler } from "./outline-sampler.ts";
import { backThroughLens, isBent, magnification, straightLens, type PhotoLens, type RimDepth } from "./photo-lens.ts";
import { pushPull } from "./push-pull.ts";
import { isUpright } from "./view-cameras.ts";
import { visitRim, type PictureGrid } from "./visit-rim.ts";

/** Samples along the longer side of the picture on which a model's rim is looked for, and how far it reaches beyond the field. */
const RIM_SAMPLES = 128;
const ROOM = 0.2;
/** Depths are smoothed this far, as a share of the picture: a sharp step would tear the outline, and what it tears off would hold itself up. */
const BLUR_SHARE = 0.03;
const MIN_KNOWN = 0.3;
/** Where model and photo differ by more than this share of the picture, something else than depth is wrong. */
const MAX_MISS = 0.02;
/** A rim that runs straight away from the axis, or lies on it, says nothing about depth. */
const MIN_REACH = 0.1;
/** A level end's depth holds so many samples before its plane, too: depths are asked for between samples. */
const END_SAMPLES = 3;
/** Sections with a larger exponent have corners, which are what is seen of them; of rounder ones it is where the ray touches. */
const ROUND_EXPONENT = 3;

/**
 * How near to the camera the rim of a coarse model is that makes its silhouette, carried from there over the whole view.
 *
 * @param width,height the size of the outline in object units.
 * @param exponent of the superellipses that are the model's sections.
 */
export function rimDepthOf(mesh: Mesh, outline: Outline, width: number, height: number, exponent: number): RimDepth | null {
  const { lens, field } = outline;
  if (!isBent(lens)) return null;
  const step = Math.max(field.width, field.height) / RIM_SAMPLES;
  const columns = Math.ceil((field.width * (1 + 2 * ROOM)) / step);
  const rows = Math.ceil((field.height * (1 + 2 * ROOM)) / step);
  const left = -ROOM * field.width;
  const top = -ROOM * field.height;
  const grid: PictureGrid = { left, top, step, columns, rows };
  const before = lens.rim;
  const isSharp = exponent > ROUND_EXPONENT;
  const slack = before && lens.distance !== Infinity ? meanSlack(mesh, outline, lens, width, height, grid, isSharp) : 0;
  const near = new Float32Array(columns * rows);
  const known = new Float32Array(columns * rows);
  const misses: number[] = [];
  const straight = new Float64Array(2);
  const ends = !isSharp && isUpright(outline.view) ? levelEnds(mesh, outline, lens, height) : [];
  visitRim(mesh, outline, width, height, grid, isSharp, (px, py, value) => {
    // Back from the photo to the straight view.
    backThroughLens(lens, px, py, value, straight);
    const x = straight[0]!;
    const y = straight[1]!;
    const column = Math.floor((x - left) / step);
    const row = Math.floor((y - top) / step);
    if (column < 0 || row < 0 || column >= columns || row >= rows) return;
    if (before && lens.distance !== Infinity) {
      const held = magnification(lens, y - lens.centerY, sampleField(before.field, (x - before.left) / before.stepX, (y - before.top) / before.stepY));
      const miss = sampleField(field, px, py) / held - slack;
      const gx = sampleField(field, px + 1, py) - sampleField(field, px - 1, py);
      const gy = sampleField(field, px, py + 1) - sampleField(field, px, py - 1);
      const reach = (gx * (px - lens.centerX) + gy * (py - lens.centerY)) / Math.max(1e-6, Math.sqrt(gx * gx + gy * gy)) / held;
      if (Math.abs(miss) < MAX_MISS * Math.max(field.width, field.height) && reach > MIN_REACH * Math.max(field.width, field.height)) misses.push(miss / reach);
    }
    near[row * columns + column] = near[row * columns + column]! + value;
    known[row * columns + column] = known[row * columns + column]! + 1;
  });
  const radius = Math.round(BLUR_SHARE * RIM_SAMPLES);
  const sum = boxBlur(boxBlur(near, columns, rows, radius), columns, rows, radius);
  const weight = boxBlur(boxBlur(known, columns, rows, radius), columns, rows, radius);
  const least = MIN_KNOWN / (2 * radius + 1) ** 2;
  for (let i = 0; i < sum.length; i++) sum[i] = weight[i]! > least ? sum[i]! / weight[i]! : 0;
  pushPull(sum, weight.map((share) => (share > least ? 1 : 0)), columns, rows, 1);
  layEnds(sum, ends, lens, grid);
  misses.sort((a, b) => a - b);
  const shrink = (before?.shrink ?? 1) * (1 + (misses[misses.length >> 1] ?? 0));
  if (lens.distance !== Infinity) shrinkDepths(sum, lens, grid, shrink);
  return { left, top, stepX: step, stepY: step, field: { width: columns, height: rows, values: sum }, shrink };
}

/** The depths at which the outline is shown so many times as large. */
function shrinkDepths(near: Float32Array, lens: PhotoLens, { top, step, columns, rows }: PictureGrid, shrink: number): void {
  const [cosine, sine] = [Math.cos(lens.pitch), Math.sin(lens.pitch)];
  for (let j = 0, o = 0; j < rows; j++) {
    const down = top + (j + 0.5) * step - lens.centerY;
    for (let i = 0; i < columns; i++, o++) near[o] = (lens.distance * (1 - 1 / (magnification(lens, down, near[o]!) * shrink)) + sine * down) / cosine;
  }
}

/** By how much the coarse model stays inside the straight view's outline, as a coarse model does, in pixels (negative inside). */
function meanSlack(mesh: Mesh, outline: Outline, lens: PhotoLens, width: number, height: number, grid: PictureGrid, isSharp: boolean): number {
  const straight: PhotoLens = { ...straightLens(lens.centerX, lens.centerY), rim: null };
  const found: number[] = [];
  const shown = new OutlineSampler(outline, lens);
  visitRim(mesh, { ...outline, lens: straight }, width, height, grid, isSharp, (px, py) => {
    shown.x = px;
    shown.y = py;
    shown.sample();
    found.push(shown.pixels);
  });
  found.sort((a, b) => a - b);
  return found[found.length >> 1] ?? 0;
}

/** Below the corners of an end its rim's depth holds alone. */
function layEnds(near: Float32Array, ends: readonly LevelEnd[], lens: PhotoLens, { left, top, step, columns, rows }: PictureGrid): void {
  for (const end of ends) {
    for (let i = 0; i < columns; i++) {
      const depth = depthOfEnd(end, left + (i + 0.5) * step - lens.centerX);
      if (Number.isNaN(depth)) continue;
      for (let j = 0; j < rows; j++) {
        const y = (top + (j + 0.5) * step - lens.centerY) * end.direction;
        if (y > end.plane - END_SAMPLES * step) near[j * columns + i] = depth;
      }
    }
  }
}
