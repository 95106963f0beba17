import { MeshoptSimplifier } from "meshoptimizer/simplifier";
import { findBadEdges } from "./bad-edges.ts";
import { compactMesh, type Mesh } from "./mesh.ts";

export interface SimplifyOptions {
  /** The result never has more triangles than this (unless closedness needs them). */
  maxTriangles: number;
  /** Below this many triangles nothing is simplified away any more. */
  minTriangles: number;
  /** Error up to which triangles are dropped between the two bounds, as a share of the mesh's size. */
  error: number;
}

const REPAIR_ROUNDS = 6;

/**
 * Simplifies by quadric errors (meshoptimizer). Where an edge comes out bad, its surroundings are locked, wider each
 * round, and the whole is done again; a mesh that went in closed comes out closed.
 */
export async function simplifyMesh(mesh: Mesh, options: SimplifyOptions): Promise<Mesh> {
  await MeshoptSimplifier.ready;
  const vertexCount = mesh.positions.length / 3;
  const locked = new Uint8Array(vertexCount);
  let indices = simplifyOnce(mesh, locked, options);
  for (let round = 0; round < REPAIR_ROUNDS; round++) {
    const bad = findBadEdges(indices, vertexCount).vertices;
    if (bad.length === 0) return compactMesh(mesh.positions, indices);
    lockAround(mesh, bad, 2 + round, locked);
    indices = simplifyOnce(mesh, locked, options);
  }
  return findBadEdges(indices, vertexCount).vertices.length === 0 ? compactMesh(mesh.positions, indices) : mesh;
}

function simplifyOnce(mesh: Mesh, locked: Uint8Array, options: SimplifyOptions): Uint32Array {
  const careful = simplifyTo(mesh, mesh.indices, locked, options.minTriangles, options.error);
  return careful.length / 3 <= options.maxTriangles ? careful : simplifyTo(mesh, careful, locked, options.maxTriangles, 1);
}

function simplifyTo(mesh: Mesh, indices: Uint32Array, locked: Uint8Array, triangles: number, error: number): Uint32Array {
  const target = Math.min(indices.length, triangles * 3);
  const noAttributes = new Float32Array(mesh.positions.length / 3);
  return MeshoptSimplifier.simplifyWithAttributes(indices, mesh.positions, 3, noAttributes, 1, [0], locked, target, error)[0];
}

function lockAround(mesh: Mesh, vertices: number[], rings: number, locked: Uint8Array): void {
  const near = new Uint8Array(locked.length);
  for (const vertex of vertices) near[vertex] = 1;
  for (let ring = 0; ring < rings; ring++) {
    const before = near.slice();
    for (let t = 0; t < mesh.indices.length; t += 3) {
      const a = mesh.indices[t]!;
      const b = mesh.indices[t + 1]!;
      const c = mesh.indices[t + 2]!;
      if (before[a] === 0 && before[b] === 0 && before[c] === 0) continue;
      near[a] = near[b] = near[c] = 1;
    }
  }
  for (let i = 0; i < locked.length; i++) if (near[i] === 1) locked[i] = 1;
}
