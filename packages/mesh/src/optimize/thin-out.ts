import { findFans, findFrames, shareOfFlat, takeStars } from "./find-stars.ts";
import { numberVertices } from "./number-vertices.ts";
import { settleStars } from "./settle-stars.ts";

/** Of what may be lost at all, how much may be at one vertex that this step takes away. */
const SHARE = 0.5;
/** Of a surface on which vertices may go along fewer sides than this, too little goes away to be worth its time: collapsing edges alone leaves fewer triangles. */
const LEAST_FLAT = 0.7;
/** What leaves more than so much of the triangles was not worth it, and is left aside. */
const MOST_LEFT = 2 / 3;
const MOST_PASSES = 3;
/** Less of what may be lost is not worth another pass. */
const LEAST_LIMIT = 0.1;

export interface DenseSurface {
  /** Three numbers a vertex. */
  positions: Float32Array;
  /** As many numbers a vertex as there are weights. */
  attributes: Float32Array;
  /** Three a triangle. */
  indices: Uint32Array;
}

export interface ThinGoals {
  /** In the units of positions, as is the longest side. */
  maxError: number;
  longest: number;
  /** One for each number of a vertex's attributes: what it counts, as against the longest side. */
  weights: readonly number[];
  /** Nonzero for a vertex that stays where it is, and to which nothing goes. Asked for once the surface has been found dense enough. */
  findFixed: () => Uint8Array;
}

export interface ThinnedSurface extends DenseSurface {
  /** Of each vertex, which of the dense surface's it was. */
  origins: Uint32Array;
  /** How far vertices that went are from the triangles in their stead, with what attributes count, by the root of the mean square: in the units of positions. */
  error: number;
}

/**
 * A first step for a surface that is far denser than what is asked for, in a time that grows with its triangles: every vertex in its turn takes in those
 * around it that lie in its planes, as good as, and a quarter of all is left where the surface is smooth. Each one that goes is measured against what is there
 * then. Where a number of triangles is asked for it is of no use: the simplifier alone makes more of so many. Only vertices within a surface that goes on all around go anywhere; rims, seams and creases stay. Null where too little would go away.
 */
export function thinOut(surface: DenseSurface, { maxError, longest, weights, findFixed }: ThinGoals): ThinnedSurface | null {
  const factors = Float64Array.from(weights, (weight) => weight * longest);
  let left: ThinnedSurface | null = null;
  let fixed: Uint8Array | null = null;
  let stays: Uint8Array | null = null;
  let used = 0;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const { positions, attributes, indices }: DenseSurface = left ?? surface;
    const limit = SHARE * maxError - used;
    if (!(limit > LEAST_LIMIT * maxError)) break;
    if (shareOfFlat(positions, indices, limit) < LEAST_FLAT) break;
    const frames = findFrames(positions, indices);
    fixed ??= findFixed();
    stays ??= fixed;
    const fans = findFans(indices, positions.length / 3);
    const centres = takeStars(positions, frames, fans, stays, limit);
    const { largest, mean } = settleStars({ positions, attributes, factors, frames, fans, centres, limit });
    const corners = mapTriangles(indices, centres);
    if (corners.length > MOST_LEFT * indices.length) break;
    const before: ThinnedSurface | null = left;
    left = compacted(corners, left ?? surface, before?.origins ?? null, Math.hypot(before?.error ?? 0, mean));
    stays = pickNumbers(fixed, left.origins);
    used += largest;
  }
  return left;
}

function mapTriangles(indices: Uint32Array, centres: Uint32Array): Uint32Array {
  const corners = new Uint32Array(indices.length);
  let count = 0;
  for (let at = 0; at < indices.length; at += 3) {
    const a = centres[indices[at]!]!;
    const b = centres[indices[at + 1]!]!;
    const c = centres[indices[at + 2]!]!;
    if (a === b || b === c || c === a) continue;
    corners[count] = a;
    corners[count + 1] = b;
    corners[count + 2] = c;
    count += 3;
  }
  return corners.subarray(0, count);
}

/** With the vertices that some triangle uses, in the order in which they do. */
function compacted(corners: Uint32Array, { positions, attributes }: DenseSurface, origins: Uint32Array | null, error: number): ThinnedSurface {
  const count = positions.length / 3;
  const kept = new Uint32Array(count);
  const indices = new Uint32Array(corners.length);
  const used = numberVertices(corners, indices, kept);
  const from = kept.subarray(0, used);
  return { indices, positions: pickElements(positions, 3, from), attributes: pickElements(attributes, count > 0 ? attributes.length / count : 0, from), origins: origins ? pickNumbers(origins, from) : from, error };
}

function pickElements(values: Float32Array, size: number, from: Uint32Array): Float32Array {
  const made = new Float32Array(size * from.length);
  for (let vertex = 0, to = 0; vertex < from.length; vertex++) {
    const first = size * from[vertex]!;
    for (let at = first; at < first + size; at++) made[to++] = values[at]!;
  }
  return made;
}

function pickNumbers<Numbers extends Uint8Array | Uint32Array>(values: Numbers, from: Uint32Array): Numbers {
  const made = values.slice(0, from.length) as Numbers;
  for (let at = 0; at < from.length; at++) made[at] = values[from[at]!]!;
  return made;
}
