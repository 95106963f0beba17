import { addTo, cross, dot, minus, pointOn, type Curve, type Placement, type Sum, type Turned } from "./measure-turned.ts";

const PIECES = 64;
const NO_EXTENT = [0, 0, 0];

/** Radians, counter-clockwise about the circle's axis from where an arc begins to where it ends. */
function spanOf({ start, end }: Curve, { origin, axis }: Placement): number {
  const [a, b] = [minus(start, origin), minus(end, origin)];
  const turn = Math.atan2(dot(cross(a, b), axis), dot(a, b));
  return turn > 0 ? turn : turn + 2 * Math.PI;
}

function touchAlong(all: Sum, arc: Curve): void {
  for (let piece = 0; piece <= PIECES; piece++) addTo(all, pointOn(arc, piece / PIECES), NO_EXTENT);
}

/** Adds what is between an arc on an outline and its chord, to what the chords enclose. */
export function measureSegment(all: Sum, normal: readonly number[], arc: Curve, circle: Placement & { radius: number }): void {
  const span = spanOf(arc, circle);
  const sense = Math.sign(dot(circle.axis, normal)) * (arc.isForth ? 1 : -1);
  const area = (sense * circle.radius ** 2 * (span - Math.sin(span))) / 2;
  all.area += area;
  all.volume += (area * dot(arc.start, normal)) / 3;
  touchAlong(all, arc);
}

/** Adds a part of a cylinder between two lines; its edges have to lie on it. */
export function measureSector(all: Sum, { kind, numbers: [radius = 0], origin, axis, isForth }: Turned, edges: readonly Curve[]): void {
  const arcs = edges.filter(({ circle }) => circle !== null);
  if (kind !== "CYLINDRICAL_SURFACE" || arcs.length !== 2) throw new Error(`A ${kind} with ${arcs.length} arcs is not known here.`);
  const offAxis = (point: readonly number[]) => Math.hypot(...cross(minus(point, origin), axis));
  for (const point of edges.flatMap(({ start, end }) => [start, end])) if (Math.abs(offAxis(point) - radius) > 1e-4 * radius) throw new Error(`A corner is ${offAxis(point)} off an axis whose cylinder has a radius of ${radius}.`);
  const [low, high] = arcs.map((arc) => ({ arc, height: dot(minus(arc.start, origin), axis) })).sort((a, b) => a.height - b.height) as [{ arc: Curve; height: number }, { arc: Curve; height: number }];
  // Seen from outside, the lower arc goes counter-clockwise about the axis and the upper one back; seen from within, the other way.
  for (const [{ arc }, way] of [[low, 1], [high, -1]] as const) if (Math.sign(dot(arc.circle!.axis, axis)) * (arc.isForth ? 1 : -1) !== (isForth ? way : -way)) throw new Error("An arc goes the wrong way around its face.");
  const span = spanOf(low.arc, low.arc.circle!);
  const from = low.arc.isForth === isForth ? low.arc.start : low.arc.end;
  const away = minus(from, origin).map((value, k) => (value - low.height * axis[k]!) / radius);
  const side = cross(axis, away);
  const height = high.height - low.height;
  all.area += radius * span * height;
  // Of a place by its normal, all around: the radius, and of the axis's own place what the normals add up to.
  const normals = away.map((value, k) => Math.sin(span) * value + (1 - Math.cos(span)) * side[k]!);
  all.volume += ((isForth ? 1 : -1) * radius * height * (radius * span + dot(origin, normals))) / 3;
  for (const { arc } of [low, high]) touchAlong(all, arc);
}
