import type { PlanarFace } from "./merge-coplanar.ts";
import { type Candidate, type Rim } from "./round.ts";
import { cross, dot, minus, moved, scaled, type Point } from "./vector.ts";

/** Facets of a prism of fewer sides are meant as they are. */
export const LEAST_FACETS = 24;
/** Radians: facets that are wider are none. */
export const WIDEST = (2 * Math.PI) / 20;
/** Of the radius: how far a vertex may be off its circle. */
const OFF = 2e-5;

/** The face on the left of a way from vertex to vertex, and which of its loops goes that way: the last one where bodies touch there, and more do. */
export type Beside = ReadonlyMap<string, { face: PlanarFace; loop: readonly number[]; isCrowded: boolean }>;

/** The side of a face on which it lies, by where it begins and ends. */
export const wayKey = (from: number, to: number): string => `${from} ${to}`;

export function besideOf(faces: readonly PlanarFace[]): Beside {
  const beside = new Map<string, { face: PlanarFace; loop: readonly number[]; isCrowded: boolean }>();
  for (const face of faces) {
    for (const loop of face.loops) {
      loop.forEach((from, at) => {
        const key = wayKey(from, loop[(at + 1) % loop.length]!);
        beside.set(key, { face, loop, isCrowded: beside.has(key) });
      });
    }
  }
  return beside;
}

interface Ring {
  faces: PlanarFace[];
  /** Of each line between two facets, where it begins and where it ends. */
  lines: [number, number][];
}

export const isFacet = ({ loops }: PlanarFace, corners: 3 | 4): boolean => loops.length === 1 && loops[0]!.length === corners;

/** How far what is round may be off its facets' corners: by the rounding of their numbers, and by how large it is. */
export const offBy = (tolerance: number, radius: number): number => Math.max(8 * tolerance, OFF * radius);

/** Rings of four-sided faces, and fans of triangles about a tip, that are the facets of one cylinder or cone, all around. */
export function findBands(faces: readonly PlanarFace[], beside: Beside, positions: Float32Array, tolerance: number): Candidate[] {
  const taken = new Set<PlanarFace>();
  const walked = [new Set<PlanarFace>(), new Set<PlanarFace>()] as const;
  const tried = new Set<number>();
  const found: Candidate[] = [];
  const take = (ring: Ring | null) => {
    const band = ring && measureRing(ring, positions, tolerance);
    if (!band || [...band.faces].some((other) => taken.has(other))) return;
    for (const other of band.faces) taken.add(other);
    found.push(band);
  };
  for (const face of faces) {
    if (isFacet(face, 4)) for (const side of [0, 1]) if (!taken.has(face)) take(walkAround(face, side, beside, walked));
    if (!isFacet(face, 3)) continue;
    for (const tip of face.loops[0]!) {
      if (tried.has(tip) || taken.has(face)) continue;
      tried.add(tip);
      take(walkAboutTip(face, tip, beside));
    }
  }
  return found;
}

/** From facet to facet across the sides that are opposite each other, until the first one comes again. What was walked across so once is on no other way, and is not walked again. */
function walkAround(first: PlanarFace, side: number, beside: Beside, walked: readonly [Set<PlanarFace>, Set<PlanarFace>]): Ring | null {
  const ring: Ring = { faces: [], lines: [] };
  let [face, at] = [first, side];
  for (;;) {
    if (walked[(at % 2) as 0 | 1].has(face)) return null;
    walked[(at % 2) as 0 | 1].add(face);
    ring.faces.push(face);
    const [loop] = face.loops;
    const [from, to] = [loop![(at + 2) % 4]!, loop![(at + 3) % 4]!];
    ring.lines.push([from, to]);
    const next = beside.get(wayKey(to, from))?.face;
    if (!next || !isFacet(next, 4) || next.part !== first.part) return null;
    if (next === first) return first.loops[0]![side] === to && ring.faces.length >= LEAST_FACETS ? ring : null;
    [face, at] = [next, next.loops[0]!.indexOf(to)];
  }
}

/** From triangle to triangle about a corner that they share, until the first one comes again: where more than two meet at an edge, it may never come. */
function walkAboutTip(first: PlanarFace, tip: number, beside: Beside): Ring | null {
  const ring: Ring = { faces: [], lines: [] };
  const walked = new Set<PlanarFace>();
  for (let face = first; ; ) {
    if (walked.has(face)) return null;
    walked.add(face);
    const [loop] = face.loops;
    const last = loop![(loop!.indexOf(tip) + 2) % 3]!;
    ring.faces.push(face);
    ring.lines.push([last, tip]);
    const next = beside.get(wayKey(tip, last))?.face;
    if (!next || !isFacet(next, 3) || next.part !== first.part) return null;
    if (next === first) return ring.faces.length >= LEAST_FACETS ? ring : null;
    face = next;
  }
}

function measureRing({ faces, lines }: Ring, positions: Float32Array, tolerance: number): Candidate | null {
  const point = (vertex: number): Point => [positions[3 * vertex]!, positions[3 * vertex + 1]!, positions[3 * vertex + 2]!];
  const isFan = lines[0]![1] === lines[1]![1];
  const [starts, ends] = [lines.map(([from]) => from), isFan ? [lines[0]![1]] : lines.map(([, to]) => to)];
  const [low, high] = [circleThrough(starts.map(point)), isFan ? { center: point(ends[0]!), radius: 0 } : circleThrough(ends.map(point))];
  if (!low || !high) return null;
  const off = offBy(tolerance, Math.max(low.radius, high.radius));
  const widest = (low.radius >= high.radius ? starts : ends).map(point);
  const flat = directionOf(widest);
  const between = minus(high.center, low.center);
  const height = dot(between, flat);
  let axis = scaled(flat, Math.sign(height));
  if (Math.abs(height) <= off || Math.hypot(...minus(between, scaled(flat, height))) > off) return null;
  if (low.radius <= 4 * off || (!isFan && high.radius <= 4 * off)) return null;
  const isOn = (center: Point, radius: number, vertex: number) => {
    const from = minus(point(vertex), center);
    return Math.abs(dot(from, axis)) <= off && Math.abs(Math.hypot(...from) - radius) <= off;
  };
  if (!starts.every((vertex) => isOn(low.center, low.radius, vertex)) || !ends.every((vertex) => isOn(high.center, high.radius, vertex))) return null;
  // Lines go straight from circle to circle, and not aslant as on what is twisted.
  const direction = (center: Point, radius: number, vertex: number) => scaled(minus(point(vertex), center), 1 / radius);
  const radials = starts.map((vertex) => direction(low.center, low.radius, vertex));
  if (!isFan && !ends.every((vertex, at) => Math.hypot(...minus(direction(high.center, high.radius, vertex), radials[at]!)) * high.radius <= 2 * off)) return null;
  // Once around, in steps of one sense.
  const turns = radials.map((from, at) => Math.atan2(dot(cross(from, radials[(at + 1) % radials.length]!), axis), dot(from, radials[(at + 1) % radials.length]!)));
  const sense = Math.sign(turns[0]!);
  if (!turns.every((turn) => turn * sense > 0 && turn * sense <= WIDEST) || Math.abs(turns.reduce((sum, turn) => sum + turn, 0) * sense - 2 * Math.PI) > 1e-3) return null;
  const isOutside = dot(faces[0]!.plane.normal, radials[0]!) > 0;
  const isNarrowing = low.radius > high.radius + off;
  if (isNarrowing) axis = scaled(axis, -1);
  const isForward = sense > 0 !== isNarrowing;
  const rims = [{ center: low.center, vertices: starts }, { center: high.center, vertices: ends }].map(({ center, vertices }): Rim => ({ center, vertices: isForward ? vertices : vertices.toReversed() }));
  const [first, second] = isNarrowing ? [1, 0] : [0, 1];
  const radii = [low.radius, high.radius];
  return { faces: new Set(faces), part: faces[0]!.part, axis, rims: [rims[first]!, rims[second]!], radii: [radii[first]!, radii[second]!], isOutside, arc: null, lines: lines.map((line) => [line[first]!, line[second]!] as const) };
}

/** By three of the points, a third of the way from each other. */
export function circleThrough(points: readonly Point[]): { center: Point; radius: number } | null {
  const [a, b, c] = [points[0]!, points[Math.floor(points.length / 3)]!, points[Math.floor((2 * points.length) / 3)]!];
  const [u, v] = [minus(b, a), minus(c, a)];
  const across = cross(u, v);
  const square = dot(across, across);
  if (!(square > 0)) return null;
  const offset = scaled(cross(minus(scaled(v, dot(u, u)), scaled(u, dot(v, v))), across), 1 / (2 * square));
  return { center: moved(a, offset, 1), radius: Math.hypot(...offset) };
}

/** Across what points all around go about: of length 1. */
function directionOf(points: readonly Point[]): Point {
  let sum: Point = [0, 0, 0];
  points.forEach((point, at) => (sum = moved(sum, cross(minus(point, points[0]!), minus(points[(at + 1) % points.length]!, points[0]!)), 1)));
  return scaled(sum, 1 / Math.hypot(...sum));
}
