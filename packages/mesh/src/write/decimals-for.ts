import { largestMagnitude } from "../largest-magnitude.ts";
import type { Model } from "../model.ts";
import { PER_METRE, type ResolvedWriteOptions } from "./write-options.ts";

const SIGNIFICANT = 7;

/** How many digits behind the point a coordinate needs so that nothing is lost that 32-bit numbers had, however small or large the model is. */
export function decimalsFor(model: Pick<Model, "parts">, { unit, scale }: Pick<ResolvedWriteOptions, "unit" | "scale">): number {
  const farthest = farthestOf(model) * scale * PER_METRE[unit];
  const whole = farthest > 0 ? Math.ceil(Math.log10(farthest)) : 0;
  return Math.min(12, Math.max(0, SIGNIFICANT - whole));
}

/** How far a corner of a triangle is off in the direction of an axis. */
function farthestOf({ parts }: Pick<Model, "parts">): number {
  let most = 0;
  for (const { positions, indices } of parts) {
    const isUsed = new Uint8Array(positions.length / 3);
    for (let corner = 0; corner < indices.length; corner++) isUsed[indices[corner]!] = 1;
    const areAllUsed = !isUsed.includes(0);
    most = Math.max(most, largestMagnitude(areAllUsed ? positions : positions.filter((_, at) => isUsed[Math.trunc(at / 3)] === 1)));
  }
  return most;
}
