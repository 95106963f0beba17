import { ALONE, nextSide } from "./pair-edges.ts";

export const NO_REGION = -1;
/** Of a step of single precision at the model's size: what rounding alone moves a vertex of a plane. */
const ROUNDING_STEPS = 4;
const SINGLE_PRECISION = 2 ** -24;
/** Two triangles in one plane do not look apart. */
const LEAST_AGREEMENT = 0.5;
/** Times the tolerance: what is beside a region and no farther off may be in the plane of all of it, though not in that of its first triangle. */
const NEAR = 8;
/** How often a region gets another plane. */
const FITS = 8;

export interface Plane {
  /** Of length 1. */
  normal: readonly [number, number, number];
  /** Of all its points along the normal. */
  distance: number;
}

export interface PlanarRegions {
  /** Of each triangle: the region that it is in, or `NO_REGION` of a needle between none. */
  regions: Int32Array;
  /** Of each region: the triangle that it began with, whose plane it has where `fitted` knows no other. */
  seeds: Uint32Array;
  /** Of regions of which no triangle alone says well enough where they are: the plane of all of them. */
  fitted: ReadonlyMap<number, Plane>;
  /** How far a vertex may be off the plane of its region. */
  tolerance: number;
}

/** Triangles beside each other that lie in one plane within the rounding of their numbers, and are of one kind, are one region. */
export function findPlanarRegions(positions: Float32Array, indices: Uint32Array, pairs: Int32Array, kindOf: (triangle: number) => number): PlanarRegions {
  const tolerance = toleranceOf(positions);
  const count = indices.length / 3;
  const [areas, longest] = [new Float64Array(count), new Int32Array(count)];
  const isNeedle = new Uint8Array(count);
  for (let triangle = 0; triangle < count; triangle++) {
    const [side, length] = longestSide(positions, indices, triangle);
    const [x, y, z] = crossOf(positions, indices, triangle);
    areas[triangle] = Math.sqrt(x * x + y * y + z * z) / 2;
    longest[triangle] = side;
    isNeedle[triangle] = 2 * areas[triangle]! <= tolerance * length ? 1 : 0;
  }
  const regions = new Int32Array(count).fill(NO_REGION);
  const seeds = new Uint32Array(count);
  let found = 0;
  const order = largestFirst(areas);
  const fitted = new Map<number, Plane>();
  const members: number[] = [];
  for (let rank = 0; rank < count; rank++) {
    const seed = order[rank]!;
    if (regions[seed] !== NO_REGION || isNeedle[seed]) continue;
    seeds[found] = seed;
    const region = found++;
    let plane = planeOf(positions, indices, seed);
    let isNear = false;
    const offOf = ({ normal, distance }: Plane, triangle: number): number => {
      let most = 0;
      for (let k = 0; k < 3; k++) most = Math.max(most, Math.abs(along(normal, positions, indices[3 * triangle + k]!) - distance));
      return most;
    };
    const isBeside = (triangle: number, side: number): boolean => {
      if (regions[triangle] !== NO_REGION || kindOf(triangle) !== kindOf(seed)) return false;
      // A needle has no plane; on its long side it can be had without a spike in the outline.
      if (isNeedle[triangle]) return longest[triangle] === side;
      const [x, y, z] = crossOf(positions, indices, triangle);
      if (x * plane.normal[0] + y * plane.normal[1] + z * plane.normal[2] < LEAST_AGREEMENT * 2 * areas[triangle]!) return false;
      const off = offOf(plane, triangle);
      if (off > tolerance && off <= NEAR * tolerance) isNear = true;
      return off <= tolerance;
    };
    const grow = () => {
      for (let at = 0; at < members.length; at++) {
        const first = 3 * members[at]!;
        for (let side = first; side < first + 3; side++) {
          const other = pairs[side]!;
          if (other === ALONE || !isBeside(Math.floor(other / 3), other)) continue;
          regions[Math.floor(other / 3)] = region;
          members.push(Math.floor(other / 3));
        }
      }
    };
    regions[seed] = region;
    members.length = 0;
    members.push(seed);
    grow();
    // A sliver says badly where the plane of a wide disc is: all that were found say it better.
    for (let round = 0; isNear && members.length > 1 && round < FITS; round++) {
      const whole = planeOfAll(positions, indices, members);
      if (!members.every((triangle) => isNeedle[triangle] || offOf(whole, triangle) <= tolerance)) break;
      const before = members.length;
      [plane, isNear] = [whole, false];
      grow();
      if (members.length === before) break;
      fitted.set(region, whole);
    }
  }
  return { regions, seeds: seeds.slice(0, found), fitted, tolerance };
}

/** How finely areas are told apart: as so many to their doubling. */
const STEPS_TO_DOUBLE = 64;

/** The triangles by their size, the largest first, since it says best where its plane is; those of nearly one size in their order. */
function largestFirst(areas: Float64Array): Uint32Array {
  const steps = new Int32Array(areas.length);
  let [least, most] = [Infinity, -Infinity];
  for (let at = 0; at < areas.length; at++) {
    const step = areas[at]! > 0 ? Math.floor(STEPS_TO_DOUBLE * Math.log2(areas[at]!)) : -STEPS_TO_DOUBLE * 1100;
    steps[at] = step;
    if (step < least) least = step;
    if (step > most) most = step;
  }
  const starts = new Uint32Array(areas.length === 0 ? 1 : most - least + 2);
  for (let at = 0; at < steps.length; at++) starts[most - steps[at]! + 1]!++;
  for (let at = 1; at < starts.length; at++) starts[at]! += starts[at - 1]!;
  const order = new Uint32Array(areas.length);
  for (let at = 0; at < steps.length; at++) order[starts[most - steps[at]!]!++] = at;
  return order;
}

/** Of the numbers themselves, not of the model's extent: a small thing far from the origin is rounded as far things are. */
export function toleranceOf(positions: Float32Array): number {
  let greatest = 0;
  for (let at = 0; at < positions.length; at++) greatest = Math.max(greatest, Math.abs(positions[at]!));
  return ROUNDING_STEPS * SINGLE_PRECISION * greatest;
}

export const along = (normal: Plane["normal"], positions: Float32Array, vertex: number): number => normal[0] * positions[3 * vertex]! + normal[1] * positions[3 * vertex + 1]! + normal[2] * positions[3 * vertex + 2]!;

/** Along the normal, as long as twice the area. */
export function crossOf(positions: Float32Array, indices: Uint32Array, triangle: number): [number, number, number] {
  const [a, b, c] = [3 * indices[3 * triangle]!, 3 * indices[3 * triangle + 1]!, 3 * indices[3 * triangle + 2]!];
  const [x, y, z] = [positions[b]! - positions[a]!, positions[b + 1]! - positions[a + 1]!, positions[b + 2]! - positions[a + 2]!];
  const [u, v, w] = [positions[c]! - positions[a]!, positions[c + 1]! - positions[a + 1]!, positions[c + 2]! - positions[a + 2]!];
  return [y * w - z * v, z * u - x * w, x * v - y * u];
}

export function planeOf(positions: Float32Array, indices: Uint32Array, triangle: number): Plane {
  const [x, y, z] = crossOf(positions, indices, triangle);
  const length = Math.hypot(x, y, z);
  const normal = [x / length, y / length, z / length] as const;
  return { normal, distance: along(normal, positions, indices[3 * triangle]!) };
}

/** Of triangles that look one way, by the areas that they have. */
function planeOfAll(positions: Float32Array, indices: Uint32Array, triangles: readonly number[]): Plane {
  const sum = [0, 0, 0];
  for (const triangle of triangles) crossOf(positions, indices, triangle).forEach((value, axis) => (sum[axis]! += value));
  const length = Math.hypot(...sum);
  const normal = [sum[0]! / length, sum[1]! / length, sum[2]! / length] as const;
  const distance = triangles.reduce((all, triangle) => all + [0, 1, 2].reduce((three, k) => three + along(normal, positions, indices[3 * triangle + k]!), 0), 0) / (3 * triangles.length);
  return { normal, distance };
}

function longestSide(positions: Float32Array, indices: Uint32Array, triangle: number): [side: number, length: number] {
  let [longest, most] = [3 * triangle, 0];
  for (let side = 3 * triangle; side < 3 * triangle + 3; side++) {
    const [a, b] = [3 * indices[side]!, 3 * indices[nextSide(side)]!];
    const [x, y, z] = [positions[b]! - positions[a]!, positions[b + 1]! - positions[a + 1]!, positions[b + 2]! - positions[a + 2]!];
    const square = x * x + y * y + z * z;
    if (square > most) [longest, most] = [side, square];
  }
  return [longest, Math.sqrt(most)];
}
