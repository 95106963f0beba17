import type { Mesh } from "./mesh.ts";

export interface EdgeCount {
  /** Edges with one triangle. */
  boundary: number;
  /** Edges with more than two triangles, or with two that run in the same direction. */
  nonManifold: number;
  /** Both vertices of every such edge, one pair after the other. */
  vertices: number[];
}

/** Counts the edges that do not have exactly one triangle on each side. A mesh without any is closed. */
export function findBadEdges(indices: Uint32Array, vertexCount: number): EdgeCount {
  const keys = new Float64Array(indices.length);
  for (let t = 0; t < indices.length; t += 3) {
    for (let e = 0; e < 3; e++) {
      const a = indices[t + e]!;
      const b = indices[t + ((e + 1) % 3)]!;
      // One number an edge that sorts both directions of it next to each other; the lowest bit is the direction.
      keys[t + e] = (a < b ? a * vertexCount + b : b * vertexCount + a) * 2 + (a < b ? 0 : 1);
    }
  }
  keys.sort();
  const count: EdgeCount = { boundary: 0, nonManifold: 0, vertices: [] };
  for (let i = 0; i < keys.length; ) {
    const edge = Math.floor(keys[i]! / 2);
    let end = i;
    let forward = 0;
    while (end < keys.length && Math.floor(keys[end]! / 2) === edge) {
      if (keys[end]! % 2 === 0) forward++;
      end++;
    }
    const total = end - i;
    if (total !== 2 || forward !== 1) {
      if (total === 1) count.boundary++;
      else count.nonManifold++;
      count.vertices.push(Math.floor(edge / vertexCount), edge % vertexCount);
    }
    i = end;
  }
  return count;
}

/** Joins vertices at the very same position and counts the bad edges then: what a file's reader sees. */
export function countBadEdges(positions: Float32Array, indices: ArrayLike<number>): EdgeCount {
  const seen = new Map<string, number>();
  const welded = Uint32Array.from({ length: positions.length / 3 }, (_, i) => {
    const key = `${positions[3 * i]},${positions[3 * i + 1]},${positions[3 * i + 2]}`;
    const first = seen.get(key) ?? i;
    if (first === i) seen.set(key, i);
    return first;
  });
  const joined = Uint32Array.from(indices, (i) => welded[i]!);
  return findBadEdges(joined, welded.length);
}

/** Signed volume; positive if the triangles are counter-clockwise seen from outside. */
export function signedVolume(mesh: Mesh): number {
  const { positions: p, indices } = mesh;
  let six = 0;
  for (let t = 0; t < indices.length; t += 3) {
    const a = 3 * indices[t]!;
    const b = 3 * indices[t + 1]!;
    const c = 3 * indices[t + 2]!;
    six +=
      p[a]! * (p[b + 1]! * p[c + 2]! - p[b + 2]! * p[c + 1]!) +
      p[a + 1]! * (p[b + 2]! * p[c]! - p[b]! * p[c + 2]!) +
      p[a + 2]! * (p[b]! * p[c + 1]! - p[b + 1]! * p[c]!);
  }
  return six / 6;
}
