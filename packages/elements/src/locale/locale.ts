import { en } from "./en.ts";

export type { DescribedError } from "./en.ts";

/** Every text of the elements. A locale that lacks one does not compile. */
export type Messages = typeof en;

const locales = new Map<string, Messages>([["en", en]]);

/** Called when a locale comes in after elements have been drawn. */
const listeners = new Set<() => void>();

/**
 * Adds a language, by its BCP 47 tag: `registerLocale("de", de)`. Elements whose language it is take it at once.
 */
export function registerLocale(lang: string, messages: Messages): void {
  locales.set(lang.toLowerCase(), messages);
  for (const listener of [...listeners]) listener();
}

/** The texts for a language: the exact tag, else the language without region, else English. */
export function messagesFor(lang: string): Messages {
  return find(lang) ?? en;
}

/** The language in which the texts for a language are, for the figures between them: its own, or `en` where English stands in. */
export function textLanguageOf(lang: string): string {
  return find(lang) === undefined ? "en" : lang;
}

function find(lang: string): Messages | undefined {
  const tag = lang.toLowerCase();
  return locales.get(tag) ?? locales.get(tag.split("-")[0] ?? "");
}

const RIGHT_TO_LEFT = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)$/;

/** Whether a language runs from right to left. */
export function isRightToLeft(lang: string): boolean {
  const [language = ""] = lang.toLowerCase().split("-");
  return RIGHT_TO_LEFT.test(language);
}

export function registeredLocales(): readonly string[] {
  return [...locales.keys()];
}

export function onLocaleRegistered(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
