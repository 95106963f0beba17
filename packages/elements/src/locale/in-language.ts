import { textLanguageOf } from "./locale.ts";

/** Writes something in the language of the texts for a language: English where English stands in for it. */
export function inLanguage(lang: string, write: (tag: string | undefined) => string): string {
  try {
    return write(textLanguageOf(lang));
  } catch {
    // A language tag that the page made up, and brought texts for.
    return write(undefined);
  }
}
