import type { Part, Vector3 } from "../model.ts";
import { EdgeTable } from "../topology/edge-table.ts";
import { crossOf } from "../topology/planar-regions.ts";
import { weldPlaces } from "../topology/weld-places.ts";

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
  /** What was found out about it as it is, and is asked for again. */
  known: { table: EdgeTable | null; mates: Int32Array | null };
}

/** Of a surface that nobody has looked at yet. */
export const nothingKnown = (): Surface["known"] => ({ table: null, mates: null });

export const tableOf = ({ indices, known }: Pick<Surface, "indices" | "known">): EdgeTable => (known.table ??= new EdgeTable(indices));

/** The places of all vertices, each once, and all triangles, also those that have two corners in one place. */
export function gatherSurface(parts: readonly Part[]): Surface {
  const sides = parts.reduce((sum, { indices }) => sum + indices.length, 0);
  const [corners, owners, firsts] = [new Uint32Array(sides), new Uint32Array(sides / 3), new Uint32Array(parts.length)];
  let [vertices, at] = [0, 0];
  parts.forEach(({ positions, indices }, part) => {
    firsts[part] = vertices;
    corners.set(indices, at);
    owners.fill(part, at / 3, (at + indices.length) / 3);
    vertices += positions.length / 3;
    at += indices.length;
  });
  const { positions, places } = weldPlaces(parts);
  const indices = new Uint32Array(sides);
  for (let corner = 0; corner < sides; corner++) indices[corner] = places[firsts[owners[Math.trunc(corner / 3)]!]! + corners[corner]!]!;
  return { positions, indices, corners, parts: owners, isTurned: new Uint8Array(sides / 3), known: nothingKnown() };
}

/** The surface with those triangles alone that are kept. */
export function keepTriangles(surface: Surface, isKept: Uint8Array): Surface {
  const perCorner = (_: number, corner: number) => isKept[Math.trunc(corner / 3)] === 1;
  const perTriangle = (_: number, triangle: number) => isKept[triangle] === 1;
  const { positions, indices, corners, parts, isTurned } = surface;
  return { positions, indices: indices.filter(perCorner), corners: corners.filter(perCorner), parts: parts.filter(perTriangle), isTurned: isTurned.filter(perTriangle), known: nothingKnown() };
}

/** Turns triangles over, in place. */
export function turnTriangles({ indices, corners, isTurned, known }: Surface, triangles: ArrayLike<number>): void {
  if (triangles.length === 0) return;
  Object.assign(known, nothingKnown());
  for (let at = 0; at < triangles.length; at++) {
    const triangle = triangles[at]!;
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
  const areas = new Float64Array(indices.length / 3);
  for (let triangle = 0; triangle < areas.length; triangle++) {
    const [x, y, z] = crossOf(positions, indices, triangle);
    areas[triangle] = Math.sqrt(x * x + y * y + z * z) / 2;
  }
  return areas;
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
