import { normalOf } from "./find-folds.ts";

/** Cosine between the normals of two vertices at one place that look away from one another. */
const AWAY = -0.5;
/** More than so many ways that vertices at one place look are only there where somebody means harm. */
const MOST_WAYS = 8;

/**
 * Places of which each looks one way: of a leaf whose two sides lie on one another, each with vertices of its own, two for each that there was. Null where no vertices at one place look away from one another.
 *
 * @param places Of each vertex, the first at its place.
 */
export function splitSides(positions: Float32Array, indices: Uint32Array, places: Uint32Array): Uint32Array | null {
  const normals = sumNormals(positions, indices);
  const split = places.slice();
  /** Of each vertex that leads others the next one at its place that does, 1 more than it is: 0 is none. */
  const next = new Uint32Array(places.length);
  let isAnySplit = false;
  for (let vertex = 0; vertex < places.length; vertex++) {
    let leader = places[vertex]!;
    if (leader === vertex) continue;
    for (let way = 1; way < MOST_WAYS && looksAway(normals, leader, vertex); way++) {
      if (next[leader] === 0) {
        next[leader] = vertex + 1;
        isAnySplit = true;
      }
      leader = next[leader]! - 1;
    }
    split[vertex] = leader;
  }
  return isAnySplit ? split : null;
}

/** Of the triangles around each vertex, each as long as twice its area. */
function sumNormals(positions: Float32Array, indices: Uint32Array): Float32Array {
  const normals = new Float32Array(positions.length);
  const normal = new Float64Array(3);
  for (let at = 0; at < indices.length; at++) {
    if (at % 3 === 0) normalOf(positions, indices, at / 3, normal);
    for (let k = 0; k < 3; k++) normals[3 * indices[at]! + k]! += normal[k]!;
  }
  return normals;
}

function looksAway(normals: Float32Array, one: number, other: number): boolean {
  const [a, b] = [3 * one, 3 * other];
  const along = normals[a]! * normals[b]! + normals[a + 1]! * normals[b + 1]! + normals[a + 2]! * normals[b + 2]!;
  const lengths = Math.hypot(normals[a]!, normals[a + 1]!, normals[a + 2]!) * Math.hypot(normals[b]!, normals[b + 1]!, normals[b + 2]!);
  return along < AWAY * lengths;
}
