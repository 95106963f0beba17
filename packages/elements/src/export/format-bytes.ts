import { formatNumber } from "../locale/format-number.ts";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
const STEP = 1000;

/** `1.2 MB`, in the words of the language. */
export function formatBytes(bytes: number, lang: string): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / Math.log10(STEP)));
  const value = bytes / STEP ** power;
  const digits = power === 0 || value >= 100 ? 0 : 1;
  return formatNumber(value, lang, { style: "unit", unit: UNITS[power], unitDisplay: "short", maximumFractionDigits: digits });
}
