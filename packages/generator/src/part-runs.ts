import { boxBlur } from "./box-blur.ts";
import type { ScalarField } from "./outline-grids.ts";
import { photoProjection, type Outline } from "./outline.ts";
import { magnification } from "./photo-lens.ts";
import { pushPull } from "./push-pull.ts";
import { BAND_CELLS } from "./smooth-intersection.ts";
import { VIEW_CAMERAS } from "./view-cameras.ts";

/** Where a photo's rays run inside a coarse model: for each sample of a ray the stretch around it; NaN where nothing is near. */
export interface PartRuns {
  columns: number;
  rows: number;
  layers: number;
  /** Of the first sample, and from one to the next, in pixels of the straight view and toward the camera. */
  left: number;
  top: number;
  far: number;
  step: number;
  /** Depths toward the camera, in pixels. */
  low: Float32Array;
  high: Float32Array;
  /** Where each ray touches the model, or would: carried from its rim over the whole picture. */
  rim: Float32Array;
}

/** Along the longest side, and how much of it lies beyond the model on each side. */
const SAMPLES = 64;
const ROOM = 0.15;
/** So many samples beyond the model still belong to the part beside them. */
const REACH = 3;

/** @param width,height the size of the outline in object units. */
export function partRuns(model: ScalarField, outline: Outline, width: number, height: number): PartRuns {
  const { nx, ny, nz, cellSize } = model;
  const { right, up, toward } = VIEW_CAMERAS[outline.camera];
  const { box } = outline;
  const lens = outline.lens!;
  const { scaleX, scaleY, scaleNear } = photoProjection(outline, width, height);
  const extent = [nx * cellSize, ny * cellSize, nz * cellSize] as const;
  const along = (axis: readonly number[]): number => Math.abs(axis[0]! * extent[0] + axis[1]! * extent[1] + axis[2]! * extent[2]);
  const wide = along(right) * scaleX * (1 + 2 * ROOM);
  const tall = along(up) * scaleY * (1 + 2 * ROOM);
  const deep = along(toward) * scaleNear;
  const step = Math.max(wide, tall, deep) / SAMPLES;
  const columns = Math.ceil(wide / step) + 1;
  const rows = Math.ceil(tall / step) + 1;
  const layers = Math.ceil(deep / step) + 1;
  const centerX = (box.left + box.right) / 2;
  const centerY = (box.top + box.bottom) / 2;
  const left = centerX - ((columns - 1) / 2) * step;
  const top = centerY - ((rows - 1) / 2) * step;
  const far = (-(layers - 1) / 2) * step;
  const low = new Float32Array(columns * rows * layers).fill(Number.NaN);
  const high = low.slice();
  const slice = columns * rows;
  const line = new Float32Array(layers);
  const near = new Float32Array(slice);
  const known = new Float32Array(slice);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      for (let k = 0; k < layers; k++) {
        const depth = far + k * step;
        const zoom = magnification(lens, depth);
        const r = (lens.centerX + (left + i * step - lens.centerX) / zoom - centerX) / scaleX;
        const u = (centerY - (lens.centerY + (top + j * step - lens.centerY) / zoom)) / scaleY;
        const n = depth / scaleNear;
        line[k] = sampleModel(model, right[0] * r + up[0] * u + toward[0] * n, right[1] * r + up[1] * u + toward[1] * n, right[2] * r + up[2] * u + toward[2] * n);
      }
      touch(line, layers, cellSize, far, step, near, known, j * columns + i);
      for (let k = 0; k < layers; k++) {
        if (line[k]! >= 0) continue;
        let last = k;
        while (last + 1 < layers && line[last + 1]! < 0) last++;
        for (let q = k; q <= last; q++) {
          low[q * slice + j * columns + i] = far + k * step;
          high[q * slice + j * columns + i] = far + last * step;
        }
        k = last;
      }
    }
  }
  for (let pass = 0; pass < REACH; pass++) {
    widen(low, high, [columns, rows, layers], [1, columns]);
    widen(low, high, [columns, rows, layers], [slice]);
  }
  return { columns, rows, layers, left, top, far, step, low, high, rim: spread(near, known, columns, rows) };
}

function widen(low: Float32Array, high: Float32Array, [nx, ny, nz]: readonly [number, number, number], steps: readonly number[]): void {
  const fromLow = low.slice();
  const fromHigh = high.slice();
  for (let z = 1; z < nz - 1; z++) {
    for (let y = 1; y < ny - 1; y++) {
      for (let x = 1, o = (z * ny + y) * nx + 1; x < nx - 1; x++, o++) {
        if (!Number.isNaN(fromLow[o]!)) continue;
        let a = 0;
        let b = 0;
        let found = 0;
        for (const step of steps) {
          for (let side = -step; side <= step; side += 2 * step) {
            if (Number.isNaN(fromLow[o + side]!)) continue;
            a += fromLow[o + side]!;
            b += fromHigh[o + side]!;
            found++;
          }
        }
        if (found === 0) continue;
        low[o] = a / found;
        high[o] = b / found;
      }
    }
  }
}

/** Rims are averaged over so many samples around; a ray is one of them if it passes the surface within so many cells, and touches it where it is hardly farther away. */
const BLUR = 2;
const TOUCH_CELLS = 1.5;
const TIE_CELLS = 0.3;

/** How near a ray passes the model, and where, if that is its rim. */
function touch(line: Float32Array, layers: number, cellSize: number, far: number, step: number, near: Float32Array, known: Float32Array, o: number): void {
  let best = 0;
  for (let k = 1; k < layers; k++) if (line[k]! < line[best]!) best = k;
  const least = line[best]!;
  const weight = 1 - Math.abs(least) / (TOUCH_CELLS * cellSize);
  if (weight <= 0) return;
  let from = best;
  let to = best;
  while (from > 0 && line[from - 1]! < least + TIE_CELLS * cellSize) from--;
  while (to + 1 < layers && line[to + 1]! < least + TIE_CELLS * cellSize) to++;
  near[o] = weight * (far + ((from + to) / 2) * step);
  known[o] = weight;
}

function spread(near: Float32Array, known: Float32Array, columns: number, rows: number): Float32Array {
  const sum = boxBlur(near, columns, rows, BLUR);
  const weight = boxBlur(known, columns, rows, BLUR);
  for (let i = 0; i < sum.length; i++) sum[i] = weight[i]! > 1e-6 ? sum[i]! / weight[i]! : 0;
  pushPull(sum, weight.map((share) => (share > 1e-6 ? 1 : 0)), columns, rows, 1);
  return sum;
}

function sampleModel(model: ScalarField, px: number, py: number, pz: number): number {
  const { nx, ny, nz, cellSize, values } = model;
  const x = px / cellSize + (nx - 1) / 2;
  const y = py / cellSize + (ny - 1) / 2;
  const z = pz / cellSize + (nz - 1) / 2;
  if (x < 0 || y < 0 || z < 0 || x >= nx - 1 || y >= ny - 1 || z >= nz - 1) return BAND_CELLS * cellSize;
  const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)];
  const [u, v, w] = [x - i, y - j, z - k];
  const o = (k * ny + j) * nx + i;
  const p = o + nx * ny;
  const a = (values[o]! * (1 - u) + values[o + 1]! * u) * (1 - v) + (values[o + nx]! * (1 - u) + values[o + nx + 1]! * u) * v;
  const b = (values[p]! * (1 - u) + values[p + 1]! * u) * (1 - v) + (values[p + nx]! * (1 - u) + values[p + nx + 1]! * u) * v;
  return a * (1 - w) + b * w;
}
