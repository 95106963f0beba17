import { EdgeTable, NO_SIDE, nextSide } from "./edge-table.ts";

export { nextSide } from "./edge-table.ts";
export const ALONE = NO_SIDE;

/**
 * For each side of each triangle, the side that runs the other way along it: where exactly these two use the edge. `ALONE` where a surface ends, where
 * more than two meet, or where two triangles beside each other disagree which side is outside.
 */
export function pairEdges(indices: Uint32Array, table = new EdgeTable(indices)): Int32Array {
  const pairs = new Int32Array(indices.length);
  for (let side = 0; side < indices.length; side++) {
    const other = table.otherOf(side);
    pairs[side] = other !== NO_SIDE && indices[side] === indices[nextSide(other)] && indices[other] === indices[nextSide(side)] ? other : ALONE;
  }
  return pairs;
}
