import type { BatchTexts } from "../locale/en-batch.ts";

const MINUTE = 60;
const HOUR = 3600;
/** Above it a figure in the smaller unit says more than anybody knows. */
const SMALL_UNITS = 2;

/** Seconds in the unit in which people would say them. */
export function describeDuration(seconds: number, texts: BatchTexts): string {
  if (seconds < SMALL_UNITS * MINUTE) return texts.seconds(Math.max(1, Math.round(seconds)));
  if (seconds < SMALL_UNITS * HOUR) return texts.minutes(Math.round(seconds / MINUTE));
  return texts.hours(Math.round(seconds / HOUR));
}
