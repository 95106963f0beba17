import { nextSide, NO_SIDE, triangleOf } from "../topology/edge-table.ts";
import { Groups } from "../topology/groups.ts";
import { pairEdges } from "../topology/pair-edges.ts";
import { pointOf, tableOf, type Surface } from "./surface.ts";

/** Angles as near as this are one: the faces of two bodies that touch. */
const PER_RADIAN = 1e6;

/**
 * For each side the one that runs back along its edge, `NO_SIDE` where there is none. Where more than two triangles meet in an edge, those are mates
 * between which there is material: bodies that touch stay two.
 */
export const matesOf = (surface: Surface): Int32Array => (surface.known.mates ??= mateSides(surface));

function mateSides(surface: Surface): Int32Array {
  const { indices } = surface;
  const table = tableOf(surface);
  const mates = pairEdges(indices, table);
  for (let edge = 0; edge < table.count; edge++) {
    if (table.usesOf(edge) > 2) mateCrowded(surface, table.sidesOf(edge), mates);
  }
  return mates;
}

/** Around the edge, counter-clockwise as seen against its direction, material begins at a side that runs back and ends at one that runs forth. */
function mateCrowded(surface: Surface, sides: readonly number[], mates: Int32Array): void {
  const { indices } = surface;
  const first = indices[sides[0]!]!;
  const [from, to] = [pointOf(surface, first), pointOf(surface, indices[nextSide(sides[0]!)]!)];
  const along = normalized(minus(to, from));
  const away = (side: number) => {
    const step = minus(pointOf(surface, indices[nextSide(nextSide(side))]!), from);
    const share = dot(step, along);
    return step.map((value, axis) => value - share * along[axis]!);
  };
  const zero = normalized(away(sides[0]!));
  const quarter = cross(along, zero);
  const around = sides
    .map((side) => {
      const direction = away(side);
      const angle = Math.atan2(dot(direction, quarter), dot(direction, zero));
      return { side, isForth: indices[side] === first, angle: Math.round((angle < -0.5 / PER_RADIAN ? angle + 2 * Math.PI : angle) * PER_RADIAN) };
    })
    // Where one body ends and the next begins, it ends first.
    .sort((a, b) => a.angle - b.angle || Number(b.isForth) - Number(a.isForth) || a.side - b.side);
  const open: number[] = [];
  // Twice around, since the first may end what the last begins.
  for (const { side, isForth } of [...around, ...around]) {
    if (mates[side] !== NO_SIDE) continue;
    if (!isForth) {
      if (!open.includes(side)) open.push(side);
      continue;
    }
    const mate = open.pop();
    if (mate === undefined) continue;
    mates[mate] = side;
    mates[side] = mate;
  }
}

/** Of each triangle: the piece that it is in, by the least of its triangles. */
export function piecesOf(mates: Int32Array): Int32Array {
  const groups = new Groups(mates.length / 3);
  // Of two that are mates one is enough.
  for (let side = 0; side < mates.length; side++) if (mates[side]! > side) groups.join(triangleOf(side), triangleOf(mates[side]!));
  return groups.roots();
}

/** Of each corner: the fan of triangles around its place that it is in, by the least of its corners. */
export function fansOf(mates: Int32Array): Int32Array {
  const groups = new Groups(mates.length);
  for (let side = 0; side < mates.length; side++) {
    const mate = mates[side]!;
    if (mate < side) continue;
    groups.join(side, nextSide(mate));
    groups.join(nextSide(side), mate);
  }
  return groups.roots();
}

const minus = (a: readonly number[], b: readonly number[]): number[] => [a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!];
const dot = (a: readonly number[], b: readonly number[]): number => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
const cross = (a: readonly number[], b: readonly number[]): number[] => [a[1]! * b[2]! - a[2]! * b[1]!, a[2]! * b[0]! - a[0]! * b[2]!, a[0]! * b[1]! - a[1]! * b[0]!];
function normalized(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
