import type { AlignedViews } from "./align-views.ts";
import { horizontalAxis, outlineDistance, type Outline } from "./outline.ts";
import { sidesOf, topsOf } from "./outlines.ts";
import { VIEW_CAMERAS } from "./view-cameras.ts";

/** A box of samples, x fastest, then y, then z; centred on the origin. */
export interface VoxelGrid {
  nx: number;
  ny: number;
  nz: number;
  /** Distance between two samples in object units. */
  cellSize: number;
}

export interface ScalarField extends VoxelGrid {
  values: Float32Array;
}

/** A distance field on two of the grid's axes, in object units, negative inside, positive all along its rim. */
export interface PlaneField {
  columns: number;
  rows: number;
  values: Float32Array;
}

/** The outlines sampled at the grid's own points: one front (front and back in one), side (z, y; right and left in one) and top (x, z; with the bottom). */
export interface OutlineGrids {
  grid: VoxelGrid;
  width: number;
  depth: number;
  /** columns x, rows y */
  front: PlaneField;
  /** columns z, rows y */
  side: PlaneField | null;
  /** columns x, rows z */
  top: PlaneField | null;
}

const MARGIN = 3;

/** The position of sample `index` of `count` along an axis. */
export function gridCoordinate(index: number, count: number, cellSize: number): number {
  return (index - (count - 1) / 2) * cellSize;
}

function samplesAlong(length: number, cellSize: number): number {
  return Math.ceil(length / cellSize) + 2 * MARGIN;
}

/** The front outline alone, before the depth is known. `longest` is the object's longest side. */
export function sampleFrontOutline(views: AlignedViews, cellSize: number): PlaneField {
  const { front, back } = views.outlines;
  return samplePlane(samplesAlong(views.width, cellSize), samplesAlong(1, cellSize), cellSize, (x, y) => frontDistance(views, front, back, x, y));
}

export function frontDistance(views: AlignedViews, front: Outline, back: Outline, x: number, y: number): number {
  return (outlineDistance(front, x, y, views.width, 1) + outlineDistance(back, -x, y, views.width, 1)) / 2;
}

/** The mean of the photos from the right and the left, as a straight view shows the same outline from both. */
export function sideDistance(sides: readonly Outline[], z: number, y: number, depth: number): number {
  let sum = 0;
  for (const side of sides) sum += outlineDistance(side, horizontalAxis(side).sign * z, y, depth, 1);
  return sum / sides.length;
}

/** The mean of the photos from above and below. */
export function topDistance(tops: readonly Outline[], x: number, z: number, width: number, depth: number): number {
  let sum = 0;
  for (const top of tops) sum += outlineDistance(top, x, VIEW_CAMERAS[top.camera].up[2] * z, width, depth);
  return sum / tops.length;
}

/** Samples every outline on the grid of that cell size. */
export function sampleOutlines(views: AlignedViews, depth: number, cellSize: number, front = sampleFrontOutline(views, cellSize)): OutlineGrids {
  const sides = sidesOf(views.outlines);
  const tops = topsOf(views.outlines);
  const grid: VoxelGrid = { nx: front.columns, ny: front.rows, nz: samplesAlong(depth, cellSize), cellSize };
  return {
    grid,
    width: views.width,
    depth,
    front,
    side: sides.length > 0 ? samplePlane(grid.nz, grid.ny, cellSize, (z, y) => sideDistance(sides, z, y, depth)) : null,
    top: tops.length > 0 ? samplePlane(grid.nx, grid.nz, cellSize, (x, z) => topDistance(tops, x, z, views.width, depth)) : null,
  };
}

function samplePlane(columns: number, rows: number, cellSize: number, distance: (a: number, b: number) => number): PlaneField {
  const values = new Float32Array(columns * rows);
  for (let j = 0, i = 0; j < rows; j++) {
    const b = gridCoordinate(j, rows, cellSize);
    const rim = j === 0 || j === rows - 1;
    for (let k = 0; k < columns; k++, i++) {
      const d = distance(gridCoordinate(k, columns, cellSize), b);
      values[i] = rim || k === 0 || k === columns - 1 ? Math.max(d, cellSize) : d;
    }
  }
  return { columns, rows, values };
}
