import type { Part } from "../model.ts";
import { crossOf } from "../topology/planar-regions.ts";
import type { NewVertices } from "./new-vertices.ts";
import type { Surface } from "./surface.ts";

/** A vertex of the part that is made: where it is, and what its attributes come from. */
interface Made {
  place: number;
  isTurned: boolean;
  sources: readonly number[];
}

/**
 * The parts with the triangles of the surface. Vertices keep their numbers; one that is now in two places, or looks two ways, is there once more after
 * the others. A part that nothing happened to is the same object.
 */
export function rebuildParts(parts: readonly Part[], surface: Surface, vertices: NewVertices): Part[] {
  const counts = new Uint32Array(parts.length + 1);
  for (let triangle = 0; triangle < surface.parts.length; triangle++) counts[surface.parts[triangle]!]!++;
  // The triangles, part by part.
  const order = new Uint32Array(surface.parts.length);
  const ends = new Uint32Array(parts.length);
  for (let part = 1; part < parts.length; part++) ends[part] = ends[part - 1]! + counts[part - 1]!;
  for (let triangle = 0; triangle < order.length; triangle++) order[ends[surface.parts[triangle]!]!++] = triangle;
  return parts.map((part, at) => {
    const triangles = order.subarray(ends[at]! - counts[at]!, ends[at]!);
    return isUntouched(part, triangles, surface) ? part : rebuildPart(part, at, triangles, surface, vertices);
  });
}

function isUntouched({ indices, positions }: Part, triangles: Uint32Array, surface: Surface): boolean {
  if (3 * triangles.length !== indices.length) return false;
  for (let at = 0; at < indices.length; at++) {
    const triangle = triangles[Math.trunc(at / 3)]!;
    const corner = 3 * triangle + (at % 3);
    if (surface.isTurned[triangle] === 1 || surface.corners[corner] !== indices[at]) return false;
    const [from, to] = [3 * indices[at]!, 3 * surface.indices[corner]!];
    for (let axis = 0; axis < 3; axis++) if (positions[from + axis] !== surface.positions[to + axis]) return false;
  }
  return true;
}

function rebuildPart(part: Part, own: number, triangles: Uint32Array, surface: Surface, vertices: NewVertices): Part {
  const { indices: places, corners, positions, isTurned } = surface;
  const count = part.positions.length / 3;
  const made = new Map<string, number>();
  /** Of each vertex of the part: where it is now. */
  const now = new Int32Array(count).fill(-1);
  const looksBack = new Uint8Array(count);
  const more: Made[] = [];
  const indices = new Uint32Array(3 * triangles.length);
  triangles.forEach((triangle, at) => {
    const [x, y, z] = crossOf(positions, places, triangle);
    for (let k = 0; k < 3; k++) {
      const [vertex, place] = [corners[3 * triangle + k]!, places[3 * triangle + k]!];
      const { normals } = part;
      const isBack = isTurned[triangle] === 1 && normals !== null && vertex < count && x * normals[3 * vertex]! + y * normals[3 * vertex + 1]! + z * normals[3 * vertex + 2]! < 0;
      if (vertex < count && (now[vertex] === -1 || (now[vertex] === place && looksBack[vertex] === Number(isBack)))) {
        now[vertex] = place;
        looksBack[vertex] = Number(isBack);
        indices[3 * at + k] = vertex;
        continue;
      }
      const key = `${vertex} ${place} ${isBack}`;
      const index = made.get(key) ?? count + more.push({ place, isTurned: isBack, sources: vertices.sourcesOf(own, vertex) }) - 1;
      made.set(key, index);
      indices[3 * at + k] = index;
    }
  });
  const attribute = (values: Float32Array | null, size: number, finish: (value: number[], vertex: Made) => readonly number[]) => {
    if (!values) return null;
    const out = new Float32Array((count + more.length) * size);
    out.set(values);
    more.forEach((vertex, at) => {
      const mean = Array.from({ length: size }, (_, k) => vertex.sources.reduce((sum, source) => sum + values[size * source + k]!, 0) / vertex.sources.length);
      out.set(finish(mean, vertex), (count + at) * size);
    });
    return out;
  };
  const moved = attribute(part.positions, 3, (_, { place }) => positions.subarray(3 * place, 3 * place + 3) as unknown as readonly number[])!;
  const normals = attribute(part.normals, 3, (value, { isTurned: turned, sources }) => (sources.length > 1 ? normalized(value) : value).map((of) => (turned ? 0 - of : of)));
  for (let vertex = 0; vertex < count; vertex++) {
    if (now[vertex]! < 0) continue;
    for (let axis = 0; axis < 3; axis++) {
      moved[3 * vertex + axis] = positions[3 * now[vertex]! + axis]!;
      if (normals && looksBack[vertex] === 1) normals[3 * vertex + axis] = 0 - normals[3 * vertex + axis]!;
    }
  }
  const plain = (values: Float32Array | null, size: number) => attribute(values, size, (value) => value);
  const { uvs, moreUvs, colors } = part;
  return { ...part, indices, positions: moved, normals, uvs: plain(uvs, 2), ...(moreUvs && { moreUvs: moreUvs.map((values) => plain(values, 2)) }), colors: plain(colors, 4) };
}

function normalized(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : [0, 1, 0];
}
