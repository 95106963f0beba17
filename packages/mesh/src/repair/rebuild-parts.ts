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
  const triangles = parts.map((): number[] => []);
  surface.parts.forEach((part, triangle) => triangles[part]!.push(triangle));
  return parts.map((part, at) => rebuildPart(part, at, triangles[at]!, surface, vertices));
}

function rebuildPart(part: Part, own: number, triangles: readonly number[], surface: Surface, vertices: NewVertices): Part {
  const { indices: places, corners, positions, isTurned } = surface;
  const count = part.positions.length / 3;
  const made = new Map<string, number>();
  const first: (Made | undefined)[] = new Array<Made | undefined>(count).fill(undefined);
  const more: Made[] = [];
  const indices = new Uint32Array(3 * triangles.length);
  triangles.forEach((triangle, at) => {
    const cross = crossOf(positions, places, triangle);
    for (let k = 0; k < 3; k++) {
      const [vertex, place] = [corners[3 * triangle + k]!, places[3 * triangle + k]!];
      const looksAway = isTurned[triangle] === 1 && part.normals !== null && vertex < count && cross.reduce((sum, value, axis) => sum + value * part.normals![3 * vertex + axis]!, 0) < 0;
      const known = first[vertex];
      if (vertex < count && (!known || (known.place === place && known.isTurned === looksAway))) {
        first[vertex] ??= { place, isTurned: looksAway, sources: [vertex] };
        indices[3 * at + k] = vertex;
        continue;
      }
      const key = `${vertex} ${place} ${looksAway}`;
      const index = made.get(key) ?? count + more.push({ place, isTurned: looksAway, sources: vertices.sourcesOf(own, vertex) }) - 1;
      made.set(key, index);
      indices[3 * at + k] = index;
    }
  });
  const isMoved = first.some((vertex, at) => vertex && (vertex.isTurned || [0, 1, 2].some((axis) => positions[3 * vertex.place + axis] !== part.positions[3 * at + axis])));
  if (!isMoved && more.length === 0 && indices.length === part.indices.length && indices.every((value, at) => value === part.indices[at])) return part;
  const all: Made[] = [...first.map((vertex, at) => vertex ?? { place: -1, isTurned: false, sources: [at] }), ...more];
  const attribute = (values: Float32Array | null, size: number, finish: (value: number[], vertex: Made) => readonly number[]) => {
    if (!values) return null;
    const out = new Float32Array(all.length * size);
    all.forEach((vertex, at) => {
      const mean = Array.from({ length: size }, (_, k) => vertex.sources.reduce((sum, source) => sum + values[size * source + k]!, 0) / vertex.sources.length);
      out.set(finish(mean, vertex), at * size);
    });
    return out;
  };
  return {
    ...part,
    indices,
    positions: attribute(part.positions, 3, (value, { place }) => (place < 0 ? value : positions.subarray(3 * place, 3 * place + 3)) as number[])!,
    normals: attribute(part.normals, 3, (value, { isTurned: turned, sources }) => (sources.length > 1 ? normalized(value) : value).map((of) => (turned ? 0 - of : of))),
    uvs: attribute(part.uvs, 2, (value) => value),
    colors: attribute(part.colors, 4, (value) => value),
  };
}

function normalized(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : [0, 1, 0];
}
