/** A time as a reader of the language writes it, in the figures that the texts have. */
export function formatTime(time: string, lang: string): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "short", numberingSystem: "latn" };
  return new Intl.DateTimeFormat(lang === "" ? undefined : lang, options).format(new Date(time));
}
