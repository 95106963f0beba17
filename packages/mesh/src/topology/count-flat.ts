import type { Part } from "../model.ts";
import { crossOf } from "./planar-regions.ts";

/** Triangles without an area, so that no side of them is outside. */
export function countFlat(parts: readonly Pick<Part, "positions" | "indices">[]): number {
  let count = 0;
  for (const { positions, indices } of parts) {
    for (let triangle = 0; triangle < indices.length / 3; triangle++) {
      const [x, y, z] = crossOf(positions, indices, triangle);
      if (x === 0 && y === 0 && z === 0) count++;
    }
  }
  return count;
}
