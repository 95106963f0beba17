import type { Fans } from "./find-stars.ts";

/** Least cosine between the surface's normal at a vertex that goes and a triangle that is there afterwards, squared. */
const LEAST_COSINE = 0.25;
/** More triangles than this around one vertex have no even star. */
const MOST_AROUND = 48;
/** Numbers of each triangle around a centre in {@link Star}: two corners as seen from it, and their products with one another over the square of twice the area. */
const [NUMBERS, PP, PQ, QQ] = [9, 6, 7, 8] as const;
export interface Stars {
  positions: Float32Array;
  /** As many numbers a vertex as there are factors. */
  attributes: Float32Array;
  /** What a change of each attribute counts, in the units of positions. */
  factors: Float64Array;
  /** Of each vertex four numbers, of which the first three are its normal. */
  frames: Float32Array;
  fans: Fans;
  /** Of each vertex where it goes; those that cannot stay themselves from then on. */
  centres: Uint32Array;
  /** In the units of positions. */
  limit: number;
}

/** How far vertices that go are from what is there then: the farthest, and by the root of the mean square; in the units of positions. */
export interface Settled {
  largest: number;
  mean: number;
}

/** Stars that are to be looked at again. */
interface Waiting {
  is: Uint8Array;
  list: number[];
}

/** The triangles around a centre as they would be. */
interface Star {
  corners: Uint32Array;
  numbers: Float64Array;
  count: number;
}

/**
 * Looks at each star as it would be: where a triangle would turn, or the surface be torn or folded together, the star is undone, and a vertex that is
 * farther from the triangles than the limit, with its attributes, stays. What was looked at is looked at again when something beside it stays.
 */
export function settleStars(stars: Stars): Settled {
  const star: Star = { corners: new Uint32Array(2 * MOST_AROUND), numbers: new Float64Array(NUMBERS * MOST_AROUND), count: 0 };
  const { centres } = stars;
  const offs = new Float32Array(centres.length);
  const waiting: Waiting = { is: new Uint8Array(centres.length), list: [] };
  for (let centre = 0; centre < centres.length; centre++) if (centres[centre] === centre) settle(stars, centre, star, offs, waiting, centre);
  do {
    // Each time it was for one more that stays, so that it ends.
    for (let at = 0; at < waiting.list.length; at++) {
      const centre = waiting.list[at]!;
      waiting.is[centre] = 0;
      settle(stars, centre, star, offs, waiting, Infinity);
    }
    waiting.list.length = 0;
    for (let vertex = 0; vertex < centres.length; vertex++) if (centres[vertex] === vertex && isLost(stars, vertex)) bringBack(stars, vertex, waiting);
  } while (waiting.list.length > 0);
  return sumUp(offs, centres);
}

/** Lets those of a star stay that must, and the stars beside them, up to one, be looked at again. */
function settle(stars: Stars, centre: number, star: Star, offs: Float32Array, waiting: Waiting, upTo: number): void {
  const { centres, limit } = stars;
  const { firsts, pairs } = stars.fans;
  const isWhole = gather(stars, centre, star) && isOneFan(star);
  const most = limit * limit;
  const end = 2 * firsts[centre + 1]!;
  for (let at = 2 * firsts[centre]!; at < end; at += 2) {
    const vertex = pairs[at]!;
    if (centres[vertex] !== centre) continue;
    const off = isWhole ? distanceOf(stars, vertex, centre, star) : Infinity;
    offs[vertex] = off;
    if (off <= most) continue;
    centres[vertex] = vertex;
    wakeAround(stars, vertex, waiting, upTo);
  }
}

function wakeAround({ fans: { firsts, pairs }, centres }: Stars, vertex: number, { is, list }: Waiting, upTo: number): void {
  const end = 2 * firsts[vertex + 1]!;
  for (let at = 2 * firsts[vertex]!; at < end; at += 2) {
    const centre = centres[pairs[at]!]!;
    if (centre > upTo || is[centre] !== 0) continue;
    is[centre] = 1;
    list.push(centre);
  }
}

/** Whether none of the triangles of a vertex that stays is left: all that is around it went to one centre. */
function isLost({ fans: { firsts, pairs }, centres }: Stars, vertex: number): boolean {
  const [from, end] = [2 * firsts[vertex]!, 2 * firsts[vertex + 1]!];
  for (let at = from; at < end; at += 2) {
    const p = centres[pairs[at]!]!;
    const q = centres[pairs[at + 1]!]!;
    if (p !== q && p !== vertex && q !== vertex) return false;
  }
  return end > from;
}

function bringBack(stars: Stars, vertex: number, waiting: Waiting): void {
  const { firsts, pairs } = stars.fans;
  for (let at = 2 * firsts[vertex]!; at < 2 * firsts[vertex + 1]!; at++) {
    const beside = pairs[at]!;
    if (stars.centres[beside] === beside) continue;
    stars.centres[beside] = beside;
    wakeAround(stars, beside, waiting, Infinity);
  }
}

function sumUp(offs: Float32Array, centres: Uint32Array): Settled {
  let largest = 0;
  let sum = 0;
  let count = 0;
  for (let vertex = 0; vertex < offs.length; vertex++) {
    if (centres[vertex] === vertex) continue;
    const off = offs[vertex]!;
    sum += off;
    count++;
    if (off > largest) largest = off;
  }
  return { largest: Math.sqrt(largest), mean: Math.sqrt(sum / Math.max(1, count)) };
}

/** The triangles that will be around a centre; false where nothing goes there, where one of them would turn, and where they are too many. */
function gather(stars: Stars, centre: number, star: Star): boolean {
  const { centres } = stars;
  const { firsts, pairs } = stars.fans;
  star.count = 0;
  let isAlone = true;
  const end = 2 * firsts[centre + 1]!;
  for (let at = 2 * firsts[centre]!; at < end; at += 2) {
    const vertex = pairs[at]!;
    if (centres[vertex] !== centre) continue;
    isAlone = false;
    if (!gatherAt(stars, vertex, centre, star)) return false;
  }
  return !isAlone && gatherAt(stars, centre, centre, star) && star.count >= 3;
}

/** Those of one of the vertices that go to a centre, or of its own. */
function gatherAt({ positions, frames, fans: { firsts, pairs }, centres }: Stars, vertex: number, centre: number, star: Star): boolean {
  const { corners, numbers } = star;
  const cx = positions[3 * centre]!;
  const cy = positions[3 * centre + 1]!;
  const cz = positions[3 * centre + 2]!;
  const end = 2 * firsts[vertex + 1]!;
  for (let from = 2 * firsts[vertex]!; from < end; from += 2) {
    const p = centres[pairs[from]!]!;
    const q = centres[pairs[from + 1]!]!;
    if (p === centre || q === centre || p === q) continue;
    const k = star.count;
    if (k === MOST_AROUND) return false;
    const px = positions[3 * p]! - cx;
    const py = positions[3 * p + 1]! - cy;
    const pz = positions[3 * p + 2]! - cz;
    const qx = positions[3 * q]! - cx;
    const qy = positions[3 * q + 1]! - cy;
    const qz = positions[3 * q + 2]! - cz;
    const x = py * qz - pz * qy;
    const y = pz * qx - px * qz;
    const z = px * qy - py * qx;
    const squared = x * x + y * y + z * z;
    // Around the centre itself nothing has moved but what is looked at where it went.
    if (vertex !== centre) {
      const along = frames[4 * vertex]! * x + frames[4 * vertex + 1]! * y + frames[4 * vertex + 2]! * z;
      if (!(along > 0 && along * along > LEAST_COSINE * squared)) return false;
    }
    const inverse = 1 / squared;
    const at = NUMBERS * k;
    numbers[at] = px;
    numbers[at + 1] = py;
    numbers[at + 2] = pz;
    numbers[at + 3] = qx;
    numbers[at + 4] = qy;
    numbers[at + 5] = qz;
    numbers[at + PP] = inverse * (px * px + py * py + pz * pz);
    numbers[at + PQ] = inverse * (px * qx + py * qy + pz * qz);
    numbers[at + QQ] = inverse * (qx * qx + qy * qy + qz * qz);
    corners[2 * k] = p;
    corners[2 * k + 1] = q;
    star.count = k + 1;
  }
  return true;
}

/** Whether one goes around the centre from triangle to triangle and meets each once. */
function isOneFan({ corners, count }: Star): boolean {
  const start = corners[0]!;
  let beside = corners[1]!;
  let steps = 1;
  while (beside !== start) {
    let at = 0;
    while (at < 2 * count && corners[at] !== beside) at += 2;
    if (at === 2 * count || ++steps > count) return false;
    beside = corners[at + 1]!;
  }
  return steps === count;
}

/** How far a vertex is from the triangles around its centre, and its attributes from what these have there, squared. */
function distanceOf({ positions, attributes, factors }: Stars, vertex: number, centre: number, { corners, numbers, count }: Star): number {
  const dx = positions[3 * vertex]! - positions[3 * centre]!;
  const dy = positions[3 * vertex + 1]! - positions[3 * centre + 1]!;
  const dz = positions[3 * vertex + 2]! - positions[3 * centre + 2]!;
  let best = Infinity;
  let which = 0;
  let s = 0;
  let t = 0;
  for (let k = 0; k < count; k++) {
    const at = NUMBERS * k;
    const pd = numbers[at]! * dx + numbers[at + 1]! * dy + numbers[at + 2]! * dz;
    const qd = numbers[at + 3]! * dx + numbers[at + 4]! * dy + numbers[at + 5]! * dz;
    let u = numbers[at + QQ]! * pd - numbers[at + PQ]! * qd;
    let v = numbers[at + PP]! * qd - numbers[at + PQ]! * pd;
    const isBeside = u < 0 || v < 0;
    // Where it is above none of them, a point of each, if not the nearest: no distance comes out too small.
    if (u < 0) u = 0;
    if (v < 0) v = 0;
    const sum = u + v;
    if (sum > 1) {
      u /= sum;
      v /= sum;
    }
    const x = dx - u * numbers[at]! - v * numbers[at + 3]!;
    const y = dy - u * numbers[at + 1]! - v * numbers[at + 4]!;
    const z = dz - u * numbers[at + 2]! - v * numbers[at + 5]!;
    const off = x * x + y * y + z * z;
    if (off >= best) continue;
    best = off;
    which = k;
    s = u;
    t = v;
    if (!isBeside) break;
  }
  return best + changeOf(attributes, factors, vertex, centre, corners[2 * which]!, corners[2 * which + 1]!, s, t);
}

function changeOf(attributes: Float32Array, factors: Float64Array, vertex: number, centre: number, p: number, q: number, u: number, v: number): number {
  const size = factors.length;
  const w = 1 - u - v;
  let sum = 0;
  for (let k = 0; k < size; k++) {
    const change = factors[k]! * (attributes[size * vertex + k]! - w * attributes[size * centre + k]! - u * attributes[size * p + k]! - v * attributes[size * q + k]!);
    sum += change * change;
  }
  return sum;
}
