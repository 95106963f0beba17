import { createHash } from "node:crypto";

/** What came of one try: an answer with its status, or none and why not. */
export type DeliveryResult = { kind: "answered"; status: number; retryAfter: string | null; answer: string } | { kind: "failed"; error: string };

/** What becomes of the delivery. `pauseUntil`: until then the endpoint is told nothing else either. */
export type DeliveryPlan =
  | { kind: "delivered" }
  | { kind: "disabled" }
  | { kind: "retry"; nextTryAt: Date; pauseUntil: Date | null }
  | { kind: "given_up"; pauseUntil: Date | null };

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How long each try waits after the one before it (Standard Webhooks 1.0, deliverability): ten tries within about 76 hours. */
export const RETRY_DELAYS_MS = [0, 5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS, 14 * HOUR_MS, 20 * HOUR_MS, 24 * HOUR_MS] as const;

/** Up to this share is added to a delay, so that what failed together does not come back together. */
export const RETRY_JITTER = 0.1;
export const MAX_RETRY_AFTER_MS = 24 * HOUR_MS;
/** For an endpoint that is overloaded and does not say for how long. */
export const PAUSE_MS = 5 * SECOND_MS;

/** Statuses by which a server says that it is asked too much: too many requests, bad gateway, unavailable, gateway timeout. */
const OVERLOADED = new Set([429, 502, 503, 504]);

/** Decides by what an endpoint answered, how many tries have been made (this one included) and what time it is. */
export function planNextTry(result: DeliveryResult, { eventId, attempts, now }: { eventId: string; attempts: number; now: Date }): DeliveryPlan {
  if (result.kind === "answered" && result.status >= 200 && result.status < 300) return { kind: "delivered" };
  if (result.kind === "answered" && result.status === 410) return { kind: "disabled" };
  const pauseUntil = result.kind === "answered" ? pauseOf(result, now) : null;
  const delayMs = RETRY_DELAYS_MS[attempts];
  if (delayMs === undefined) return { kind: "given_up", pauseUntil };
  const due = now.getTime() + delayMs * (1 + RETRY_JITTER * spread(eventId, attempts));
  return { kind: "retry", nextTryAt: new Date(Math.max(due, pauseUntil?.getTime() ?? 0)), pauseUntil };
}

function pauseOf({ status, retryAfter }: { status: number; retryAfter: string | null }, now: Date): Date | null {
  const askedMs = retryAfter === null ? null : readRetryAfter(retryAfter, now);
  if (askedMs === null && !OVERLOADED.has(status)) return null;
  return new Date(now.getTime() + Math.min(askedMs ?? PAUSE_MS, MAX_RETRY_AFTER_MS));
}

/** Seconds or a date (RFC 9110, 10.2.3) as ms from now; null for anything else and for what has passed. */
export function readRetryAfter(text: string, now: Date): number | null {
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * SECOND_MS : /GMT$/.test(text) ? Date.parse(text) - now.getTime() : Number.NaN;
  return ms > 0 ? ms : null;
}

/** A number in [0, 1) that is the same for the same try in every process. */
function spread(eventId: string, attempts: number): number {
  return createHash("sha256").update(`${eventId} ${attempts}`).digest().readUInt32BE() / 2 ** 32;
}
