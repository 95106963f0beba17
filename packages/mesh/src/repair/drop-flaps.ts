import { EdgeTable, triangleOf } from "../topology/edge-table.ts";
import { mateSides } from "./mate-sides.ts";
import type { RepairLog } from "./repair-log.ts";
import { keepTriangles, middleOf, type Surface } from "./surface.ts";

/**
 * Leaves out triangles that lie back to back on an edge of a surface that is whole without them, which is what simplifying makes of a narrow fold: moved
 * apart, the two would be a body that encloses nothing. Such a pair that stands alone stays, since somebody may have meant it.
 */
export function dropFlaps(surface: Surface, log: RepairLog): Surface {
  const table = new EdgeTable(surface.indices);
  const mates = mateSides(surface, table);
  const isKept = new Uint8Array(surface.isTurned.length).fill(1);
  for (let triangle = 0; triangle < isKept.length; triangle++) {
    const sides = [3 * triangle, 3 * triangle + 1, 3 * triangle + 2];
    const other = triangleOf(mates[sides[0]!]!);
    if (!sides.every((side) => mates[side]! >= 0 && triangleOf(mates[side]!) === other) || !sides.some((side) => table.usesOf(table.edges[side]!) > 2)) continue;
    isKept[triangle] = 0;
    log.add("duplicate", middleOf(surface, triangle));
  }
  return isKept.includes(0) ? keepTriangles(surface, isKept) : surface;
}
