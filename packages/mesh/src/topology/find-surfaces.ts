import { besideOf } from "./find-bands.ts";
import { findRounds, type Rounds } from "./find-rounds.ts";
import { findSectors, type Sectors } from "./find-sectors.ts";
import type { PlanarFace } from "./merge-coplanar.ts";

/** What flat faces are the facets of: what is round all around an axis, and of the others what is a part of a cylinder. */
export type Surfaces = Rounds & Sectors;

export function findSurfaces(faces: readonly PlanarFace[], positions: Float32Array, tolerance: number): Surfaces {
  const beside = besideOf(faces);
  const { rounds, circles } = findRounds(faces, beside, positions, tolerance);
  return { rounds, circles, ...findSectors(faces.filter((face) => !rounds.has(face)), beside, positions, tolerance) };
}

/** How many faces there are when each surface is one. */
export function countSurfaces(faces: readonly PlanarFace[], { rounds, sectors }: Surfaces): number {
  return faces.length - rounds.size - sectors.size + new Set(rounds.values()).size + new Set(sectors.values()).size;
}
