import { boxBlur } from "./box-blur.ts";
import type { OutlineBox } from "./crop-photo.ts";
import type { Mesh } from "./mesh.ts";
import { photoProjection, sampleField, type Outline } from "./outline.ts";
import { OutlineSampler } from "./outline-sampler.ts";
import { magnification, straightLens, type PhotoLens, type RimDepth } from "./photo-lens.ts";
import { PhotoSampler } from "./photo-sampler.ts";
import { pushPull } from "./push-pull.ts";
import { rasterizeTriangles } from "./rasterize-triangles.ts";

/** Samples along the longer side of the area in which the straight view's box is looked for, and how far it reaches beyond the field. */
const BOX_SAMPLES = 140;
const ROOM = 0.2;
/** A distance lets this share of it be passed over: the lens may shorten what lies along a row. */
const SAFE_STEPS = 2;
const CENTER_ROUNDS = 3;
/** Samples along the longer side of the picture on which a model's rim is looked for. */
const RIM_SAMPLES = 128;
/** Depths are smoothed this far, as a share of the picture: a sharp step would tear the outline, and what it tears off would hold itself up. */
const BLUR_SHARE = 0.03;
const MIN_KNOWN = 0.3;
/** Where model and photo differ by more than this share of the picture, something else than depth is wrong. */
const MAX_MISS = 0.02;
/** A rim that runs straight away from the axis, or lies on it, says nothing about depth. */
const MIN_REACH = 0.1;

/**
 * The outline as a straight view from far away would show it, by what is known of the camera: its turn, its focal length
 * in pixels of the outline's field (`Infinity` for parallel rays) and how near the outline's points are.
 */
export function straightenOutline(outline: Outline, roll: number, distance: number, rim: RimDepth | null): Outline {
  const { box } = outline;
  let lens: PhotoLens = { ...(outline.lens ?? straightLens((box.left + box.right) / 2, (box.top + box.bottom) / 2)), cosine: Math.cos(roll), sine: Math.sin(roll), distance, rim };
  let straight = outline;
  // The axis goes through the middle of the straight view's box, which is found through the axis.
  for (let round = 0; round < CENTER_ROUNDS; round++) {
    const found = straightBox({ ...outline, lens }, lens);
    if (!found) return outline;
    straight = { ...outline, lens, box: found };
    if (distance === Infinity && round > 0) break;
    if (round < CENTER_ROUNDS - 1) lens = { ...lens, centerX: (found.left + found.right) / 2, centerY: (found.top + found.bottom) / 2 };
  }
  return straight;
}

/** Where the straight view's outline begins and ends, between samples by the distances there. */
function straightBox(outline: Outline, lens: PhotoLens): OutlineBox | null {
  const { width, height } = outline.field;
  const step = (Math.max(width, height) * (1 + 2 * ROOM)) / BOX_SAMPLES;
  const columns = Math.ceil((width * (1 + 2 * ROOM)) / step);
  const rows = Math.ceil((height * (1 + 2 * ROOM)) / step);
  const left = -ROOM * width;
  const top = -ROOM * height;
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  const above = new Float64Array(columns).fill(1);
  const straight = new OutlineSampler(outline, lens);
  for (let j = 0; j < rows; j++) {
    const y = top + j * step;
    straight.y = y;
    let before = 1;
    for (let i = 0; i < columns; i++) {
      const x = left + i * step;
      straight.x = x;
      straight.sample();
      const here = straight.pixels;
      if (here < 0 !== before < 0) {
        const crossing = x - (step * here) / (here - before);
        box.left = Math.min(box.left, crossing);
        box.right = Math.max(box.right, crossing);
      }
      // Far from the outline the samples to the right are on the same side of it.
      const last = Math.min(columns - 1, i + Math.max(0, Math.floor(Math.abs(here) / (SAFE_STEPS * step)) - 1));
      if (here < 0 !== above[i]! < 0) {
        const crossing = y - (step * here) / (here - above[i]!);
        box.top = Math.min(box.top, crossing);
        box.bottom = Math.max(box.bottom, crossing);
      }
      for (; i < last; i++) above[i] = here;
      above[i] = before = here;
    }
  }
  return box.right > box.left && box.bottom > box.top ? box : null;
}

/**
 * How near to the camera the rim of a coarse model is that makes its silhouette, carried from there over the whole view.
 *
 * @param width,height the size of the outline in object units.
 */
export function rimDepthOf(mesh: Mesh, outline: Outline, width: number, height: number): RimDepth | null {
  const { lens, field } = outline;
  if (!lens || lens.distance === Infinity) return null;
  const step = Math.max(field.width, field.height) / RIM_SAMPLES;
  const columns = Math.ceil((field.width * (1 + 2 * ROOM)) / step);
  const rows = Math.ceil((field.height * (1 + 2 * ROOM)) / step);
  const left = -ROOM * field.width;
  const top = -ROOM * field.height;
  const grid: PictureGrid = { left, top, step, columns, rows };
  const depth = nearestDepth(mesh, outline, width, height, grid);
  const before = lens.rim;
  const slack = before ? meanSlack(mesh, outline, lens, width, height, grid) : 0;
  const near = new Float32Array(columns * rows);
  const known = new Float32Array(columns * rows);
  const misses: number[] = [];
  visitContour(depth, grid, (o, px, py) => {
    // Back from the photo to the straight view.
    const dx = px - lens.centerX;
    const dy = py - lens.centerY;
    const zoom = magnification(lens, depth[o]!);
    const x = lens.centerX + (lens.cosine * dx - lens.sine * dy) / zoom;
    const y = lens.centerY + (lens.sine * dx + lens.cosine * dy) / zoom;
    const column = Math.floor((x - left) / step);
    const row = Math.floor((y - top) / step);
    if (column < 0 || row < 0 || column >= columns || row >= rows) return;
    if (before) {
      const held = sampleField(before.field, (x - before.left) / before.stepX, (y - before.top) / before.stepY);
      const miss = sampleField(field, px, py) / magnification(lens, held) - slack;
      const gx = sampleField(field, px + 1, py) - sampleField(field, px - 1, py);
      const gy = sampleField(field, px, py + 1) - sampleField(field, px, py - 1);
      const reach = (gx * dx + gy * dy) / Math.max(1e-6, Math.sqrt(gx * gx + gy * gy)) / magnification(lens, held);
      if (Math.abs(miss) < MAX_MISS * Math.max(field.width, field.height) && reach > MIN_REACH * Math.max(field.width, field.height)) misses.push(miss / reach);
    }
    const weight = 1;
    const value = depth[o]!;
    near[row * columns + column] = near[row * columns + column]! + weight * value;
    known[row * columns + column] = known[row * columns + column]! + weight;
  });
  const radius = Math.round(BLUR_SHARE * RIM_SAMPLES);
  const sum = boxBlur(boxBlur(near, columns, rows, radius), columns, rows, radius);
  const weight = boxBlur(boxBlur(known, columns, rows, radius), columns, rows, radius);
  const least = MIN_KNOWN / (2 * radius + 1) ** 2;
  for (let i = 0; i < sum.length; i++) sum[i] = weight[i]! > least ? sum[i]! / weight[i]! : 0;
  pushPull(sum, weight.map((share) => (share > least ? 1 : 0)), columns, rows, 1);
  misses.sort((a, b) => a - b);
  const shrink = (before?.shrink ?? 1) * (1 + (misses[misses.length >> 1] ?? 0));
  for (let i = 0; i < sum.length; i++) sum[i] = lens.distance * (1 - 1 / (magnification(lens, sum[i]!) * shrink));
  return { left, top, stepX: step, stepY: step, field: { width: columns, height: rows, values: sum }, shrink };
}

/** Samples over a picture and some room around it, their centres at .5. */
interface PictureGrid {
  left: number;
  top: number;
  step: number;
  columns: number;
  rows: number;
}

/** Calls back with each covered sample that has an uncovered neighbour, and its place in pixels. */
function visitContour(depth: Float32Array, grid: PictureGrid, visit: (sample: number, px: number, py: number) => void): void {
  const { columns, rows, left, top, step } = grid;
  for (let y = 1; y < rows - 1; y++) {
    for (let x = 1; x < columns - 1; x++) {
      const o = y * columns + x;
      if (depth[o] === -Infinity) continue;
      if (Math.min(depth[o - 1]!, depth[o + 1]!, depth[o - columns]!, depth[o + columns]!) !== -Infinity) continue;
      visit(o, left + (x + 0.5) * step, top + (y + 0.5) * step);
    }
  }
}

/** By how much the coarse model stays inside the straight view's outline, as a coarse model does, in pixels (negative inside). */
function meanSlack(mesh: Mesh, outline: Outline, lens: PhotoLens, width: number, height: number, grid: PictureGrid): number {
  const straight: PhotoLens = { ...straightLens(lens.centerX, lens.centerY), rim: null };
  const depth = nearestDepth(mesh, { ...outline, lens: straight }, width, height, grid);
  const found: number[] = [];
  const shown = new OutlineSampler(outline, lens);
  visitContour(depth, grid, (_, px, py) => {
    shown.x = px;
    shown.y = py;
    shown.sample();
    found.push(shown.pixels);
  });
  found.sort((a, b) => a - b);
  return found[found.length >> 1] ?? 0;
}

function nearestDepth(mesh: Mesh, outline: Outline, width: number, height: number, grid: PictureGrid): Float32Array {
  const { left, top, step, columns, rows } = grid;
  const points = new PhotoSampler(photoProjection(outline, width, height)).projectAll(mesh.positions, left, top, step);
  const depth = new Float32Array(columns * rows).fill(-Infinity);
  rasterizeTriangles(points, mesh.indices, columns, rows, null, { depth });
  return depth;
}
