import { offBy } from "./find-bands.ts";
import { isTip, rimKey, type Arc, type Candidate, type Rim } from "./round.ts";
import { dot, minus, moved, scaled, type Point } from "./vector.ts";

/** Fewer bands beside each other lie on many a circle. */
const LEAST_BANDS = 3;
/** Radians: a shorter arc may be of any smooth curve. */
export const LEAST_SPAN = Math.PI / 6;
/** Radians from band to band: what is bent more is meant with its edge. */
export const SMOOTH = Math.PI / 9;
/** As many times what a corner may be off its circle: how far the middle of an arc has to be from its ends' line. */
export const LEAST_BULGE = 20;
export const FLAT = "flat";
/** So many bands that are nearly in one line are no beginning of an arc. */
const MOST_FLAT = 64;

/** A band as a chain of them comes to it: from the rim where it begins to that where it ends. */
interface Link {
  band: Candidate;
  rims: readonly [Rim, Rim];
  radii: readonly [number, number];
  lines: readonly (readonly [number, number])[];
  /** By the vertex where a line begins. */
  onwards: ReadonlyMap<number, number>;
}

type Spot = readonly [radius: number, height: number];

/** Bands one after the other whose outline is an arc become one part of a ball, or of a ring's tube; the others stay as they are. */
export function findArcs(bands: readonly Candidate[], tolerance: number): Candidate[] {
  const sharing = new Map<number, Candidate[]>();
  for (const band of bands) for (const rim of band.rims) if (!isTip(rim)) sharing.set(rimKey(rim), [...(sharing.get(rimKey(rim)) ?? []), band]);
  const nextOf = (band: Candidate, rim: Rim) => (isTip(rim) ? undefined : sharing.get(rimKey(rim))!.find((other) => other !== band && other.part === band.part));
  const left = new Set(bands);
  const found: Candidate[] = [];
  const follow = (first: Candidate, side: 0 | 1) => {
    const chain: Link[] = [];
    for (let [band, from]: [Candidate | undefined, 0 | 1] = [first, side]; band && left.has(band); ) {
      left.delete(band);
      const link = linkOf(band, from);
      chain.push(link);
      const next: Candidate | undefined = nextOf(band, link.rims[1]);
      from = next && rimKey(next.rims[0]) === rimKey(link.rims[1]) && !isTip(next.rims[0]) ? 0 : 1;
      band = next;
    }
    found.push(...splitChain(chain, tolerance));
  };
  // From where chains begin; then those that close on themselves, from anywhere.
  for (const band of bands) for (const side of [0, 1] as const) if (left.has(band) && !nextOf(band, band.rims[side])) follow(band, side);
  for (const band of bands) if (left.has(band)) follow(band, 0);
  return found;
}

function linkOf(band: Candidate, from: 0 | 1): Link {
  const to = (1 - from) as 0 | 1;
  const lines = band.lines.map((line) => [line[from], line[to]] as const);
  return { band, rims: [band.rims[from], band.rims[to]], radii: [band.radii[from], band.radii[to]], lines, onwards: new Map(lines) };
}

function splitChain(chain: readonly Link[], tolerance: number): Candidate[] {
  if (chain.length < LEAST_BANDS) return chain.map(({ band }) => band);
  const [{ rims: [{ center }] }] = chain as [Link]; // prettier-ignore
  const { axis } = chain[0]!.band;
  const off = offBy(tolerance, Math.max(...chain.flatMap(({ radii }) => radii)));
  const spots = [{ rims: [chain[0]!.rims[0]], radii: [chain[0]!.radii[0]] }, ...chain.map(({ rims, radii }) => ({ rims: [rims[1]], radii: [radii[1]] }))].map(({ rims: [rim], radii: [radius] }): Spot | null => {
    const from = minus(rim!.center, center);
    const height = dot(from, axis);
    return Math.hypot(...minus(from, scaled(axis, height))) <= 2 * off ? [radius!, height] : null;
  });
  const made: Candidate[] = [];
  for (let from = 0; from < chain.length; ) {
    let best: { to: number; circle: Circle } | null = null;
    for (let to = from + LEAST_BANDS; to <= chain.length; to++) {
      const circle = arcThrough(spots.slice(from, to + 1), off);
      if (!circle || (circle === FLAT && to - from > MOST_FLAT)) break;
      if (circle !== FLAT) best = { to, circle };
    }
    const arc = best && joinLinks(chain.slice(from, best.to), center, axis, best.circle, off);
    made.push(arc ?? chain[from]!.band);
    from = arc ? best!.to : from + 1;
  }
  return made;
}

interface Circle {
  radius: number;
  middle: Spot;
  /** Radians from the first to the last, positive counter-clockwise. */
  span: number;
}

/** The circle that all of some spots are on, in small steps of one sense; null where there is none, and flat where they are too nearly in one line to say. */
function arcThrough(spots: readonly (Spot | null)[], off: number): Circle | typeof FLAT | null {
  if (!spots.every((spot) => spot !== null)) return null;
  const isWhole = Math.hypot(spots[0]![0] - spots.at(-1)![0], spots[0]![1] - spots.at(-1)![1]) <= off;
  const [a, b, c] = isWhole ? [0, 1, 2].map((third) => spots[Math.floor((third * spots.length) / 3)]!) as [Spot, Spot, Spot] : [spots[0]!, spots[spots.length >> 1]!, spots.at(-1)!];
  const [ux, uy, vx, vy] = [b[0] - a[0], b[1] - a[1], c[0] - a[0], c[1] - a[1]];
  const twice = 2 * (ux * vy - uy * vx);
  // Twice the area of the three, by their longest side: how far they are from one line.
  if (Math.abs(twice) / 2 <= LEAST_BULGE * off * Math.max(Math.hypot(vx, vy), Math.hypot(ux, uy))) return FLAT;
  const [uu, vv] = [ux * ux + uy * uy, vx * vx + vy * vy];
  const middle: Spot = [a[0] + (vy * uu - uy * vv) / twice, a[1] + (ux * vv - vx * uu) / twice];
  const radius = Math.hypot(a[0] - middle[0], a[1] - middle[1]);
  if (!spots.every((spot) => Math.abs(Math.hypot(spot[0] - middle[0], spot[1] - middle[1]) - radius) <= off)) return null;
  let span = 0;
  for (let at = 1; at < spots.length; at++) {
    const [p, q] = [spots[at - 1]!, spots[at]!].map(([x, y]) => [x - middle[0], y - middle[1]] as const) as [Spot, Spot];
    const step = Math.atan2(p[0] * q[1] - p[1] * q[0], p[0] * q[0] + p[1] * q[1]);
    if (Math.abs(step) > SMOOTH || step * twice <= 0) return null;
    span += step;
  }
  return { radius, middle, span };
}

/** Null where a circle is no ball's about its middle, and no ring's that leaves room for a hole. */
function joinLinks(links: readonly Link[], center: Point, axis: Point, { radius, middle, span }: Circle, off: number): Candidate | null {
  if (Math.abs(span) < LEAST_SPAN) return null;
  const isBall = Math.abs(middle[0]) <= off;
  if (!isBall && middle[0] <= radius + off) return null;
  const [first, last] = [links[0]!, links.at(-1)!];
  const lines = first.lines.map(([start, next]) => [start, links.slice(1).reduce((vertex, { onwards }) => onwards.get(vertex)!, next)] as const);
  const isWhole = Math.abs(span) > 2 * Math.PI - 1e-3;
  if (isWhole && lines.some(([start, end]) => start !== end)) return null;
  const isCounter = span > 0;
  // Its facets are seen from outwards or inwards, on a way that goes up or down.
  const isUp = first.band.rims[0] === first.rims[0] === dot(first.band.axis, axis) > 0;
  const isOutside = first.band.isOutside === isUp;
  const arc: Arc = { center: moved(center, axis, middle[1]), major: isBall ? 0 : middle[0], minor: radius, isCounter, isBulging: isOutside === isCounter };
  const upright = (rim: Rim, own: Point): Rim => (dot(own, axis) >= 0 ? rim : { ...rim, vertices: rim.vertices.toReversed() });
  const rims = [upright(first.rims[0], first.band.axis), upright(last.rims[1], last.band.axis)] as const;
  return { faces: new Set(links.flatMap(({ band }) => [...band.faces])), part: first.band.part, axis, rims, radii: [first.radii[0], last.radii[1]], isOutside, arc, lines };
}
