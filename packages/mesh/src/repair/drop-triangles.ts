import { crossOf, toleranceOf } from "../topology/planar-regions.ts";
import { findSameTriangles } from "../topology/same-triangles.ts";
import type { RepairLog } from "./repair-log.ts";
import { keepTriangles, middleOf, pointOf, tableOf, type Surface } from "./surface.ts";

/** Leaves out triangles with two corners in one place. */
export function dropCollapsed(surface: Surface, log: RepairLog): Surface {
  const { indices } = surface;
  const isKept = new Uint8Array(indices.length / 3).fill(1);
  for (let triangle = 0; triangle < isKept.length; triangle++) {
    const [a, b, c] = [indices[3 * triangle]!, indices[3 * triangle + 1]!, indices[3 * triangle + 2]!];
    if (a !== b && b !== c && c !== a) continue;
    isKept[triangle] = 0;
    log.add("degenerate", pointOf(surface, a));
  }
  return isKept.includes(0) ? keepTriangles(surface, isKept) : surface;
}

/**
 * Leaves out triangles without a surface, and all but one of those on the same three places. One that shares each of its edges with exactly one other
 * is what closes the surface there, and stays; so do two back to back where a body ends and another begins.
 */
export function dropNeedless(surface: Surface, log: RepairLog): Surface {
  const { indices } = surface;
  const table = tableOf(surface);
  const uses = new Uint32Array(table.count);
  for (let edge = 0; edge < uses.length; edge++) uses[edge] = table.usesOf(edge);
  const isKept = new Uint8Array(indices.length / 3).fill(1);
  const drop = (triangle: number, why: "degenerate" | "duplicate") => {
    isKept[triangle] = 0;
    for (let side = 3 * triangle; side < 3 * triangle + 3; side++) uses[table.edges[side]!]! -= 1;
    log.add(why, middleOf(surface, triangle));
  };
  /** How many more edges would have an even number of triangles without it: what closes has two at each. */
  const gainWithout = (triangle: number) => [0, 1, 2].reduce((sum, k) => sum + (uses[table.edges[3 * triangle + k]!]! % 2 === 1 ? 1 : -1), 0);
  for (const [first, ...others] of findSameTriangles(indices, table)) {
    for (const other of others) if (isSameWay(indices, first!, other) || gainWithout(other) > 0) drop(other, "duplicate");
  }
  const tolerance = toleranceOf(surface.positions);
  for (let triangle = 0; triangle < isKept.length; triangle++) {
    if (isKept[triangle] && isFlat(surface, triangle, tolerance) && gainWithout(triangle) > 0) drop(triangle, "degenerate");
  }
  return isKept.includes(0) ? keepTriangles(surface, isKept) : surface;
}

function isSameWay(indices: Uint32Array, a: number, b: number): boolean {
  const at = [0, 1, 2].findIndex((k) => indices[3 * b + k] === indices[3 * a]);
  return indices[3 * b + ((at + 1) % 3)] === indices[3 * a + 1];
}

function isFlat({ positions, indices }: Surface, triangle: number, tolerance: number): boolean {
  let longest = 0;
  for (let k = 0; k < 3; k++) {
    const [from, to] = [3 * indices[3 * triangle + k]!, 3 * indices[3 * triangle + ((k + 1) % 3)]!];
    const [x, y, z] = [positions[to]! - positions[from]!, positions[to + 1]! - positions[from + 1]!, positions[to + 2]! - positions[from + 2]!];
    longest = Math.max(longest, x * x + y * y + z * z);
  }
  const [x, y, z] = crossOf(positions, indices, triangle);
  return Math.sqrt(x * x + y * y + z * z) <= tolerance * Math.sqrt(longest);
}
