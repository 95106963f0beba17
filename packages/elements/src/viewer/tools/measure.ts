import { formatNumber } from "../../locale/format-number.ts";

export type LengthUnit = "mm" | "cm" | "m" | "in";

export const LENGTH_UNITS = ["mm", "cm", "m", "in"] as const satisfies readonly LengthUnit[];

const UNITS = {
  mm: { perMetre: 1000, name: "millimeter", digits: 0 },
  cm: { perMetre: 100, name: "centimeter", digits: 1 },
  m: { perMetre: 1, name: "meter", digits: 2 },
  in: { perMetre: 1 / 0.0254, name: "inch", digits: 1 },
} as const;

/** A length of so many metres in the reader's own way of writing: `12.5 cm`. */
export function formatLength(metres: number, unit: LengthUnit, lang: string, unitDisplay: "short" | "long" = "short"): string {
  const { perMetre, name, digits } = UNITS[unit] ?? UNITS.cm;
  return formatNumber(metres * perMetre, lang, { style: "unit", unit: name, unitDisplay, maximumFractionDigits: digits });
}
