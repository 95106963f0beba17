import { inLanguage } from "./in-language.ts";

/** A number in the way of writing of the texts around it, with the digits that all texts here have. */
export function formatNumber(value: number, lang: string, options: Intl.NumberFormatOptions = {}): string {
  return inLanguage(lang, (tag) => new Intl.NumberFormat(tag, { ...options, numberingSystem: "latn" }).format(value));
}
