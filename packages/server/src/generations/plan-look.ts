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

/** When a submission without an answer has made a task after all, the service lists it by then. */
const RECHECK_MS = 90_000;
const RECHECK_AGAIN_MS = 15_000;
/** After a day an account's list is too long to look through, and nobody stops the task. */
export const RECHECKS_FOR_MS = 24 * 60 * 60_000;

/** When the service's list is looked through once more after submissions without an answer. */
export function recheckAfter(now: Date): Date {
  return new Date(now.getTime() + RECHECK_MS);
}

/** When that is tried again where it did not work. */
export function recheckAgain(now: Date): Date {
  return new Date(now.getTime() + RECHECK_AGAIN_MS);
}

/** No time that is waited for lies further ahead. */
const MOST_AHEAD_MS = 2 * 60 * 60_000;

/** Whether a time is still to come. One that is too far away was set before the clock jumped back, and is due. */
export function isAhead(time: Date, now: Date): boolean {
  const aheadMs = time.getTime() - now.getTime();
  return aheadMs > 0 && aheadMs <= MOST_AHEAD_MS;
}

const STREAM_LEASE_MS = 60_000;

/** Until when a stream that is opened or prolonged now belongs to this process. */
export function streamUntil(now: Date): Date {
  return new Date(now.getTime() + STREAM_LEASE_MS);
}

/** What lies further ahead than it can have been set, in milliseconds, was set before the clock jumped back. */
export function mostAhead({ firstLookMs, lastLookMs }: Pick<ResolvedTaskOptions, "firstLookMs" | "lastLookMs">): { mostLookMs: number; mostStreamMs: number } {
  return { mostLookMs: 2 * Math.max(firstLookMs, lastLookMs), mostStreamMs: 2 * STREAM_LEASE_MS };
}
