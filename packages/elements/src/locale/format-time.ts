import { inLanguage } from "./in-language.ts";

/** A time in the way of writing of the texts around it, in the figures that they have. */
export function formatTime(time: string, lang: string, { timeStyle = "short" }: Pick<Intl.DateTimeFormatOptions, "timeStyle"> = {}): string {
  return inLanguage(lang, (tag) => new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle, numberingSystem: "latn" }).format(new Date(time)));
}
