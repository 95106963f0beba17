import { UNKNOWN_SQUARE } from "./distance-transform.ts";
import { transformVolume } from "./distance-volume.ts";
import type { Opening } from "./find-opening.ts";
import type { ScalarField } from "./outline-grids.ts";
import { BAND_CELLS } from "./smooth-intersection.ts";

/** The inside of a vessel, on the columns of a grid. */
export interface Hollow {
  /** For each x and z the lowest row that was taken out; -1 in columns that are as they were. */
  floors: Int16Array;
  rowOfRim: number;
  wall: number;
}

/** Where a hollow has narrowed to half of its mouth by clear steps and then goes on straight, it has come into a foot or a stem, which is solid. */
const PIT_SHARE = 0.5;
const CLEAR_STEP = 0.04;
const STRAIGHT_STEP = 0.35;

/**
 * Takes out what a vessel is filled with, since outlines do not show its inside: straight down from the opening, up to a
 * wall and a floor that are as thick as the rim. Changes `field` in place.
 */
export function hollowOut(field: ScalarField, opening: Opening): Hollow {
  const { nx, ny, nz, cellSize, values } = field;
  const { rim, row, slack, wall } = opening;
  const depth = depthsBelow(field, opening);
  const top = Math.min(ny - 1, row + slack);
  const areas = new Int32Array(ny);
  const floors = new Int16Array(nx * nz).fill(-1);
  for (let z = 0; z < nz; z++) {
    for (let x = 0; x < nx; x++) {
      if (rim.values[z * nx + x]! >= 0) continue;
      // What lies below a wall that leans in is not seen through the opening.
      for (let y = top; y >= 0 && depth[(z * ny + y) * nx + x]! > wall; y--) {
        areas[y] = areas[y]! + 1;
        floors[z * nx + x] = y;
      }
    }
  }
  const lowest = pitRow(areas, top, wall);
  const band = BAND_CELLS * cellSize;
  for (let c = 0, z = 0; z < nz; z++) {
    for (let x = 0; x < nx; x++, c++) {
      if (rim.values[c]! >= 0) continue;
      if (floors[c]! >= 0) floors[c] = Math.max(floors[c]!, lowest);
      const end = floors[c]! < 0 ? top - 1 : Math.max(0, floors[c]! - 2);
      for (let y = top; y >= end; y--) {
        const i = (z * ny + y) * nx + x;
        const level = Math.min(depth[i]! - wall, y - lowest + 1) * cellSize;
        if (level > values[i]!) values[i] = Math.min(band, level);
      }
    }
  }
  return { floors, rowOfRim: row, wall };
}

/** The lowest row of a hollow that would go on into a foot, 0 for any other. */
function pitRow(areas: Int32Array, top: number, wall: number): number {
  const step = Math.max(2, Math.round(wall));
  const mouth = Math.max(...areas);
  for (let y = top - 2 * step; y > 0 && areas[y]! > 0; y--) {
    const [narrowed, before] = [areas[y + step]! - areas[y]!, areas[y + 2 * step]! - areas[y + step]!];
    if (areas[y]! < PIT_SHARE * mouth && before > CLEAR_STEP * mouth && narrowed < STRAIGHT_STEP * before) return y + step;
  }
  return 0;
}

/** How deep in cells each sample lies under the outer surface, which the opening is no part of. */
function depthsBelow(field: ScalarField, { rim, row, slack }: Opening): Float32Array {
  const { nx, ny, nz, cellSize, values } = field;
  const squared = new Float32Array(nx * ny * nz);
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        const inside = -values[i]! / cellSize;
        if (y >= row - slack && rim.values[z * nx + x]! < 0) squared[i] = UNKNOWN_SQUARE;
        else if (inside > 0) squared[i] = inside < 1 ? inside * inside : UNKNOWN_SQUARE;
      }
    }
  }
  transformVolume(squared, field);
  for (let i = 0; i < squared.length; i++) squared[i] = Math.sqrt(squared[i]!);
  return squared;
}
