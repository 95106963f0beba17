import type { AlignedViews, Outlines } from "./align-views.ts";
import { horizontalAxis, outlineDistance, type Outline } from "./outline.ts";

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

/** The outlines sampled at the grid's own points: one front (front and back in one), side (z, y) and top (x, z). */
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

export function sideDistance(side: Outline, z: number, y: number, depth: number): number {
  return outlineDistance(side, horizontalAxis(side).sign * z, y, depth, 1);
}

export function topDistance(top: Outline, x: number, z: number, width: number, depth: number): number {
  return outlineDistance(top, x, -z, width, depth);
}

/** Samples every outline on the grid of that cell size. */
export function sampleOutlines(views: AlignedViews, depth: number, cellSize: number, front = sampleFrontOutline(views, cellSize)): OutlineGrids {
  const { side, top }: Outlines = views.outlines;
  const grid: VoxelGrid = { nx: front.columns, ny: front.rows, nz: samplesAlong(depth, cellSize), cellSize };
  return {
    grid,
    width: views.width,
    depth,
    front,
    side: side ? samplePlane(grid.nz, grid.ny, cellSize, (z, y) => sideDistance(side, z, y, depth)) : null,
    top: top ? samplePlane(grid.nx, grid.nz, cellSize, (x, z) => topDistance(top, x, z, views.width, depth)) : null,
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
