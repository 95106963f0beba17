import type { CopyFailure, CopyFailureKind } from "./copy-failure.ts";
import type { FailedAttempt, ProviderFileRow } from "./provider-file-repository.ts";

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS: Readonly<Record<CopyFailureKind, number>> = { failed: 10 * 60_000, gone: 10 * 60_000, refused: 60 * 60_000 };
/** The same whole file that is more than is taken is refused for good when it comes again so long after: the service means it. */
export const REFUSED_AFTER_MS = 3 * 60 * 60_000;
/** A file whose service names no end is given up after this time without it. */
const ENDLESS_LIFE_MS = 7 * 24 * 60 * 60_000;
/** For how long a service that does not answer at all may still have a file whose time is over. */
const GRACE_MS = 24 * 60 * 60_000;

export type FailurePlan = ({ kind: "retry"; pauseMs: number } & FailedAttempt) | { kind: "refused" | "lost"; reason: string };

/** From the first failure to the next try 5 seconds, then twice as long each time, up to ten minutes; up to an hour where what came is unusable. */
export function pauseAfter(attempts: number, kind: CopyFailureKind): number {
  return Math.min(LONGEST_PAUSE_MS[kind], FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 20));
}

/**
 * What follows from an attempt that failed: tried again for as long as the file lives with its service, whatever it sends meanwhile, and once
 * more as its time ends. Only a file that cannot become another is refused before.
 */
export function planFailure(file: ProviderFileRow, failure: CopyFailure, now: Date): FailurePlan {
  const reason = failure.message;
  const refusal = noteRefusal(file, failure, now);
  if (refusal.refusedAs !== null && refusal.refusals > 1 && failure.fingerprint === refusal.refusedAs && now.getTime() - (refusal.refusedSince?.getTime() ?? 0) >= REFUSED_AFTER_MS) return { kind: "refused", reason };
  const end = file.expiresAt?.getTime() ?? file.createdAt.getTime() + ENDLESS_LIFE_MS;
  const patience = { failed: GRACE_MS, gone: 0, refused: 0 }[failure.kind];
  if (now.getTime() >= end + patience) return { kind: failure.kind === "refused" ? "refused" : "lost", reason };
  const pause = pauseAfter(file.attempts, failure.kind);
  const pauseMs = now.getTime() < end ? Math.min(pause, end - now.getTime()) : pause;
  return { kind: "retry", pauseMs, reason, nextAttemptAt: new Date(now.getTime() + pauseMs), ...refusal };
}

/** What is remembered of refusals that are certain: of which content, since when and how often; other failures in between change nothing. */
function noteRefusal(file: ProviderFileRow, { fingerprint }: CopyFailure, now: Date): Pick<FailedAttempt, "refusedAs" | "refusals" | "refusedSince"> {
  const { refusedAs, refusals, refusedSince } = file;
  if (fingerprint === null) return { refusedAs, refusals, refusedSince };
  if (fingerprint !== refusedAs) return { refusedAs: fingerprint, refusals: 1, refusedSince: now };
  return { refusedAs, refusals: refusals + 1, refusedSince: refusedSince ?? now };
}
