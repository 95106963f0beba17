import { choosePlural } from "./plural.ts";

const plural = choosePlural("ar");

/** Credits in Arabic, which counts by one, two, three to ten, eleven to ninety-nine, and hundreds. */
export const arCredits = (count: number): string =>
  plural(count, { one: "نقطة واحدة", two: "نقطتان", few: `${count} نقاط`, other: `${count} نقطة` });
