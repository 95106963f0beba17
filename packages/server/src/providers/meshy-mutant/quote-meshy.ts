const MAX_CHARACTERS = 200;
const CODE_BEFORE_TEXT = /^[A-Za-z]+: /;
const ADDRESS = /:\/\/|\bdata:|\bmsy_|\bwww\./i;
// Control and direction characters could make a page show something else than what is there.
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]+/gu;

/**
 * Meshy's own words, fit to be shown to a user: one line without its leading `Code: `, at most 200 characters. `null` when there are
 * none, or when they name an address or a key.
 */
export function quoteMeshy(text: unknown): string | null {
  if (typeof text !== "string") return null;
  const line = text.slice(0, 10 * MAX_CHARACTERS).replace(INVISIBLE, " ").replace(/\s+/g, " ").trim().replace(CODE_BEFORE_TEXT, "");
  if (line === "" || ADDRESS.test(line)) return null;
  return line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS - 1).trimEnd()}…` : line;
}

/** A sentence of ours, with Meshy's words behind it where there are any. */
export function withQuote(sentence: string, text: unknown): string {
  const quote = quoteMeshy(text);
  return quote === null ? sentence : `${sentence} Meshy says: ${quote}`;
}
