import { nextSide, NO_SIDE } from "../topology/edge-table.ts";
import { fansOf, matesOf } from "./mate-sides.ts";
import type { RepairLog } from "./repair-log.ts";
import { diagonalOf, nothingKnown, pointOf, tableOf, type Surface } from "./surface.ts";

/** Of the model's size: so far that numbers of single precision, and readers that weld what is near, tell the two places apart. */
const APART = 2e-6;

/**
 * Moves parts of the surface that meet in a place without hanging together there a little apart, towards their own side: what touches in an edge or in a
 * point alone is no body for those that make one of it. Each but the largest fan of triangles gets a place of its own.
 */
export function separateFans(surface: Surface, log: RepairLog): Surface {
  const { indices, positions } = surface;
  const table = tableOf(surface);
  const mates = matesOf(surface);
  const fans = fansOf(mates);
  const sizes = new Uint32Array(indices.length);
  const isOpen = new Uint8Array(indices.length);
  const isCrowded = new Uint8Array(positions.length / 3);
  const largest = new Int32Array(positions.length / 3).fill(-1);
  for (let corner = 0; corner < indices.length; corner++) {
    sizes[fans[corner]!]! += 1;
    if (mates[corner] === NO_SIDE) isOpen[fans[corner]!] = isOpen[fans[nextSide(corner)]!] = 1;
    if (table.usesOf(table.edges[corner]!) > 2) isCrowded[indices[corner]!] = isCrowded[indices[nextSide(corner)]!] = 1;
  }
  for (let corner = 0; corner < fans.length; corner++) {
    const fan = fans[corner]!;
    const known = largest[indices[corner]!]!;
    if (known < 0 || sizes[fan]! > sizes[known]!) largest[indices[corner]!] = fan;
  }
  const step = APART * diagonalOf(surface);
  const moved = new Map<number, number>();
  const added: number[] = [];
  const neighbours = new Map<number, number[]>();
  fans.forEach((fan, corner) => {
    if (fan === largest[indices[corner]!]! || (isOpen[fan] && !isCrowded[indices[corner]!])) return;
    const around = neighbours.get(fan) ?? [];
    around.push(indices[nextSide(corner)]!, indices[nextSide(nextSide(corner))]!);
    neighbours.set(fan, around);
  });
  if (neighbours.size === 0) return surface;
  for (const [fan, around] of neighbours) {
    const at = pointOf(surface, indices[fan]!);
    const way = [0, 1, 2].map((axis) => around.reduce((sum, place) => sum + positions[3 * place + axis]!, 0) / around.length - at[axis]!);
    const length = Math.hypot(...way) || 1;
    moved.set(fan, (positions.length + added.length) / 3);
    added.push(...at.map((value, axis) => value + (step * way[axis]!) / length));
    log.add("separated", at);
  }
  const all = new Float32Array(positions.length + added.length);
  all.set(positions);
  all.set(added, positions.length);
  return { ...surface, positions: all, known: nothingKnown(), indices: indices.map((place, corner) => moved.get(fans[corner]!) ?? place) };
}
