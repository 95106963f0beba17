import { gridCoordinate, type OutlineGrids, type PlaneField, type ScalarField } from "./outline-grids.ts";

/** Radius of the rounding of the hull's edges, in cells: enough to keep them free of stair steps. */
export const BLEND_CELLS = 1.2;
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
 * about a cell. Where two outlines show the same face there is no crease: a board would lose of its thickness what the rounding of an edge takes.
 * Values are object units, cut off at ± {@link BAND_CELLS} cells.
 *
 * @param roundsFaces whether what both show as one face is taken for an edge all the same.
 */
export function smoothIntersection(grids: OutlineGrids, { roundsFaces = false }: { roundsFaces?: boolean } = {}): ScalarField {
  const { grid, depth } = grids;
  const { nx, ny, nz, cellSize } = grid;
  const radius = BLEND_CELLS * cellSize;
  const band = BAND_CELLS * cellSize;
  const [front, side, top] = [slopesOf(grids.front), grids.side && slopesOf(grids.side), grids.top && slopesOf(grids.top)];
  const values = new Float32Array(nx * ny * nz);
  const facing = roundsFaces ? 0 : 1;
  for (let z = 0, i = 0; z < nz; z++) {
    const beyondDepth = Math.abs(gridCoordinate(z, nz, cellSize)) - depth / 2 - 0.5 * cellSize;
    for (let y = 0; y < ny; y++) {
      const s = y * nz + z;
      const sideValue = side ? side.values[s]! : beyondDepth;
      const sideUp = side ? side.ofRows[s]! : 0;
      for (let x = 0; x < nx; x++, i++) {
        const f = y * nx + x;
        const frontValue = front.values[f]!;
        let value = smoothMax(frontValue, sideValue, radius * (1 - facing * Math.abs(front.ofRows[f]! * sideUp)));
        if (top) {
          const t = z * nx + x;
          const alike = frontValue >= sideValue ? front.ofColumns[f]! * top.ofColumns[t]! : side ? side.ofColumns[s]! * top.ofRows[t]! : top.ofRows[t]!;
          value = smoothMax(value, top.values[t]!, radius * (1 - facing * Math.abs(alike)));
        }
        values[i] = value > band ? band : value < -band ? -band : value;
      }
    }
  }
  return { ...grid, values };
}

/** An outline with the direction in which its distance grows: the share of it along columns and along rows. */
interface Slopes {
  values: Float32Array;
  ofColumns: Float32Array;
  ofRows: Float32Array;
}

function slopesOf({ columns, rows, values }: PlaneField): Slopes {
  const ofColumns = new Float32Array(values.length);
  const ofRows = new Float32Array(values.length);
  for (let j = 1; j < rows - 1; j++) {
    for (let k = 1, o = j * columns + 1; k < columns - 1; k++, o++) {
      const across = values[o + 1]! - values[o - 1]!;
      const down = values[o + columns]! - values[o - columns]!;
      const length = Math.sqrt(across * across + down * down);
      if (length === 0) continue;
      ofColumns[o] = across / length;
      ofRows[o] = down / length;
    }
  }
  return { values, ofColumns, ofRows };
}
