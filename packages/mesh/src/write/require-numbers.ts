import { largestMagnitude } from "../largest-magnitude.ts";
import { MeshError } from "../mesh-error.ts";
import { boundsOf, longestSide, type Model } from "../model.ts";
import type { Format } from "./format.ts";
import { PER_METRE, type ResolvedWriteOptions } from "./write-options.ts";

/** Of single precision, in which most formats and all readers for the screen have coordinates. */
const LARGEST = 3.4028234e38;
/** Between nought and the next number of single precision (IEEE 754). */
const SMALLEST = 2 ** -149;
/** Of so few steps along its longest side nothing of a shape is left but the box around it. */
const LEAST_STEPS = 100;

/**
 * @throws MeshError `not_numbers` for a position that is none, and for a triangle with a corner at a vertex that there is not; `option` for a size or unit in which one would be larger than a file can say, or the whole
 * model so small that its coordinates become one and the same.
 */
export function requireNumbers({ parts }: Pick<Model, "parts">, { digits }: Pick<Format, "digits">, { scale, unit }: Pick<ResolvedWriteOptions, "scale" | "unit">): void {
  const perMetre = scale * PER_METRE[unit];
  for (const part of parts) requireVertices(part);
  const most = LARGEST / Math.max(1, perMetre);
  for (const { name, positions } of parts) {
    if (largestMagnitude(positions) <= most) continue;
    for (let at = 0; at < positions.length; at++) {
      if (Math.abs(positions[at]!) <= most) continue;
      if (!Number.isFinite(positions[at]!)) throw new MeshError("not_numbers", `A position of "${name}" is no number, so that nothing can be written of it. Make the model anew.`);
      throw new MeshError("option", `A position of "${name}" would be further off than a file can say. Give a smaller size, or a larger unit.`);
    }
  }
  const longest = longestSide(boundsOf({ parts }));
  const step = digits ? 10 ** -digits(unit) : SMALLEST;
  if (longest > 0 && longest * perMetre < LEAST_STEPS * step) throw new MeshError("option", "The model would be smaller than the numbers of such a file can tell. Give a larger size, or a smaller unit.");
}

/** Of a model that was read this holds; one that somebody made may say anything. */
function requireVertices({ name, positions, indices }: Model["parts"][number]): void {
  const vertices = positions.length / 3;
  let last = -1;
  for (let at = 0; at < indices.length; at++) if (indices[at]! > last) last = indices[at]!;
  if (last < vertices && indices.length % 3 === 0) return;
  const fault = last < vertices ? `has ${indices.length} corners, which are not three a triangle` : `has a triangle at vertex ${last}, of ${vertices}`;
  throw new MeshError("not_numbers", `"${name}" ${fault}, so that nothing can be written of it. Make the model anew.`);
}
