import { boundsOf, type Model } from "../model.ts";
import { PER_METRE, type ResolvedWriteOptions } from "./write-options.ts";

const SIGNIFICANT = 7;

/** How many digits behind the point a coordinate needs so that nothing is lost that 32-bit numbers had, however small or large the model is. */
export function decimalsFor(model: Pick<Model, "parts">, { unit, scale }: Pick<ResolvedWriteOptions, "unit" | "scale">): number {
  const { min, max } = boundsOf(model);
  const farthest = Math.max(...min.map(Math.abs), ...max.map(Math.abs)) * scale * PER_METRE[unit];
  const whole = farthest > 0 ? Math.ceil(Math.log10(farthest)) : 0;
  return Math.min(12, Math.max(0, SIGNIFICANT - whole));
}
