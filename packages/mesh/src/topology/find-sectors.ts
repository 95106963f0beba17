import { FLAT, LEAST_BULGE, LEAST_SPAN } from "./find-arcs.ts";
import { circleThrough, isFacet, LEAST_FACETS, offBy, WIDEST, wayKey, type Beside } from "./find-bands.ts";
import type { PlanarFace } from "./merge-coplanar.ts";
import type { Bow, Passage, Sector } from "./sector.ts";
import { cross, dot, minus, moved, scaled, type Point } from "./vector.ts";

/** Fewer facets have their corners on many a circle. */
const LEAST_BESIDE = 4;
/** Of its chord: what an arc that is too flat to say bulges at most. */
const FLAT_BULGE = 0.01;
/** So many facets that are nearly in one plane are no beginning of an arc. */
const MOST_FLAT = 256;
/** Radians: what is nearer to a whole turn is one. */
const LEAST_STEP = 1e-3;
/** Radians, with what rounding adds. */
const WIDEST_ON_AVERAGE = ((2 * Math.PI) / LEAST_FACETS) * (1 + 1e-5);

export interface Sectors {
  /** By each of their faces. */
  sectors: ReadonlyMap<PlanarFace, Sector>;
  /** By each step from vertex to vertex along them, both ways. What shares a bow has the same one. */
  bows: ReadonlyMap<string, Passage>;
}

/** Four-sided faces one after the other, each beyond the side that is opposite the one by which it was come to. */
interface Strip {
  faces: readonly PlanarFace[];
  /** Where the lines before, between and after them begin and end: one more than faces. */
  starts: readonly number[];
  ends: readonly number[];
  /** It comes back to its first face. */
  isClosed: boolean;
}

/**
 * Parts of cylinders between two lines: strips of four-sided faces whose lines are as long as each other, side by side, and at right angles to the arcs of
 * circles on which they begin and end. Each of the two arcs is on the outline of one flat face, is that of another part of a cylinder, or an open end.
 */
export function findSectors(faces: readonly PlanarFace[], beside: Beside, positions: Float32Array, tolerance: number): Sectors {
  const taken = new Set<PlanarFace>();
  const walked = [new Set<PlanarFace>(), new Set<PlanarFace>()] as const;
  let found: Sector[] = [];
  for (const face of faces) {
    if (!isFacet(face, 4)) continue;
    for (const side of [0, 1] as const) {
      if (taken.has(face) || walked[side].has(face)) continue;
      for (const sector of splitStrip(walkStrip(face, side, beside, walked), beside, positions, tolerance)) {
        if ([...sector.faces].some((one) => taken.has(one))) continue;
        for (const one of sector.faces) taken.add(one);
        found.push(sector);
      }
    }
  }
  found = bordered(found, beside);
  const bows = new Map<string, Passage>();
  for (const bow of found.flatMap((sector) => sector.bows)) if (!bows.has(wayKey(bow.vertices[0]!, bow.vertices[1]!))) for (const [from, to] of stepsOf(bow)) bows.set(wayKey(from, to), { bow, isForth: true }).set(wayKey(to, from), { bow, isForth: false });
  return { sectors: new Map(found.flatMap((sector) => [...sector.faces].map((face) => [face, sector] as const))), bows };
}

/** From facet to facet both ways from one of them, until they end or the first one comes again. */
function walkStrip(first: PlanarFace, side: 0 | 1, beside: Beside, walked: readonly [Set<PlanarFace>, Set<PlanarFace>]): Strip {
  const walk = (begin: number) => {
    const passed: { face: PlanarFace; at: number }[] = [];
    for (let [face, at] = [first, begin]; ; ) {
      passed.push({ face, at });
      walked[(at % 2) as 0 | 1].add(face);
      const [loop] = face.loops;
      const [from, to] = [loop![(at + 2) % 4]!, loop![(at + 3) % 4]!];
      const beyond = beside.get(wayKey(to, from));
      const next = beyond?.face;
      // A line where more than two faces meet is needed by them all.
      if (!next || beyond?.isCrowded || beside.get(wayKey(from, to))?.isCrowded || !isFacet(next, 4) || next.part !== first.part) return { passed, isClosed: false };
      const entry = next.loops[0]!.indexOf(to);
      if (walked[(entry % 2) as 0 | 1].has(next)) return { passed, isClosed: next === first && entry === begin };
      [face, at] = [next, entry];
    }
  };
  const { passed: onwards, isClosed } = walk(side);
  // The other way the sides by which a face is come to and left change places.
  const back = isClosed ? [] : walk(side + 2).passed.slice(1).reverse();
  const all = [...back.map(({ face, at }) => ({ face, at: at + 2 })), ...onwards];
  const corners = (by: number) => all.map(({ face, at }) => face.loops[0]![(at + by) % 4]!);
  return { faces: all.map(({ face }) => face), starts: [...corners(0), corners(3).at(-1)!], ends: [...corners(1), corners(2).at(-1)!], isClosed };
}

/** The longest parts of a strip that are a sector each, one after the other. */
function splitStrip(strip: Strip, beside: Beside, positions: Float32Array, tolerance: number): Sector[] {
  const turned = strip.isClosed ? fromABreak(strip, beside, positions, tolerance) : strip;
  if (!turned) return [];
  const made: Sector[] = [];
  const look = borderedStrip(turned, beside, positions, tolerance);
  const sectorAt = (from: number, to: number) => {
    const seen = look(from, to);
    return seen === FLAT ? null : seen;
  };
  for (let [from, done] = [0, 0]; from + LEAST_BESIDE <= turned.faces.length; ) {
    const to = longest(from, turned.faces.length, look);
    let sector = sectorAt(from, to);
    if (!sector) {
      from += stepBeyond(from, to);
      continue;
    }
    // It may have begun in what was passed over.
    for (let earlier = from - 1; earlier >= done; earlier--) {
      const longer = sectorAt(earlier, to);
      if (!longer) break;
      sector = longer;
    }
    made.push(sector);
    from = done = to;
  }
  return made;
}

/** A smooth curve is nearly flat for a while wherever one begins: not every place of it is looked at. */
const stepBeyond = (from: number, to: number): number => Math.max(1, (to - from) >> 3);

/** Whether one more facet would close the circle. */
function isAround({ bows: [{ vertices }], radius }: Sector, positions: Float32Array): boolean {
  const [first, last] = [3 * vertices[0]!, 3 * vertices.at(-1)!];
  return Math.hypot(...[0, 1, 2].map((axis) => positions[first + axis]! - positions[last + axis]!)) <= 2 * radius * Math.sin(WIDEST / 2);
}

type Look = (from: number, to: number) => Sector | typeof FLAT | null;

/** How far what begins at a facet goes on: in steps that double, then halve. */
function longest(from: number, length: number, look: Look): number {
  let [good, bad] = [from + LEAST_BESIDE - 1, length + 1];
  for (let size = LEAST_BESIDE; from + size < bad; size *= 2) {
    const seen = look(from, from + size);
    if (seen === null || (seen === FLAT && size > MOST_FLAT)) bad = from + size;
    else good = from + size;
  }
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (look(from, middle) === null) bad = middle;
    else good = middle;
  }
  return good;
}

/** A closed strip that begins where a sector has ended; null where none ends, such as all around a rod. */
function fromABreak(strip: Strip, beside: Beside, positions: Float32Array, tolerance: number): Strip | null {
  const { length } = strip.faces;
  const turn = <Item>(items: readonly Item[], by: number) => [...items.slice(by), ...items.slice(0, by)];
  const turnedBy = (by: number): Strip => {
    const [starts, ends] = [strip.starts, strip.ends].map((all) => turn(all.slice(0, length), by)) as [number[], number[]];
    return { faces: turn(strip.faces, by), starts: [...starts, starts[0]!], ends: [...ends, ends[0]!], isClosed: true };
  };
  const twice: Strip = { faces: [...strip.faces, ...strip.faces], starts: [...strip.starts.slice(0, -1), ...strip.starts], ends: [...strip.ends.slice(0, -1), ...strip.ends], isClosed: false };
  const look = borderedStrip(twice, beside, positions, tolerance);
  for (let [from, to] = [0, 0]; from < length; from += stepBeyond(from, to)) {
    to = longest(from, Math.min(2 * length, from + length), look);
    const seen = look(from, to);
    if (seen && seen !== FLAT) return to - from === length - 1 && isAround(seen, positions) ? null : turnedBy(to % length);
  }
  return null;
}

/** Looks at facets of a strip: one sector, too flat to say, or none. */
function borderedStrip({ faces, starts, ends }: Strip, beside: Beside, positions: Float32Array, tolerance: number): Look {
  const point = (vertex: number): Point => [positions[3 * vertex]!, positions[3 * vertex + 1]!, positions[3 * vertex + 2]!];
  const [low, high] = [starts.map(point), ends.map(point)];
  /** The outline beyond a side, or what may be another sector's facet; like no other where another body touches it, which may need its corners. */
  const outlineAt = (from: number, to: number) => {
    const [found, own] = [beside.get(wayKey(from, to)), beside.get(wayKey(to, from))];
    if (found?.isCrowded || own?.isCrowded) return Symbol();
    return !found ? null : isFacet(found.face, 4) ? FLAT : found.loop;
  };
  const below = faces.map((_, at) => outlineAt(starts[at]!, starts[at + 1]!));
  const above = faces.map((_, at) => outlineAt(ends[at + 1]!, ends[at]!));
  return (from, to) => {
    if (to > faces.length || to - from < LEAST_BESIDE) return null;
    for (let at = from + 1; at < to; at++) if (below[at] !== below[from] || above[at] !== above[from]) return null;
    const measured = measure(low.slice(from, to + 1), high.slice(from, to + 1), tolerance);
    if (measured === null || measured === FLAT) return measured;
    const { axis, center, radius, height, sense } = measured;
    const bowOf = (middle: Point, vertices: readonly number[]): Bow => ({ center: middle, axis, vertices: sense > 0 ? vertices : vertices.toReversed() });
    const own = faces.slice(from, to);
    const isOutside = dot(own[0]!.plane.normal, minus(low[from]!, center)) > 0;
    const bows = [bowOf(center, starts.slice(from, to + 1)), bowOf(moved(center, axis, height), ends.slice(from, to + 1))] as const;
    const sector: Sector = { faces: new Set(own), part: own[0]!.part, axis, radius, bows, isOutside };
    return sector.faces.size === own.length ? sector : null;
  };
}

interface Measured {
  axis: Point;
  /** Of the arc on which the lines begin. */
  center: Point;
  radius: number;
  height: number;
  /** 1 where they go counter-clockwise about the axis. */
  sense: number;
}

/** By where lines begin and end; flat where they are too nearly in one plane, or on too short an arc, to say. */
function measure(starts: readonly Point[], ends: readonly Point[], tolerance: number): Measured | typeof FLAT | null {
  let sum: Point = [0, 0, 0];
  starts.forEach((start, at) => (sum = moved(sum, minus(ends[at]!, start), 1 / starts.length)));
  const height = Math.hypot(...sum);
  if (!(height > 0)) return null;
  const axis = scaled(sum, 1 / height);
  const [first, middle, last] = [starts[0]!, starts[starts.length >> 1]!, starts.at(-1)!];
  const chord = Math.max(Math.hypot(...minus(last, first)), Math.hypot(...minus(middle, first)));
  const isSquare = (off: number) => starts.every((start, at) => Math.abs(dot(minus(start, first), axis)) <= off && Math.hypot(...minus(minus(ends[at]!, start), sum)) <= 2 * off);
  const circle = circleThrough([first, middle, last]);
  const bulge = circle && Math.hypot(...cross(minus(middle, first), minus(last, first))) / chord;
  if (!circle || bulge! <= LEAST_BULGE * offBy(tolerance, circle.radius)) {
    const way = scaled(minus(last, first), 1 / chord);
    const isLow = starts.every((start) => Math.hypot(...cross(minus(start, first), way)) <= Math.max(8 * LEAST_BULGE * tolerance, FLAT_BULGE * chord));
    return isLow && isSquare(offBy(tolerance, chord)) ? FLAT : null;
  }
  const { center, radius } = circle;
  const off = offBy(tolerance, radius);
  if (!isSquare(off)) return null;
  const away = starts.map((start) => minus(start, center));
  if (!away.every((way) => Math.abs(Math.hypot(...way) - radius) <= off)) return null;
  const turns = away.slice(1).map((way, at) => Math.atan2(dot(cross(away[at]!, way), axis), dot(away[at]!, way)));
  const sense = Math.sign(turns[0]!);
  if (!turns.every((turn) => turn * sense > 0 && turn * sense <= WIDEST)) return null;
  const span = sense * turns.reduce((all, turn) => all + turn, 0);
  if (span > 2 * Math.PI - LEAST_STEP || span > turns.length * WIDEST_ON_AVERAGE) return null;
  return span < LEAST_SPAN ? FLAT : { axis, center, radius, height, sense };
}

const stepsOf = ({ vertices }: Bow) => vertices.slice(1).map((to, at) => [vertices[at]!, to] as const);

/** Without those beside one that is none after all, which has to have its corners. */
function bordered(found: readonly Sector[], beside: Beside): Sector[] {
  const owners = new Map(found.flatMap((sector) => [...sector.faces].map((face) => [face, sector] as const)));
  const left = new Set(found);
  // What is added is asked in its turn.
  const asked = [...found];
  for (const sector of asked) {
    if (!left.has(sector) || sector.bows.every((bow) => isBordered(sector, bow, beside, owners))) continue;
    left.delete(sector);
    for (const face of sector.faces) owners.delete(face);
    for (const [from, to] of sector.bows.flatMap(stepsOf)) {
      for (const key of [wayKey(from, to), wayKey(to, from)]) {
        const face = beside.get(key)?.face;
        const other = face && owners.get(face);
        if (other && asked.at(-1) !== other) asked.push(other);
      }
    }
  }
  return [...left];
}

/** Whether all of a bow is on one outline, is one of another sector, or an end of the surface. */
function isBordered(sector: Sector, bow: Bow, beside: Beside, owners: ReadonlyMap<PlanarFace, Sector>): boolean {
  const neighbours = new Set<Sector | readonly number[] | null>();
  for (const [from, to] of stepsOf(bow)) {
    const both = [beside.get(wayKey(from, to)), beside.get(wayKey(to, from))];
    if (!both.some((one) => one && sector.faces.has(one.face))) return false;
    const other = both.find((one) => one && !sector.faces.has(one.face));
    neighbours.add(other ? (owners.get(other.face) ?? other.loop) : null);
  }
  const [only] = neighbours;
  if (neighbours.size !== 1) return false;
  if (!only || !("bows" in only)) return true;
  const ends = (one: Bow) => [one.vertices[0]!, one.vertices.at(-1)!].sort((a, b) => a - b).join(" ");
  return only.bows.some((one) => one.vertices.length === bow.vertices.length && ends(one) === ends(bow));
}
