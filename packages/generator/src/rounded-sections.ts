import { blendFalloff, commonSolidity, type LineBodies } from "./blend-falloff.ts";
import type { DepthEstimate } from "./estimate-depth.ts";
import type { InflationProfile } from "./inflation-profile.ts";
import { gridCoordinate, type PlaneField, type VoxelGrid } from "./outline-grids.ts";

/** A rounded object as a level a voxel, in object units, negative inside. */
export interface RoundedShape {
  values: Float32Array;
  axis: "x" | "y" | "z";
  /** The level's scale on each line along `axis`. */
  lineScale: Float32Array;
}

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

/** One direction of lines on the grids' outlines: the plane, how the volume's axes see it, and its profile. */
export interface SectionSide {
  of: "front" | "side" | "top";
  plane: PlaneField;
  lines: "rows" | "columns";
  profile: InflationProfile;
  bodies: LineBodies;
}

/** Sections between two outlines that share the lines across `axis`. */
export function sectionsBetween(grid: VoxelGrid, axis: "x" | "y" | "z", first: SectionSide, second: SectionSide): RoundedSections {
  const solid = commonSolidity(first.bodies, second.bodies);
  const falloff = (side: SectionSide): FalloffPlane => falloffPlane(blendFalloff(side.profile, side.bodies, solid, side.plane.columns, side.lines), side.of, grid);
  const lineScale = first.profile.halfWidth.map((half, j) => Math.max(grid.cellSize, Math.min(half, second.profile.halfWidth[j]!)));
  return { axis, first: falloff(first), second: falloff(second), lineScale };
}

/** Level sections between the rows of the front outline and a depth known for each row. */
export function sectionsFromDepth(grid: VoxelGrid, front: SectionSide, { halfDepth, legOffset }: DepthEstimate): RoundedSections {
  const { ny, nz, cellSize } = grid;
  const falloff = new Float32Array(ny * nz);
  for (let j = 0; j < ny; j++) {
    const half = Math.max(halfDepth[j]!, cellSize * 0.7);
    for (let k = 0; k < nz; k++) falloff[j * nz + k] = ((Math.abs(gridCoordinate(k, nz, cellSize)) - legOffset[j]!) / half) ** 2;
  }
  const blended = blendFalloff(front.profile, front.bodies, front.bodies.solid, front.plane.columns, front.lines);
  const lineScale = front.profile.halfWidth.map((half, j) => Math.max(cellSize, Math.min(half, halfDepth[j]!)));
  return { axis: "y", first: falloffPlane(blended, "front", grid), second: falloffPlane(falloff, "side", grid), lineScale };
}

/** The superellipse level at every voxel, in object units, negative inside. */
export function evaluateSections(grid: VoxelGrid, sections: RoundedSections, exponent: number): RoundedShape {
  const { nx, ny, nz } = grid;
  const { axis, first, second, lineScale } = sections;
  const a = exponent === 2 ? first.values : first.values.map((v) => Math.pow(v, exponent / 2));
  const b = exponent === 2 ? second.values : second.values.map((v) => Math.pow(v, exponent / 2));
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
  return { values, axis, lineScale };
}
