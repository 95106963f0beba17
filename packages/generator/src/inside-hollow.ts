import type { Hollow } from "./hollow-out.ts";
import type { VoxelGrid } from "./outline-grids.ts";

/** Whether a point of the surface is on the inside of the vessel: not on its outer wall or under its floor. */
export function insideHollow({ nx, ny, nz, cellSize }: VoxelGrid, { floors, rowOfRim, wall }: Hollow): (x: number, y: number, z: number) => boolean {
  return (x, y, z) => {
    const row = y / cellSize + (ny - 1) / 2;
    if (row > rowOfRim + 1) return false;
    const column = Math.round(x / cellSize + (nx - 1) / 2);
    const slice = Math.round(z / cellSize + (nz - 1) / 2);
    for (let k = Math.max(0, slice - 1); k <= Math.min(nz - 1, slice + 1); k++) {
      for (let i = Math.max(0, column - 1); i <= Math.min(nx - 1, column + 1); i++) {
        const floor = floors[k * nx + i]!;
        if (floor >= 0 && row > floor - wall / 2) return true;
      }
    }
    return false;
  };
}
