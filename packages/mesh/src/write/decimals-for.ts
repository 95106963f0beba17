import { largestMagnitude } from "../largest-magnitude.ts";
import { boundsOf, longestSide, type Model } from "../model.ts";
import { PER_METRE, type ResolvedWriteOptions } from "./write-options.ts";

const SIGNIFICANT = 7;
/** With so many digits a 32-bit number is told from every other one: more say nothing. */
const MOST_SIGNIFICANT = 9;
/** Behind the point. */
export const MOST_DECIMALS = 12;

/**
 * How many digits behind the point a coordinate needs so that nothing is lost that 32-bit numbers had, however small or large the model is, and however far
 * from the origin: digits count from its own size on.
 */
export function decimalsFor(model: Pick<Model, "parts">, { unit, scale }: Pick<ResolvedWriteOptions, "unit" | "scale">): number {
  const perMetre = scale * PER_METRE[unit];
  const farthest = farthestOf(model);
  const longest = longestSide(boundsOf(model));
  const whole = (length: number) => (length > 0 ? Math.ceil(Math.log10(length * perMetre)) : 0);
  const digits = Math.min(SIGNIFICANT - whole(longest > 0 ? Math.min(longest, farthest) : farthest), MOST_SIGNIFICANT - whole(farthest));
  return Math.min(MOST_DECIMALS, Math.max(0, digits));
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
