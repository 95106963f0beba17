import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CopyFailure, type CopyFailureKind } from "./copy-failure.ts";
import { pauseAfter, planFailure } from "./plan-failure.ts";
import type { ProviderFileRow } from "./provider-file-repository.ts";

const HOUR_MS = 3_600_000;
const START = new Date("2026-01-01T00:00:00Z");
const after = (hours: number) => new Date(START.getTime() + hours * HOUR_MS);
const file = (more: Partial<ProviderFileRow> = {}): ProviderFileRow => ({ modelId: "m", name: "model.glb", userId: "u", provider: "meshy", kind: "glb", contentType: "x/y", texture: null, url: "https://x", expiresAt: after(72), state: "waiting", attempts: 1, lastError: null, refusedAs: null, refusals: 0, refusedSince: null, createdAt: START, ...more });
const failure = (kind: CopyFailureKind, fingerprint: string | null = null) => new CopyFailure(kind, "why", { fingerprint });

describe("what follows from a failed copy", () => {
  it("is another try after a pause that grows and ends at ten minutes, or an hour for what came and is unusable", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.constantFrom<CopyFailureKind>("failed", "gone", "refused"), (attempts, kind) => {
        expect(pauseAfter(attempts, kind)).toBeLessThanOrEqual(pauseAfter(attempts + 1, kind));
        expect(pauseAfter(attempts, kind)).toBeGreaterThanOrEqual(5_000);
        expect(pauseAfter(attempts, kind)).toBeLessThanOrEqual(kind === "refused" ? HOUR_MS : 600_000);
      }),
    );
  });

  it("is never the end while the file lives, unless the same whole file was refused hours before", () => {
    fc.assert(
      fc.property(fc.constantFrom<CopyFailureKind>("failed", "gone", "refused"), fc.constantFrom(null, "this"), fc.integer({ min: 0, max: 71 }), fc.integer({ min: 1, max: 1000 }), (kind, fingerprint, hours, attempts) => {
        const plan = planFailure(file({ attempts, refusedAs: "another", refusals: 100, refusedSince: START }), failure(kind, fingerprint), after(hours));
        expect(plan.kind).toBe("retry");
        if (plan.kind === "retry") expect(plan.nextAttemptAt.getTime()).toBeLessThanOrEqual(after(72).getTime());
      }),
    );
  });

  it("is the end when the same whole file is refused three hours after the first time, whatever else failed in between", () => {
    let row = file();
    const given: [CopyFailure, number][] = [[failure("refused", "a"), 1], [failure("refused", "a"), 1.1], [failure("failed"), 2], [failure("refused"), 3.9], [failure("refused", "a"), 3.9], [failure("gone"), 5], [failure("refused", "a"), 5]];
    const plans = given.map(([one, hours]) => {
      const plan = planFailure(row, one, after(hours));
      if (plan.kind === "retry") row = { ...row, refusedAs: plan.refusedAs, refusals: plan.refusals, refusedSince: plan.refusedSince };
      return plan.kind;
    });
    expect(plans).toEqual(["retry", "retry", "retry", "retry", "retry", "retry", "refused"]);
  });

  it("is a refusal when unusable content comes as the file's time ends", () => {
    expect(planFailure(file({ attempts: 50 }), failure("refused"), after(71.9))).toMatchObject({ kind: "retry", nextAttemptAt: after(72) });
    expect(planFailure(file({ attempts: 50 }), failure("refused"), after(72)).kind).toBe("refused");
  });

  it("is a loss when the address is refused past its time, and a day later when nobody answers", () => {
    expect(planFailure(file(), failure("gone"), after(71.9)).kind).toBe("retry");
    expect(planFailure(file(), failure("gone"), after(72)).kind).toBe("lost");
    expect(planFailure(file(), failure("failed"), after(95.9)).kind).toBe("retry");
    expect(planFailure(file(), failure("failed"), after(96)).kind).toBe("lost");
  });

  it("is a loss after a week where the service names no end", () => {
    expect(planFailure(file({ expiresAt: null }), failure("gone"), after(7 * 24 - 1)).kind).toBe("retry");
    expect(planFailure(file({ expiresAt: null }), failure("gone"), after(7 * 24)).kind).toBe("lost");
  });
});
