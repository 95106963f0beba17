import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MAX_RETRY_AFTER_MS, PAUSE_MS, planNextTry, readRetryAfter, RETRY_DELAYS_MS, RETRY_JITTER, type DeliveryResult } from "./plan-next-try.ts";

const NOW = new Date("2026-03-02T09:00:00.000Z");
const answered = (status: number, retryAfter: string | null = null): DeliveryResult => ({ kind: "answered", status, retryAfter, answer: "" });
const plan = (result: DeliveryResult, attempts = 1, eventId = "e") => planNextTry(result, { eventId, attempts, now: NOW });
const inMs = (ms: number) => new Date(NOW.getTime() + ms);

describe("the next try", () => {
  it.each([200, 201, 202, 204, 299])("is not needed after %i", (status) => expect(plan(answered(status))).toEqual({ kind: "delivered" }));

  it("is never made after 410", () => expect(plan(answered(410))).toEqual({ kind: "disabled" }));

  it.each<[string, DeliveryResult]>([
    ["no answer", { kind: "failed", error: "unreachable" }],
    ["a redirect", answered(302)],
    ["400", answered(400)],
    ["404", answered(404)],
    ["500", answered(500)],
  ])("follows the schedule after %s, ten tries in all, and pauses nothing else", (_name, result) => {
    for (let attempts = 1; attempts < RETRY_DELAYS_MS.length; attempts++) {
      const next = plan(result, attempts);
      if (next.kind !== "retry") throw new Error(next.kind);
      const delayMs = RETRY_DELAYS_MS[attempts] ?? Number.NaN;
      expect(next.nextTryAt.getTime() - NOW.getTime()).toBeGreaterThanOrEqual(delayMs);
      expect(next.nextTryAt.getTime() - NOW.getTime()).toBeLessThanOrEqual(delayMs * (1 + RETRY_JITTER));
      expect(next.pauseUntil).toBeNull();
    }
    expect(plan(result, 10)).toEqual({ kind: "given_up", pauseUntil: null });
  });

  it("is spread, so that what failed together does not come back together, and the same wherever it is planned", () => {
    const times = Array.from({ length: 50 }, () => plan(answered(500), 3, randomUUID())).map((next) => next.kind === "retry" && next.nextTryAt.getTime());
    expect(new Set(times).size).toBeGreaterThan(40);
    expect(plan(answered(500), 3, "x")).toEqual(plan(answered(500), 3, "x"));
  });

  it("waits for as long as the endpoint asks, and so does everything else for it", () => {
    expect(plan(answered(429, "120"))).toEqual({ kind: "retry", nextTryAt: inMs(120_000), pauseUntil: inMs(120_000) });
    expect(plan(answered(503, inMs(90_000).toUTCString()))).toEqual({ kind: "retry", nextTryAt: inMs(90_000), pauseUntil: inMs(90_000) });
    expect(plan(answered(429, "999999999"))).toMatchObject({ nextTryAt: inMs(MAX_RETRY_AFTER_MS) });
    // Never earlier than the schedule.
    expect(plan(answered(429, "1"), 2)).toMatchObject({ pauseUntil: inMs(1_000) });
    expect((plan(answered(429, "1"), 2) as { nextTryAt: Date }).nextTryAt.getTime()).toBeGreaterThanOrEqual(inMs(300_000).getTime());
  });

  it.each([429, 502, 503, 504])("lets the endpoint breathe after %i without a time", (status) => expect(plan(answered(status))).toMatchObject({ kind: "retry", pauseUntil: inMs(PAUSE_MS) }));

  it.each(["", "soon", "-5", "1.5", "1e3", "0", "2020-01-01", inMs(-1_000).toUTCString(), "GMT"])("does not take Retry-After %j for a time", (text) => expect(readRetryAfter(text, NOW)).toBeNull());
});
