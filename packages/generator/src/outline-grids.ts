import type { AlignedViews } from "./align-views.ts";
import { MeanOutline, PlacedOutline } from "./outline-sampler.ts";
import { horizontalAxis } from "./outline.ts";
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
  return samplePlane(samplesAlong(views.width, cellSize), samplesAlong(1, cellSize), cellSize, frontAndBack(views));
}

/** The mean of front and back over x and y. */
export function frontAndBack({ outlines: { front, back }, width }: AlignedViews): MeanOutline {
  return new MeanOutline([new PlacedOutline(front, width, 1), new PlacedOutline(back, width, 1, -1)]);
}

/** The mean of the photos from the right and the left over z and y, as a straight view shows the same outline from both. */
export function bothSides({ outlines }: AlignedViews, depth: number): MeanOutline {
  return new MeanOutline(sidesOf(outlines).map((side) => new PlacedOutline(side, depth, 1, horizontalAxis(side).sign)));
}

/** The mean of the photos from above and below over x and z. */
export function topAndBottom({ outlines, width }: AlignedViews, depth: number): MeanOutline {
  return new MeanOutline(topsOf(outlines).map((top) => new PlacedOutline(top, width, depth, 1, VIEW_CAMERAS[top.camera].up[2])));
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
    side: sides.length > 0 ? samplePlane(grid.nz, grid.ny, cellSize, bothSides(views, depth)) : null,
    top: tops.length > 0 ? samplePlane(grid.nx, grid.nz, cellSize, topAndBottom(views, depth)) : null,
  };
}

function samplePlane(columns: number, rows: number, cellSize: number, outline: MeanOutline): PlaneField {
  const values = new Float32Array(columns * rows);
  const place = new Float64Array(2);
  for (let j = 0, i = 0; j < rows; j++) {
    place[1] = gridCoordinate(j, rows, cellSize);
    const rim = j === 0 || j === rows - 1;
    for (let k = 0; k < columns; k++, i++) {
      place[0] = gridCoordinate(k, columns, cellSize);
      outline.measure(place);
      const d = outline.distance;
      values[i] = rim || k === 0 || k === columns - 1 ? Math.max(d, cellSize) : d;
    }
  }
  return { columns, rows, values };
}
