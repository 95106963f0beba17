import type { Vector3 } from "../model.ts";
import { nextSide, triangleOf } from "../topology/edge-table.ts";
import { matesOf, piecesOf } from "./mate-sides.ts";
import type { NewVertices } from "./new-vertices.ts";
import type { RepairLog } from "./repair-log.ts";
import { areasOf, nothingKnown, pointOf, tableOf, type Surface } from "./surface.ts";
import { traceRims } from "./trace-rims.ts";
import { areaOf, triangulateRim } from "./triangulate-rim.ts";

export interface HoleLimits {
  /** Edges around a hole. */
  maxHoleEdges: number;
  /** Of the surface that the hole is in, as a share. */
  maxHoleShare: number;
}

/** What closes a hole: corners by their number in the rim; the one after the last is the middle. */
interface Patch {
  triangles: (readonly [number, number, number])[];
  middle: Vector3 | null;
}

/** Closes the holes that are within the limits, with triangles that look where those around look, of the part that has the longest share of the rim. */
export function fillHoles(surface: Surface, vertices: NewVertices, limits: HoleLimits, log: RepairLog): Surface {
  const { indices } = surface;
  const table = tableOf(surface);
  const mates = matesOf(surface);
  const rims = traceRims(surface, mates).filter((rim) => rim.length >= 3 && rim.length <= limits.maxHoleEdges);
  if (rims.length === 0) return surface;
  const pieces = piecesOf(mates);
  const areas = new Map<number, number>();
  areasOf(surface).forEach((area, triangle) => areas.set(pieces[triangle]!, (areas.get(pieces[triangle]!) ?? 0) + area));
  const bridges = new Set<string>();
  const keyOf = (a: number, b: number) => (a < b ? `${a} ${b}` : `${b} ${a}`);
  const added: { middles: Vector3[]; indices: number[]; corners: number[]; parts: number[] } = { middles: [], indices: [], corners: [], parts: [] };
  for (const rim of rims) {
    const places = rim.map((side) => indices[nextSide(side)]!);
    const points = places.map((place) => pointOf(surface, place));
    const patch = patchOf(points, (a, b) => table.find(places[a]!, places[b]!) >= 0 || bridges.has(keyOf(places[a]!, places[b]!)));
    if (patch.middle) points.push(patch.middle);
    const area = patch.triangles.reduce((sum, [a, b, c]) => sum + areaOf(points[a]!, points[b]!, points[c]!), 0);
    const around = [...new Set(rim.map((side) => pieces[triangleOf(side)]!))].reduce((sum, piece) => sum + areas.get(piece)!, 0);
    if (area > limits.maxHoleShare * around) continue;
    const part = partOf(surface, rim);
    const corners = cornersOf(surface, rim, part, vertices);
    if (patch.middle) {
      places.push(surface.positions.length / 3 + added.middles.push(patch.middle) - 1);
      corners.push(vertices.add(part, [...new Set(corners.flatMap((vertex) => vertices.sourcesOf(part, vertex)))]));
    }
    for (const triangle of patch.triangles) {
      triangle.forEach((corner, k) => {
        added.indices.push(places[corner]!);
        added.corners.push(corners[corner]!);
        bridges.add(keyOf(places[corner]!, places[triangle[(k + 1) % 3]!]!));
      });
      added.parts.push(part);
    }
    log.add("filled", meanOf(points));
  }
  return {
    positions: joined(surface.positions, added.middles.flat()),
    indices: joined(indices, added.indices),
    corners: joined(surface.corners, added.corners),
    parts: joined(surface.parts, added.parts),
    isTurned: joined(surface.isTurned, new Uint8Array(added.parts.length)),
    known: nothingKnown(),
  };
}

function patchOf(points: readonly Vector3[], isTaken: (a: number, b: number) => boolean): Patch {
  const triangles = triangulateRim(points, isTaken);
  if (triangles) return { triangles, middle: null };
  return { triangles: points.map((_, at) => [at, (at + 1) % points.length, points.length] as const), middle: meanOf(points) };
}

/** The part with the longest share of a rim. */
function partOf({ parts, ...surface }: Surface, rim: readonly number[]): number {
  const shares = new Map<number, number>();
  for (const side of rim) {
    const [from, to] = [pointOf(surface, surface.indices[side]!), pointOf(surface, surface.indices[nextSide(side)]!)];
    const part = parts[triangleOf(side)]!;
    shares.set(part, (shares.get(part) ?? 0) + Math.hypot(...to.map((value, axis) => value - from[axis]!)));
  }
  return [...shares].reduce((best, share) => (share[1] > best[1] ? share : best))[0];
}

/** For each place of a rim a vertex of the part: of a triangle that is there; or a new one, which looks like the nearest along the rim. */
function cornersOf({ parts, corners }: Surface, rim: readonly number[], part: number, vertices: NewVertices): number[] {
  const isOfPart = (side: number) => parts[triangleOf(side)] === part;
  const own = rim.map((side, at) => {
    const before = rim.at(at - 1)!;
    return isOfPart(side) ? corners[nextSide(side)]! : isOfPart(before) ? corners[before]! : null;
  });
  return own.map((vertex, at) => {
    if (vertex !== null) return vertex;
    for (let away = 1; ; away++) {
      const near = own.at(at - away) ?? own[(at + away) % own.length];
      if (near !== null && near !== undefined) return vertices.add(part, vertices.sourcesOf(part, near));
    }
  });
}

const meanOf = (points: readonly Vector3[]): Vector3 => [0, 1, 2].map((axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / points.length) as unknown as Vector3;

function joined<Numbers extends Float32Array | Uint32Array | Uint8Array>(first: Numbers, second: ArrayLike<number>): Numbers {
  const all = new (first.constructor as new (length: number) => Numbers)(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
