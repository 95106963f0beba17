import type { Part } from "../model.ts";
import { weldPlaces } from "./weld-places.ts";

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
  const { positions, places } = weldPlaces(parts);
  const most = parts.reduce((sum, { indices }) => sum + indices.length, 0);
  const [indices, origins] = [new Uint32Array(most), new Uint32Array(most / 3)];
  let [count, first] = [0, 0];
  parts.forEach((part, origin) => {
    for (let at = 0; at < part.indices.length; at += 3) {
      const a = places[first + part.indices[at]!]!;
      const b = places[first + part.indices[at + 1]!]!;
      const c = places[first + part.indices[at + 2]!]!;
      if (a === b || b === c || c === a) continue;
      indices[3 * count] = a;
      indices[3 * count + 1] = b;
      indices[3 * count + 2] = c;
      origins[count++] = origin;
    }
    first += part.positions.length / 3;
  });
  return 3 * count === most ? { positions, indices, parts: origins } : { positions, indices: indices.slice(0, 3 * count), parts: origins.slice(0, count) };
}
