import type { CopyFailure } from "./copy-failure.ts";
import type { FailedAttempt, ProviderFileRow } from "./provider-file-repository.ts";

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 10 * 60_000;
/** The same content refused as often as this will not become better. */
const MAX_REFUSALS = 3;
/** A file whose service names no end is given up after this time without it. */
const ENDLESS_LIFE_MS = 7 * 24 * 60 * 60_000;
/** For how long a service that does not answer at all may still have a file whose time is over. */
const GRACE_MS = 24 * 60 * 60_000;

export type FailurePlan = ({ kind: "retry"; pauseMs: number } & FailedAttempt) | { kind: "refused" | "lost"; reason: string };

/** From the first failure to the next try 5 seconds, then twice as long each time, up to ten minutes. */
export function pauseAfter(attempts: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 20));
}

/** What follows from an attempt that failed: tried again for as long as the file lives with its service, and given up for a reason only. */
export function planFailure(file: ProviderFileRow, failure: CopyFailure, now: Date): FailurePlan {
  const reason = failure.message;
  const refusedAs = failure.kind === "refused" ? failure.fingerprint : file.refusedAs;
  const refusals = failure.kind !== "refused" ? file.refusals : refusedAs === file.refusedAs ? file.refusals + 1 : 1;
  if (refusals >= MAX_REFUSALS) return { kind: "refused", reason };
  const end = file.expiresAt?.getTime() ?? file.createdAt.getTime() + ENDLESS_LIFE_MS;
  if (now.getTime() >= end + (failure.kind === "gone" ? 0 : GRACE_MS)) return { kind: "lost", reason };
  const pauseMs = pauseAfter(file.attempts);
  return { kind: "retry", pauseMs, reason, nextAttemptAt: new Date(now.getTime() + pauseMs), refusedAs, refusals };
}
