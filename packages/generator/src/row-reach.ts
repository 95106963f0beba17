import type { PlaneField } from "./outline-grids.ts";

/** From the first to the last sample inside the outline on a row, in samples. */
export function rowReach(plane: PlaneField, row: number): number {
  let first = -1;
  let last = -1;
  for (let i = 0; i < plane.columns; i++) {
    if (plane.values[row * plane.columns + i]! >= 0) continue;
    if (first < 0) first = i;
    last = i;
  }
  return last - first + 1;
}
