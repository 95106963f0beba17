import type { Part } from "../model.ts";
import { weldVertices } from "../write/weld-vertices.ts";

/** Triangles that share their vertices, whatever part they came from. */
export interface WeldedMesh {
  /** Three numbers a vertex, each place once, in the order in which it first comes. */
  positions: Float32Array;
  /** Three a triangle. None uses a vertex twice. */
  indices: Uint32Array;
  /** Of each triangle: the part that it came from. */
  parts: Uint32Array;
}

/**
 * Makes one vertex of all that are in exactly the same place, and leaves out triangles that have two corners in one. Nothing moves: vertices that are
 * only near each other stay apart, since what is near depends on the model.
 */
export function weldTriangles(parts: readonly Pick<Part, "positions" | "indices">[]): WeldedMesh {
  const all = new Float32Array(parts.reduce((sum, { positions }) => sum + positions.length, 0));
  const most = parts.reduce((sum, { indices }) => sum + indices.length, 0);
  let first = 0;
  const firsts = parts.map(({ positions }) => {
    all.set(positions, first);
    first += positions.length;
    return (first - positions.length) / 3;
  });
  const welded = weldVertices(all.length / 3, all);
  const positions = new Float32Array(3 * welded.vertices.length);
  welded.vertices.forEach((from, vertex) => positions.set(all.subarray(3 * from, 3 * from + 3), 3 * vertex));
  const [indices, origins] = [new Uint32Array(most), new Uint32Array(most / 3)];
  let count = 0;
  parts.forEach((part, origin) => {
    const vertexOf = (at: number) => welded.indices[firsts[origin]! + part.indices[at]!]!;
    for (let at = 0; at < part.indices.length; at += 3) {
      const [a, b, c] = [vertexOf(at), vertexOf(at + 1), vertexOf(at + 2)];
      if (a === b || b === c || c === a) continue;
      indices[3 * count] = a;
      indices[3 * count + 1] = b;
      indices[3 * count + 2] = c;
      origins[count++] = origin;
    }
  });
  return { positions, indices: indices.slice(0, 3 * count), parts: origins.slice(0, count) };
}
