import type { OutlineGrids, PlaneField, ScalarField } from "./outline-grids.ts";
import type { RoundedShape } from "./rounded-sections.ts";
import { BAND_CELLS } from "./smooth-intersection.ts";

/** How deep in cells the surviving voxel should lie, where the hull is that deep. */
const DEPTH_CELLS = 1;
const EDGE_CELLS = 0.5;
const TIE_CELLS = 0.05;

/**
 * Keeps every given outline covered: along each ray through an outline the prior is lowered just until the best voxel
 * inside the hull survives. Best is the one that misses the rounded shape by the smallest share of its section, so that
 * a ray meets the wide foot and not the thin stem above it. Changes `prior.values` in place and returns how many rays
 * needed it.
 */
export function closeOutlines(hull: ScalarField, prior: RoundedShape, grids: OutlineGrids): number {
  const { nx, ny, nz } = hull;
  const slice = nx * ny;
  let closed = 0;
  const alongAxis = (axis: RoundedShape["axis"]): Float32Array | null => (prior.axis === axis ? prior.lineScale : null);
  if (grids.top) closed += closeRays(hull, prior.values, grids.top, { columnStride: 1, rowStride: slice, stride: nx, length: ny, scale: alongAxis("y") });
  closed += closeRays(hull, prior.values, grids.front, { columnStride: 1, rowStride: nx, stride: slice, length: nz, scale: alongAxis("z") });
  if (grids.side) closed += closeRays(hull, prior.values, grids.side, { columnStride: slice, rowStride: nx, stride: 1, length: nx, scale: alongAxis("x") });
  return closed;
}

interface Rays {
  /** How far the volume's index moves for a column and a row of the outline, and along a ray. */
  columnStride: number;
  rowStride: number;
  stride: number;
  length: number;
  /** The prior's scale at each step of a ray, if it changes along it. */
  scale: Float32Array | null;
}

function closeRays(hull: ScalarField, prior: Float32Array, outline: PlaneField, rays: Rays): number {
  const { values, cellSize } = hull;
  const { stride, scale } = rays;
  const edge = EDGE_CELLS * cellSize;
  let closed = 0;
  for (let j = 0, o = 0; j < outline.rows; j++) {
    for (let i = 0; i < outline.columns; i++, o++) {
      if (outline.values[o]! >= edge) continue;
      const start = i * rays.columnStride + j * rays.rowStride;
      const end = start + rays.length * stride;
      let deepest = Infinity;
      for (let q = start; q < end; q += stride) if (values[q]! < deepest) deepest = values[q]!;
      if (deepest >= edge) continue;
      const goal = Math.max(deepest, -DEPTH_CELLS * cellSize);
      const limit = goal + TIE_CELLS * cellSize;
      let least = Infinity;
      for (let q = start, r = 0; q < end; q += stride, r++) {
        if (values[q]! > limit) continue;
        const excess = (prior[q]! - goal) / (scale ? scale[r]! : 1);
        if (excess < least) least = excess;
      }
      if (least <= 0) continue;
      closed++;
      for (let q = start, r = 0; q < end; q += stride, r++) prior[q] = prior[q]! - least * (scale ? scale[r]! : 1);
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
