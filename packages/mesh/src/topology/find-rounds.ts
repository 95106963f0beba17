import type { PlanarFace } from "./merge-coplanar.ts";

type Point = readonly [x: number, y: number, z: number];

/** A whole circle that an outline is made of. */
export interface Rim {
  center: Point;
  /** Its vertices, counter-clockwise about the axis of its round. */
  vertices: readonly number[];
}

/** A cylinder, or a cone between two circles, that faces all around are the facets of. */
export interface Round {
  faces: ReadonlySet<PlanarFace>;
  /** From one circle to the other, of length 1. */
  axis: Point;
  /** Of a cone the smaller one comes first. */
  rims: readonly [Rim, Rim];
  radii: readonly [number, number];
  /** A line from the first circle to the second, where each of them begins and ends: the same for rounds that share a circle. */
  seam: readonly [number, number];
  /** Whether it is seen from outside, as a rod is, and not from within, as a hole is. */
  isOutside: boolean;
}

export interface Rounds {
  /** By each of their faces. */
  rounds: ReadonlyMap<PlanarFace, Round>;
  /** By the loop of a face beside that is one of their circles. */
  circles: ReadonlyMap<readonly number[], { round: Round; rim: Rim }>;
}

/** Facets of a prism of fewer sides are meant as they are. */
const LEAST_FACETS = 24;
/** Radians: facets that are wider are none. */
const WIDEST = (2 * Math.PI) / 20;
/** Of the radius: how far a vertex may be off its circle. */
const OFF = 2e-5;
/** What meets a round at less than this angle goes on smoothly, as the rings of a ball do. */
const LEAST_KINK = Math.cos(Math.PI / 9);

/**
 * Rings of four-sided faces that are the facets of one cylinder or cone, all around, each of whose circles is a whole outline of a flat face beside it,
 * the end of the surface, or the circle of another round.
 */
export function findRounds(faces: readonly PlanarFace[], positions: Float32Array, tolerance: number): Rounds {
  if (faces.filter(isFacet).length < LEAST_FACETS) return { rounds: new Map(), circles: new Map() };
  const beside: Beside = new Map(faces.flatMap((face) => face.loops.flatMap((loop) => loop.map((from, at) => [`${from} ${loop[(at + 1) % loop.length]!}`, { face, loop }] as const))));
  const taken = new Set<PlanarFace>();
  const walked = [new Set<PlanarFace>(), new Set<PlanarFace>()] as const;
  let found: Candidate[] = [];
  for (const face of faces) {
    for (const side of [0, 1]) {
      const ring = isFacet(face) && !taken.has(face) ? walkAround(face, side, beside, walked) : null;
      const round = ring && measureRing(ring, positions, tolerance);
      if (!round || [...round.faces].some((other) => taken.has(other))) continue;
      for (const other of round.faces) taken.add(other);
      found.push(round);
    }
  }
  const ownersOf = <Kind extends Pick<Round, "faces">>(all: readonly Kind[]) => new Map(all.flatMap((round) => [...round.faces].map((face) => [face, round] as const)));
  // What is beside a round that is none after all has to have its corners.
  for (let before = -1; before !== found.length; ) {
    before = found.length;
    const owners = ownersOf(found);
    found = found.filter((round) => round.rims.every((rim) => isBordered(round, rim, beside, owners)));
  }
  const rounds = ownersOf(withSeams(anchored(found)));
  const circles = new Map<readonly number[], { round: Round; rim: Rim }>();
  for (const round of new Set(rounds.values())) {
    for (const rim of round.rims) {
      const [a, b] = [rim.vertices[0]!, rim.vertices[1]!];
      for (const other of [beside.get(`${a} ${b}`), beside.get(`${b} ${a}`)]) if (other && !rounds.has(other.face)) circles.set(other.loop, { round, rim });
    }
  }
  return { rounds, circles };
}

/** Without those of which a chain closes on itself: it goes around, as a ring of a few steps does, and is no work of cones. */
function anchored(found: readonly Candidate[]): Candidate[] {
  const sharing = new Map<number, Candidate[]>();
  for (const round of found) for (const rim of round.rims) sharing.set(rimKey(rim), [...(sharing.get(rimKey(rim)) ?? []), round]);
  const held = new Set(found.filter(({ rims }) => rims.some((rim) => sharing.get(rimKey(rim))!.length === 1)));
  // What is added is visited in its turn.
  for (const { rims } of held) for (const rim of rims) for (const other of sharing.get(rimKey(rim))!) held.add(other);
  return found.filter((round) => held.has(round));
}

/** A circle has one place where it begins: what shares one has its line there. */
function withSeams(found: readonly Candidate[]): Round[] {
  const begins = new Map<number, number>();
  const made: Round[] = [];
  const left = new Set(found);
  const settle = (round: Candidate, seam: readonly [number, number]) => {
    left.delete(round);
    const { lines, ...others } = round;
    made.push({ ...others, seam });
    round.rims.forEach((rim, at) => begins.set(rimKey(rim), seam[at]!));
  };
  while (left.size > 0) {
    const next = [...left].find((round) => round.rims.some((rim) => begins.has(rimKey(rim)))) ?? [...left][0]!;
    const given = next.rims.map((rim) => begins.get(rimKey(rim)));
    settle(next, next.lines.find((line) => line.every((vertex, at) => given[at] === undefined || given[at] === vertex)) ?? next.lines[0]!);
  }
  return made;
}

/** The same of a circle from both its sides. */
export const rimKey = ({ vertices }: Rim): number => vertices.reduce((least, vertex) => Math.min(least, vertex));

const isFacet = ({ loops }: PlanarFace): boolean => loops.length === 1 && loops[0]!.length === 4;

type Beside = ReadonlyMap<string, { face: PlanarFace; loop: readonly number[] }>;

type Candidate = Omit<Round, "seam"> & { lines: readonly (readonly [number, number])[] };

interface Ring {
  faces: PlanarFace[];
  /** Of each line between two facets, where it begins and where it ends. */
  lines: [number, number][];
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
    const next = beside.get(`${to} ${from}`)?.face;
    if (!next || !isFacet(next) || next.part !== first.part) return null;
    if (next === first) return first.loops[0]![side] === to && ring.faces.length >= LEAST_FACETS ? ring : null;
    [face, at] = [next, next.loops[0]!.indexOf(to)];
  }
}

function measureRing({ faces, lines }: Ring, positions: Float32Array, tolerance: number): Candidate | null {
  const point = (vertex: number): Point => [positions[3 * vertex]!, positions[3 * vertex + 1]!, positions[3 * vertex + 2]!];
  const [starts, ends] = [lines.map(([from]) => from), lines.map(([, to]) => to)];
  const [low, high] = [circleThrough(starts.map(point)), circleThrough(ends.map(point))];
  if (!low || !high) return null;
  const between = minus(high.center, low.center);
  const height = Math.hypot(...between);
  const off = Math.max(8 * tolerance, OFF * Math.max(low.radius, high.radius));
  if (height <= off || Math.min(low.radius, high.radius) <= 4 * off) return null;
  let axis = scaled(between, 1 / height);
  const isOn = (center: Point, radius: number, vertex: number) => {
    const from = minus(point(vertex), center);
    return Math.abs(dot(from, axis)) <= off && Math.abs(Math.hypot(...from) - radius) <= off;
  };
  if (!starts.every((vertex) => isOn(low.center, low.radius, vertex)) || !ends.every((vertex) => isOn(high.center, high.radius, vertex))) return null;
  // Lines go straight from circle to circle, and not aslant as on what is twisted.
  const direction = (center: Point, radius: number, vertex: number) => scaled(minus(point(vertex), center), 1 / radius);
  const radials = starts.map((vertex) => direction(low.center, low.radius, vertex));
  if (!ends.every((vertex, at) => Math.hypot(...minus(direction(high.center, high.radius, vertex), radials[at]!)) * high.radius <= 2 * off)) return null;
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
  return { faces: new Set(faces), axis, rims: [rims[first]!, rims[second]!], radii: [radii[first]!, radii[second]!], isOutside, lines: lines.map((line) => [line[first]!, line[second]!] as const) };
}

/** Whether all of a circle is beside one outline, one other round, or nothing, which it meets at an edge that can be seen. */
function isBordered(round: Candidate, { vertices }: Rim, beside: Beside, owners: ReadonlyMap<PlanarFace, Candidate>): boolean {
  const neighbours = new Set<PlanarFace | Candidate | null>();
  const loops = new Set<readonly number[] | null>();
  for (const [at, from] of vertices.entries()) {
    const to = vertices[(at + 1) % vertices.length]!;
    const both = [beside.get(`${from} ${to}`), beside.get(`${to} ${from}`)];
    const own = both.find((one) => one && round.faces.has(one.face));
    const other = both.find((one) => one && !round.faces.has(one.face));
    if (!own) return false;
    if (other && dot(own.face.plane.normal, other.face.plane.normal) > LEAST_KINK) return false;
    const owner = other ? (owners.get(other.face) ?? null) : null;
    neighbours.add(owner ?? other?.face ?? null);
    loops.add(owner ? null : (other?.loop ?? null));
  }
  const [loop] = loops;
  return neighbours.size === 1 && loops.size === 1 && (!loop || loop.length === vertices.length);
}

/** By three of the points, a third of the way from each other. */
function circleThrough(points: readonly Point[]): { center: Point; radius: number } | null {
  const [a, b, c] = [points[0]!, points[Math.floor(points.length / 3)]!, points[Math.floor((2 * points.length) / 3)]!];
  const [u, v] = [minus(b, a), minus(c, a)];
  const across = cross(u, v);
  const square = dot(across, across);
  if (!(square > 0)) return null;
  const [uu, vv] = [dot(u, u), dot(v, v)];
  const offset = scaled(cross(minus(scaled(v, uu), scaled(u, vv)), across), 1 / (2 * square));
  return { center: [a[0] + offset[0], a[1] + offset[1], a[2] + offset[2]], radius: Math.hypot(...offset) };
}

const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const scaled = (a: Point, by: number): Point => [a[0] * by, a[1] * by, a[2] * by];
const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Point, b: Point): Point => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
