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
