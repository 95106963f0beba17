import { findShells, isBody, type Shell } from "../topology/find-shells.ts";
import { countSurfaces, findSurfaces, type Surfaces } from "../topology/find-surfaces.ts";
import type { PlanarFace } from "../topology/merge-coplanar.ts";
import { nestShells, type Body } from "../topology/nest-shells.ts";

/** What is a solid and what a surface, and which of their faces are one surface that is truly round. */
export interface StepBodies {
  bodies: readonly Body[];
  open: readonly Shell[];
  surfaces: Surfaces;
  /** Faces as they will be. */
  count: number;
  /** Before any of them became one. */
  facets: number;
  /** At which faces do not meet. */
  openEdges: number;
}

export function arrangeBodies(faces: readonly PlanarFace[], positions: Float32Array, tolerance: number): StepBodies {
  const shells = findShells(faces, positions);
  const bodies = nestShells(shells.filter(isBody), positions);
  const open = shells.filter((shell) => !isBody(shell));
  const all = [...bodies.flatMap(({ outer, voids }) => [outer, ...voids]), ...open].flatMap((shell) => shell.faces);
  const surfaces = findSurfaces(all, positions, tolerance);
  return { bodies, open, surfaces, count: countSurfaces(all, surfaces), facets: all.length, openEdges: open.reduce((sum, shell) => sum + shell.openEdges, 0) };
}
