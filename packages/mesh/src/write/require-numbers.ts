import { largestMagnitude } from "../largest-magnitude.ts";
import { MeshError } from "../mesh-error.ts";
import type { Model } from "../model.ts";
import { PER_METRE, type ResolvedWriteOptions } from "./write-options.ts";

/** Of single precision, in which most formats and all readers for the screen have coordinates. */
const LARGEST = 3.4028234e38;

/** @throws MeshError `not_numbers` for a position that is none; `option` for a size or unit in which one would be larger than a file can say. */
export function requireNumbers({ parts }: Pick<Model, "parts">, { scale, unit }: Pick<ResolvedWriteOptions, "scale" | "unit">): void {
  const most = LARGEST / Math.max(1, scale * PER_METRE[unit]);
  for (const { name, positions } of parts) {
    if (largestMagnitude(positions) <= most) continue;
    for (let at = 0; at < positions.length; at++) {
      if (Math.abs(positions[at]!) <= most) continue;
      if (!Number.isFinite(positions[at]!)) throw new MeshError("not_numbers", `A position of "${name}" is no number, so that nothing can be written of it. Make the model anew.`);
      throw new MeshError("option", `A position of "${name}" would be further off than a file can say. Give a smaller size, or a larger unit.`);
    }
  }
}
