import { transformLine } from "./distance-transform.ts";
import type { VoxelGrid } from "./outline-grids.ts";

/** The exact Euclidean distance transform of a volume of squared distances in cells (Felzenszwalb & Huttenlocher, 2012), in place. */
export function transformVolume(squared: Float32Array, { nx, ny, nz }: VoxelGrid): void {
  const longest = Math.max(nx, ny, nz);
  const room = [new Float64Array(longest), new Int32Array(longest), new Float64Array(longest + 1)] as const;
  for (let z = 0; z < nz; z++) for (let y = 0; y < ny; y++) transformLine(squared, (z * ny + y) * nx, 1, nx, ...room);
  for (let z = 0; z < nz; z++) for (let x = 0; x < nx; x++) transformLine(squared, z * ny * nx + x, nx, ny, ...room);
  for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++) transformLine(squared, y * nx + x, ny * nx, nz, ...room);
}
