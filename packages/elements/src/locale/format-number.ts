/** A number in the reader's own way of writing, with the digits that all texts here have. */
export function formatNumber(value: number, lang: string, options: Intl.NumberFormatOptions = {}): string {
  const all = { ...options, numberingSystem: "latn" };
  try {
    return new Intl.NumberFormat(lang || undefined, all).format(value);
  } catch {
    // A language tag that the page made up.
    return new Intl.NumberFormat(undefined, all).format(value);
  }
}
