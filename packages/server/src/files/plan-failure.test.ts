import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CopyFailure, type CopyFailureKind } from "./copy-failure.ts";
import { pauseAfter, planFailure } from "./plan-failure.ts";
import type { ProviderFileRow } from "./provider-file-repository.ts";

const HOUR_MS = 3_600_000;
const START = new Date("2026-01-01T00:00:00Z");
const after = (hours: number) => new Date(START.getTime() + hours * HOUR_MS);
const file = (more: Partial<ProviderFileRow> = {}): ProviderFileRow => ({ modelId: "m", name: "model.glb", userId: "u", provider: "meshy", kind: "glb", contentType: "x/y", texture: null, url: "https://x", expiresAt: after(72), state: "waiting", attempts: 1, lastError: null, refusedAs: null, refusals: 0, createdAt: START, ...more });
const failure = (kind: CopyFailureKind, fingerprint: string | null = null) => new CopyFailure(kind, "why", { fingerprint });

describe("what follows from a failed copy", () => {
  it("is another try after a pause that grows and ends at ten minutes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (attempts) => {
        expect(pauseAfter(attempts)).toBeLessThanOrEqual(pauseAfter(attempts + 1));
        expect(pauseAfter(attempts)).toBeGreaterThanOrEqual(5_000);
        expect(pauseAfter(attempts)).toBeLessThanOrEqual(600_000);
      }),
    );
  });

  it("is never the end while the file lives, unless the same was refused before", () => {
    fc.assert(
      fc.property(fc.constantFrom<CopyFailureKind>("failed", "gone", "refused"), fc.integer({ min: 0, max: 71 }), fc.integer({ min: 1, max: 1000 }), (kind, hours, attempts) => {
        expect(planFailure(file({ attempts, refusedAs: "another", refusals: 2 }), failure(kind, "this"), after(hours)).kind).toBe("retry");
      }),
    );
  });

  it("is the end at the third refusal of the same, whatever else failed in between", () => {
    let row = file();
    const plans = [failure("refused", "a"), failure("failed"), failure("refused", "a"), failure("gone"), failure("refused", "a")].map((given) => {
      const plan = planFailure(row, given, after(1));
      if (plan.kind === "retry") row = { ...row, refusedAs: plan.refusedAs, refusals: plan.refusals };
      return plan.kind;
    });
    expect(plans).toEqual(["retry", "retry", "retry", "retry", "refused"]);
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
