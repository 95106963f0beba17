import { triangleOf } from "../topology/edge-table.ts";
import { matesOf } from "./mate-sides.ts";
import type { RepairLog } from "./repair-log.ts";
import { keepTriangles, middleOf, tableOf, type Surface } from "./surface.ts";

/**
 * Leaves out triangles that lie back to back on an edge of a surface that is whole without them, which is what simplifying makes of a narrow fold: moved
 * apart, the two would be a body that encloses nothing. Such a pair that stands alone stays, since somebody may have meant it.
 */
export function dropFlaps(surface: Surface, log: RepairLog): Surface {
  const table = tableOf(surface);
  const mates = matesOf(surface);
  const isKept = new Uint8Array(surface.isTurned.length).fill(1);
  for (let triangle = 0; triangle < isKept.length; triangle++) {
    const other = triangleOf(mates[3 * triangle]!);
    if (other < 0 || triangleOf(mates[3 * triangle + 1]!) !== other || triangleOf(mates[3 * triangle + 2]!) !== other) continue;
    if (![0, 1, 2].some((k) => table.usesOf(table.edges[3 * triangle + k]!) > 2)) continue;
    isKept[triangle] = 0;
    log.add("duplicate", middleOf(surface, triangle));
  }
  return isKept.includes(0) ? keepTriangles(surface, isKept) : surface;
}
