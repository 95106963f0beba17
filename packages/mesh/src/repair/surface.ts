import type { Part, Vector3 } from "../model.ts";
import { crossOf } from "../topology/planar-regions.ts";
import { weldVertices } from "../write/weld-vertices.ts";

/** All triangles of a model as one surface, each corner with the place where it is and the vertex of its part that it came from. */
export interface Surface {
  /** Three numbers a place: metres. */
  positions: Float32Array;
  /** The place of each corner, three a triangle. */
  indices: Uint32Array;
  /** The vertex of each corner, in its part; see {@link NewVertices} for those that are not there yet. */
  corners: Uint32Array;
  /** The part of each triangle. */
  parts: Uint32Array;
  /** Of each triangle: whether it is turned over as against the model. */
  isTurned: Uint8Array;
}

/** The places of all vertices, each once, and all triangles, also those that have two corners in one place. */
export function gatherSurface(parts: readonly Part[]): Surface {
  const all = new Float32Array(parts.reduce((sum, { positions }) => sum + positions.length, 0));
  const sides = parts.reduce((sum, { indices }) => sum + indices.length, 0);
  const [corners, owners, firsts] = [new Uint32Array(sides), new Uint32Array(sides / 3), new Uint32Array(parts.length)];
  let [vertices, at] = [0, 0];
  parts.forEach(({ positions, indices }, part) => {
    firsts[part] = vertices;
    all.set(positions, 3 * vertices);
    corners.set(indices, at);
    owners.fill(part, at / 3, (at + indices.length) / 3);
    vertices += positions.length / 3;
    at += indices.length;
  });
  const welded = weldVertices(vertices, all);
  const positions = new Float32Array(3 * welded.vertices.length);
  welded.vertices.forEach((from, place) => positions.set(all.subarray(3 * from, 3 * from + 3), 3 * place));
  const indices = corners.map((vertex, corner) => welded.indices[firsts[owners[Math.floor(corner / 3)]!]! + vertex]!);
  return { positions, indices, corners, parts: owners, isTurned: new Uint8Array(sides / 3) };
}

/** The surface with those triangles alone that are kept. */
export function keepTriangles(surface: Surface, isKept: Uint8Array): Surface {
  const perCorner = (_: number, corner: number) => isKept[Math.floor(corner / 3)] === 1;
  const perTriangle = (_: number, triangle: number) => isKept[triangle] === 1;
  const { positions, indices, corners, parts, isTurned } = surface;
  return { positions, indices: indices.filter(perCorner), corners: corners.filter(perCorner), parts: parts.filter(perTriangle), isTurned: isTurned.filter(perTriangle) };
}

/** Turns triangles over, in place. */
export function turnTriangles({ indices, corners, isTurned }: Surface, triangles: Iterable<number>): void {
  for (const triangle of triangles) {
    for (const numbers of [indices, corners]) [numbers[3 * triangle + 1], numbers[3 * triangle + 2]] = [numbers[3 * triangle + 2]!, numbers[3 * triangle + 1]!];
    isTurned[triangle]! ^= 1;
  }
}

export const pointOf = ({ positions }: Pick<Surface, "positions">, place: number): Vector3 => [positions[3 * place]!, positions[3 * place + 1]!, positions[3 * place + 2]!];

export function middleOf({ positions, indices }: Pick<Surface, "positions" | "indices">, triangle: number): Vector3 {
  const along = (axis: number) => (positions[3 * indices[3 * triangle]! + axis]! + positions[3 * indices[3 * triangle + 1]! + axis]! + positions[3 * indices[3 * triangle + 2]! + axis]!) / 3;
  return [along(0), along(1), along(2)];
}

export function areasOf({ positions, indices }: Pick<Surface, "positions" | "indices">): Float64Array {
  return Float64Array.from({ length: indices.length / 3 }, (_, triangle) => Math.hypot(...crossOf(positions, indices, triangle)) / 2);
}

/** Metres: from corner to corner of the box around all places. */
export function diagonalOf({ positions }: Pick<Surface, "positions">): number {
  const [min, max] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity]]; // prettier-ignore
  for (let at = 0; at < positions.length; at++) {
    min[at % 3] = Math.min(min[at % 3]!, positions[at]!);
    max[at % 3] = Math.max(max[at % 3]!, positions[at]!);
  }
  return positions.length === 0 ? 0 : Math.hypot(...max.map((value, axis) => value - min[axis]!));
}
