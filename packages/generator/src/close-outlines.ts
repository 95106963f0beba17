import type { OutlineGrids, PlaneField, ScalarField } from "./outline-grids.ts";
import { BAND_CELLS } from "./smooth-intersection.ts";

/** How deep in cells the surviving voxel should lie, where the hull is that deep. */
const DEPTH_CELLS = 1;
const EDGE_CELLS = 0.5;
const TIE_CELLS = 0.05;

/**
 * Keeps every given outline covered: along each ray through an outline the prior is lowered just until the best voxel
 * inside the hull survives. Changes `prior` in place and returns how many rays needed it.
 */
export function closeOutlines(hull: ScalarField, prior: Float32Array, grids: OutlineGrids): number {
  const { nx, ny, nz } = hull;
  const slice = nx * ny;
  let closed = 0;
  if (grids.top) closed += closeRays(hull, prior, grids.top, 1, slice, nx, ny);
  closed += closeRays(hull, prior, grids.front, 1, nx, slice, nz);
  if (grids.side) closed += closeRays(hull, prior, grids.side, slice, nx, 1, nx);
  return closed;
}

function closeRays(
  hull: ScalarField,
  prior: Float32Array,
  outline: PlaneField,
  columnStride: number,
  rowStride: number,
  rayStride: number,
  rayLength: number,
): number {
  const { values, cellSize } = hull;
  const edge = EDGE_CELLS * cellSize;
  let closed = 0;
  for (let j = 0, o = 0; j < outline.rows; j++) {
    for (let i = 0; i < outline.columns; i++, o++) {
      if (outline.values[o]! >= edge) continue;
      const start = i * columnStride + j * rowStride;
      const end = start + rayLength * rayStride;
      let deepest = Infinity;
      for (let q = start; q < end; q += rayStride) if (values[q]! < deepest) deepest = values[q]!;
      if (deepest >= edge) continue;
      const goal = Math.max(deepest, -DEPTH_CELLS * cellSize);
      const limit = goal + TIE_CELLS * cellSize;
      let lowest = Infinity;
      for (let q = start; q < end; q += rayStride) if (values[q]! <= limit && prior[q]! < lowest) lowest = prior[q]!;
      const excess = lowest - goal;
      if (excess <= 0) continue;
      closed++;
      for (let q = start; q < end; q += rayStride) prior[q] = prior[q]! - excess;
    }
  }
  return closed;
}

/** Cuts the hull down to the prior: the larger of both at every voxel. Changes `hull` in place. */
export function applyPrior(hull: ScalarField, prior: Float32Array): void {
  const { values } = hull;
  const band = BAND_CELLS * hull.cellSize;
  for (let i = 0; i < values.length; i++) {
    const level = prior[i]!;
    if (level > values[i]!) values[i] = level > band ? band : level;
  }
}
