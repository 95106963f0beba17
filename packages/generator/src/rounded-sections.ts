import type { InflationProfile } from "./inflation-profile.ts";
import { gridCoordinate, type VoxelGrid } from "./outline-grids.ts";

/** One way to round the object: along `axis` every section is a superellipse between the falloffs of two outlines. */
export interface RoundedSections {
  axis: "x" | "y" | "z";
  first: FalloffPlane;
  second: FalloffPlane;
  /** Turns the section's level into a distance in object units (before division by the exponent), one a line. */
  lineScale: Float32Array;
}

/** A plane of falloff values and how far an index moves for a step along each axis of the volume. */
export interface FalloffPlane {
  values: Float32Array;
  strideX: number;
  strideY: number;
  strideZ: number;
}

/** A plane of one outline, as the volume's axes see it. */
export function falloffPlane(values: Float32Array, of: "front" | "side" | "top", grid: VoxelGrid): FalloffPlane {
  if (of === "front") return { values, strideX: 1, strideY: grid.nx, strideZ: 0 };
  if (of === "side") return { values, strideX: 0, strideY: grid.nz, strideZ: 1 };
  return { values, strideX: 1, strideY: 0, strideZ: grid.nx };
}

/** Level sections between the rows of the front and the side outline. */
export function sectionsAlongY(grid: VoxelGrid, front: InflationProfile, side: InflationProfile): RoundedSections {
  const lineScale = front.halfWidth.map((half, j) => Math.max(grid.cellSize, Math.min(half, side.halfWidth[j]!)));
  return { axis: "y", first: falloffPlane(front.falloff, "front", grid), second: falloffPlane(side.falloff, "side", grid), lineScale };
}

/** Level sections between the rows of the front outline and a depth known for each row. */
export function sectionsFromDepth(grid: VoxelGrid, front: InflationProfile, halfDepth: Float32Array): RoundedSections {
  const { ny, nz, cellSize } = grid;
  const falloff = new Float32Array(ny * nz);
  for (let j = 0; j < ny; j++) {
    const half = Math.max(halfDepth[j]!, cellSize * 0.7);
    for (let k = 0; k < nz; k++) falloff[j * nz + k] = (gridCoordinate(k, nz, cellSize) / half) ** 2;
  }
  const lineScale = front.halfWidth.map((half, j) => Math.max(cellSize, Math.min(half, halfDepth[j]!)));
  return { axis: "y", first: falloffPlane(front.falloff, "front", grid), second: falloffPlane(falloff, "side", grid), lineScale };
}

/** The superellipse level at every voxel, in object units, negative inside. */
export function evaluateSections(grid: VoxelGrid, sections: RoundedSections, exponent: number): Float32Array {
  const { nx, ny, nz } = grid;
  const { axis, first, second, lineScale } = sections;
  const a = first.values.map((v) => Math.pow(v, exponent / 2));
  const b = second.values.map((v) => Math.pow(v, exponent / 2));
  const values = new Float32Array(nx * ny * nz);
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      let ai = y * first.strideY + z * first.strideZ;
      let bi = y * second.strideY + z * second.strideZ;
      const lineConstant = axis === "y" ? lineScale[y]! : axis === "z" ? lineScale[z]! : 0;
      for (let x = 0; x < nx; x++, i++, ai += first.strideX, bi += second.strideX) {
        const scale = (axis === "x" ? lineScale[x]! : lineConstant) / exponent;
        values[i] = (a[ai]! + b[bi]! - 1) * scale;
      }
    }
  }
  return values;
}
