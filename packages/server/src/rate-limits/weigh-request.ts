import type { RateLimit } from "./rate-limit-options.ts";

/** What a caller is told of one limit. */
export interface RateVerdict {
  isAllowed: boolean;
  /** Requests that may still come at once. */
  remaining: number;
  /** Seconds until one more may come. */
  resetS: number;
}

/** What one request takes of a bucket, in milliseconds of its window: the bucket pays them back as time goes by. */
export function costOf({ requests, windowMs }: RateLimit): number {
  return windowMs / requests;
}

/** A bucket may owe a whole window; half a request more, so that sums of fractions never cost the last one. */
export function mostOwed(limit: RateLimit): number {
  return limit.windowMs + costOf(limit) / 2;
}

/**
 * The generic cell rate algorithm: whether a bucket that owes so many milliseconds takes one more request.
 * @param owedMs what the bucket owes without this request
 */
export function weighRequest(owedMs: number, limit: RateLimit): RateVerdict {
  const cost = costOf(limit);
  const isAllowed = owedMs + cost <= mostOwed(limit);
  return describeBucket(isAllowed ? owedMs + cost : owedMs, limit, isAllowed);
}

/** @param owedMs what the bucket owes now */
export function describeBucket(owedMs: number, limit: RateLimit, isAllowed: boolean): RateVerdict {
  const cost = costOf(limit);
  const remaining = Math.max(0, Math.min(limit.requests, Math.floor((mostOwed(limit) - owedMs) / cost)));
  const untilNextMs = remaining === limit.requests ? 0 : owedMs - (limit.windowMs - (remaining + 1) * cost);
  return { isAllowed, remaining, resetS: Math.max(isAllowed ? 0 : 1, Math.ceil(untilNextMs / 1000)) };
}
