import { z } from "zod";

/** Units of lengths: millimetre, centimetre, metre and inch. */
export const LENGTH_UNITS = ["mm", "cm", "m", "in"] as const;
export type LengthUnit = (typeof LENGTH_UNITS)[number];

/** How many of a unit are a metre. */
export const UNITS_PER_METRE: Readonly<Record<LengthUnit, number>> = { mm: 1000, cm: 100, m: 1, in: 1 / 0.0254 };

/** Which of a model's three measures, as the viewer shows it: `width` from left to right, `height` upwards, `depth` from front to back. */
export const SIZE_AXES = ["height", "width", "depth"] as const;
export type SizeAxis = (typeof SIZE_AXES)[number];

const MIN_SIZE_M = 1e-6;
const MAX_SIZE_M = 100_000;

/** One measure of the real thing. A model made of photos has no size of its own: one is enough, the others follow. */
export const realSizeSchema = z
  .strictObject({ axis: z.enum(SIZE_AXES), value: z.number().positive("must be a number above 0"), unit: z.enum(LENGTH_UNITS) })
  .refine(({ value, unit }) => isBetween(value / UNITS_PER_METRE[unit], MIN_SIZE_M, MAX_SIZE_M), { path: ["value"], message: "must be between a thousandth of a millimetre and 100 kilometres" });
export type RealSize = z.infer<typeof realSizeSchema>;

function isBetween(metres: number, least: number, most: number): boolean {
  return metres >= least && metres <= most;
}
