import type { Part } from "../model.ts";
import { weldVertices } from "../write/weld-vertices.ts";

/** Normal, texture coordinate, colour. */
export const ATTRIBUTES = 9;
const [UV_AT, COLOR_AT] = [3, 5];

/** All parts as one surface, of which each vertex belongs to one part. */
export interface JoinedParts {
  /** Three numbers a vertex. Where parts meet, or where normals or coordinates jump, a place is there more than once. */
  positions: Float32Array;
  /** {@link ATTRIBUTES} numbers a vertex, zeros for what a part has not. */
  attributes: Float32Array;
  /** Three a triangle, none with a corner twice. */
  indices: Uint32Array;
  /** Of each vertex: its part, and which of the part's vertices it was. */
  parts: Uint32Array;
  origins: Uint32Array;
}

/** Vertices of one part that are alike in all that they have become one; those that no triangle uses are left out. */
export function joinParts(parts: readonly Part[]): JoinedParts {
  const welded = parts.map((part) => weldPart(part));
  const count = welded.reduce((sum, { vertices }) => sum + vertices.length, 0);
  const joined: JoinedParts = {
    positions: new Float32Array(3 * count),
    attributes: new Float32Array(ATTRIBUTES * count),
    indices: new Uint32Array(welded.reduce((sum, { indices }) => sum + indices.length, 0)),
    parts: new Uint32Array(count),
    origins: new Uint32Array(count),
  };
  let [first, at] = [0, 0];
  welded.forEach(({ vertices, indices }, which) => {
    const { positions, normals, uvs, colors } = parts[which]!;
    vertices.forEach((origin, k) => {
      const vertex = first + k;
      joined.parts[vertex] = which;
      joined.origins[vertex] = origin;
      joined.positions.set(positions.subarray(3 * origin, 3 * origin + 3), 3 * vertex);
      if (normals) joined.attributes.set(normals.subarray(3 * origin, 3 * origin + 3), ATTRIBUTES * vertex);
      if (uvs) joined.attributes.set(uvs.subarray(2 * origin, 2 * origin + 2), ATTRIBUTES * vertex + UV_AT);
      if (colors) joined.attributes.set(colors.subarray(4 * origin, 4 * origin + 4), ATTRIBUTES * vertex + COLOR_AT);
    });
    for (const vertex of indices) joined.indices[at++] = first + vertex;
    first += vertices.length;
  });
  return joined;
}

/** The parts that triangles of the joined surface belong to, each with the vertices that they use; parts without any are left out. */
export function splitParts(parts: readonly Part[], joined: Pick<JoinedParts, "parts" | "origins">, indices: Uint32Array): Part[] {
  const sorted: number[][] = parts.map(() => []);
  for (let at = 0; at < indices.length; at += 3) {
    const [a, b, c] = [indices[at]!, indices[at + 1]!, indices[at + 2]!];
    sorted[joined.parts[a]!]!.push(joined.origins[a]!, joined.origins[b]!, joined.origins[c]!);
  }
  return parts.flatMap((part, which) => (sorted[which]!.length === 0 ? [] : [pickVertices(part, sorted[which]!)]));
}

/** A part of some of its triangles, without the vertices that these do not use, in the order in which they do. */
export function pickVertices(part: Part, corners: ArrayLike<number>): Part {
  const places = new Int32Array(part.positions.length / 3).fill(-1);
  const used: number[] = [];
  const indices = Uint32Array.from(corners, (vertex) => {
    if (places[vertex]! < 0) places[vertex] = used.push(vertex) - 1;
    return places[vertex]!;
  });
  const picked = (values: Float32Array, size: number) => {
    const all = new Float32Array(size * used.length);
    used.forEach((vertex, at) => all.set(values.subarray(size * vertex, size * vertex + size), size * at));
    return all;
  };
  const { positions, normals, uvs, moreUvs, colors } = part;
  return {
    ...part,
    indices,
    positions: picked(positions, 3),
    normals: normals && picked(normals, 3),
    uvs: uvs && picked(uvs, 2),
    ...(moreUvs && { moreUvs: moreUvs.map((values) => values && picked(values, 2)) }),
    colors: colors && picked(colors, 4),
  };
}

function weldPart({ positions, normals, uvs, moreUvs = [], colors, indices }: Part): { vertices: number[]; indices: Uint32Array } {
  const welded = weldVertices(positions.length / 3, positions, ...[normals, uvs, ...moreUvs, colors].filter((values) => values !== null));
  const places = new Int32Array(welded.vertices.length).fill(-1);
  const vertices: number[] = [];
  const kept = new Uint32Array(indices.length);
  let count = 0;
  for (let at = 0; at < indices.length; at += 3) {
    const corners = [welded.indices[indices[at]!]!, welded.indices[indices[at + 1]!]!, welded.indices[indices[at + 2]!]!] as const;
    if (corners[0] === corners[1] || corners[1] === corners[2] || corners[2] === corners[0]) continue;
    for (const corner of corners) {
      if (places[corner]! < 0) places[corner] = vertices.push(welded.vertices[corner]!) - 1;
      kept[count++] = places[corner]!;
    }
  }
  return { vertices, indices: kept.slice(0, count) };
}
