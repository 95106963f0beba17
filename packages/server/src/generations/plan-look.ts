import type { ResolvedTaskOptions } from "../providers/task-options.ts";

/** By how much the time between two looks grows: from 5 s to 30 s in five looks. */
export const LOOK_FACTOR = 1.45;

/** When the sweeper looks at a task that somebody has just heard of. */
export function lookAfterNews(now: Date, { lastLookMs }: Pick<ResolvedTaskOptions, "lastLookMs">): Date {
  return new Date(now.getTime() + lastLookMs);
}

/** When the sweeper looks at a task of which something is expected soon. */
export function lookSoon(now: Date, { firstLookMs }: Pick<ResolvedTaskOptions, "firstLookMs">): Date {
  return new Date(now.getTime() + firstLookMs);
}

const LATE_LOOK_MS = 60 * 60_000;
/** For how long a task is asked for that was given up; about as long as a service keeps what it has made. */
export const LATE_LOOKS_FOR_MS = 3 * 24 * 60 * 60_000;

/** When a task that was given up is asked for again. */
export function lookLate(now: Date): Date {
  return new Date(now.getTime() + LATE_LOOK_MS);
}
