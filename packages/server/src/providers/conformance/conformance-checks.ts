import { DESCRIPTION_CHECKS } from "./check-description.ts";
import { FAILURE_CHECKS } from "./check-failures.ts";
import { REQUEST_CHECKS } from "./check-requests.ts";
import { SYNCHRONOUS_CHECKS } from "./check-synchronous.ts";
import { TASK_CHECKS } from "./check-tasks.ts";
import { WEBHOOK_CHECKS } from "./check-webhook.ts";
import type { CheckPlan, ConformanceCheck } from "./conformance-check.ts";
import type { ProviderUnderTest } from "./provider-under-test.ts";

const PLANS: readonly CheckPlan[] = [...DESCRIPTION_CHECKS, ...SYNCHRONOUS_CHECKS, ...TASK_CHECKS, ...FAILURE_CHECKS, ...REQUEST_CHECKS, ...WEBHOOK_CHECKS];

/**
 * What every provider must do, as checks that any test runner can loop over. Each makes a provider of its own by `create` and closes it.
 * A check that says nothing about this provider, or needs a hook that is missing, comes out as not applicable: see to it that these are
 * the ones that you mean.
 *
 * @example
 * const outcomes = new Map<string, string>();
 * for (const { name, run } of conformanceChecks(createMine)) {
 *   it(name, async () => {
 *     const outcome = await run();
 *     if (outcome.kind === "not_applicable") outcomes.set(name, outcome.because);
 *   });
 * }
 * it("leaves out nothing else", () => expect(outcomes).toEqual(new Map([["cancels a task, and does so again without an error", "the provider can't cancel"]])));
 */
export function conformanceChecks(create: () => Promise<ProviderUnderTest>): ConformanceCheck[] {
  return PLANS.map(({ name, exempts, check }) => ({
    name,
    async run() {
      const subject = await create();
      try {
        const because = exempts(subject);
        if (because !== null) return { kind: "not_applicable", because };
        await check(subject);
        return { kind: "passed" };
      } finally {
        await subject.provider.close();
        await subject.close?.();
      }
    },
  }));
}
