import { gridCoordinate, type OutlineGrids, type ScalarField } from "./outline-grids.ts";

/** Radius of the rounding of the hull's edges, in cells: enough to keep them free of stair steps. */
const BLEND_CELLS = 1.2;
/** The field is cut off here; farther values say nothing about the surface. */
export const BAND_CELLS = 4;

/** Smooth maximum of two distances (the polynomial of I. Quilez): exact where they differ by more than `radius`. */
export function smoothMax(a: number, b: number, radius: number): number {
  const d = a - b;
  if (d >= radius) return a;
  if (d <= -radius) return b;
  const overlap = (radius - Math.abs(d)) / radius;
  return Math.max(a, b) + overlap * overlap * radius * 0.25;
}

/**
 * The visual hull as a distance-like field: what lies inside every outline (Laurentini, 1994), its creases rounded by
 * about a cell. Values are object units, cut off at ± {@link BAND_CELLS} cells.
 */
export function smoothIntersection(grids: OutlineGrids): ScalarField {
  const { grid, front, side, top, depth } = grids;
  const { nx, ny, nz, cellSize } = grid;
  const radius = BLEND_CELLS * cellSize;
  const band = BAND_CELLS * cellSize;
  const values = new Float32Array(nx * ny * nz);
  for (let z = 0, i = 0; z < nz; z++) {
    const beyondDepth = Math.abs(gridCoordinate(z, nz, cellSize)) - depth / 2 - 0.5 * cellSize;
    for (let y = 0; y < ny; y++) {
      const sideValue = side ? side.values[y * nz + z]! : beyondDepth;
      for (let x = 0; x < nx; x++, i++) {
        let value = smoothMax(front.values[y * nx + x]!, sideValue, radius);
        if (top) value = smoothMax(value, top.values[z * nx + x]!, radius);
        values[i] = value > band ? band : value < -band ? -band : value;
      }
    }
  }
  return { ...grid, values };
}
