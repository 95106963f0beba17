import type { Part } from "../model.ts";
import { crossOf } from "./planar-regions.ts";

/** Of the volume of a cube with as much surface; less is what rounding leaves between two sides that lie on each other. */
const LEAST_SHARE = 1e-9;

/** Whether a surface that closes has no inside all the same: a sheet with two sides, or a thing that was pressed flat. */
export function enclosesNothing(parts: readonly Pick<Part, "positions" | "indices">[]): boolean {
  let [twice, six] = [0, 0];
  const origin = parts[0]?.positions ?? [];
  for (const { positions, indices } of parts) {
    for (let triangle = 0; triangle < indices.length / 3; triangle++) {
      const [x, y, z] = crossOf(positions, indices, triangle);
      const at = 3 * indices[3 * triangle]!;
      twice += Math.sqrt(x * x + y * y + z * z);
      // From a corner of the surface: seen from far away, rounding would be more than a small thing.
      six += (positions[at]! - origin[0]!) * x + (positions[at + 1]! - origin[1]!) * y + (positions[at + 2]! - origin[2]!) * z;
    }
  }
  return isTooLittle(six / 6, twice / 2);
}

/** Whether so much volume within so much surface is none. */
export const isTooLittle = (volume: number, area: number): boolean => Math.abs(volume) <= LEAST_SHARE * (Math.abs(area) / 6) ** 1.5;
