import { nextSide } from "../topology/edge-table.ts";
import { Groups } from "../topology/groups.ts";
import type { RepairLog } from "./repair-log.ts";
import { nothingKnown, pointOf, tableOf, type Surface } from "./surface.ts";

/** So far out that cells cannot be told apart, nothing is welded. */
const MOST_CELLS = 2 ** 50;

/**
 * Makes one of places that are nearer to each other than the tolerance (metres), where the surface ends at both: a seam that does not quite meet. What
 * is inside of the surface stays as it is, however fine it is.
 */
export function weldRims(surface: Surface, tolerance: number, log: RepairLog): Surface {
  if (tolerance === 0) return surface;
  const { indices, positions } = surface;
  const table = tableOf(surface);
  const isRim = new Uint8Array(positions.length / 3);
  for (let side = 0; side < indices.length; side++) {
    if (table.usesOf(table.edges[side]!) === 1) isRim[indices[side]!] = isRim[indices[nextSide(side)]!] = 1;
  }
  const groups = new Groups(positions.length / 3);
  const cells = new Map<string, number[]>();
  const steps = [-1, 0, 1];
  for (let place = 0; place < isRim.length; place++) {
    if (!isRim[place]) continue;
    const point = pointOf(surface, place);
    const cell = point.map((value) => Math.floor(value / tolerance));
    if (cell.some((value) => Math.abs(value) > MOST_CELLS)) continue;
    for (const x of steps) {
      for (const y of steps) {
        for (const z of steps) {
          for (const other of cells.get([cell[0]! + x, cell[1]! + y, cell[2]! + z].join()) ?? []) {
            if (distance(point, pointOf(surface, other)) <= tolerance) groups.join(other, place);
          }
        }
      }
    }
    const key = cell.join();
    const known = cells.get(key);
    if (known) known.push(place);
    else cells.set(key, [place]);
  }
  let isWelded = false;
  for (let place = 0; place < isRim.length; place++) {
    if (!isRim[place] || groups.rootOf(place) === place) continue;
    isWelded = true;
    log.add("welded", pointOf(surface, place));
  }
  if (!isWelded) return surface;
  return { ...surface, known: nothingKnown(), indices: indices.map((place) => (isRim[place] ? groups.rootOf(place) : place)) };
}

const distance = (a: readonly number[], b: readonly number[]): number => Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!);
