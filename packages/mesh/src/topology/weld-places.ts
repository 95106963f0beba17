import type { Part } from "../model.ts";
import { weldVertices } from "../write/weld-vertices.ts";

/** The places of all vertices of some parts, each once, in the order in which they first come; and the place of each vertex, part after part. */
export function weldPlaces(parts: readonly Pick<Part, "positions">[]): { positions: Float32Array; places: Uint32Array } {
  const all = joinPositions(parts);
  const { vertices, indices: places } = weldVertices(all.length / 3, all);
  if (vertices.length === places.length) return { positions: all, places };
  const positions = new Float32Array(3 * vertices.length);
  for (let place = 0; place < vertices.length; place++) {
    const from = 3 * vertices[place]!;
    positions[3 * place] = all[from]!;
    positions[3 * place + 1] = all[from + 1]!;
    positions[3 * place + 2] = all[from + 2]!;
  }
  return { positions, places };
}

/** Those of a single part themselves: nobody changes them. */
function joinPositions(parts: readonly Pick<Part, "positions">[]): Float32Array {
  if (parts.length === 1) return parts[0]!.positions;
  const all = new Float32Array(parts.reduce((sum, { positions }) => sum + positions.length, 0));
  let first = 0;
  for (const { positions } of parts) {
    all.set(positions, first);
    first += positions.length;
  }
  return all;
}
