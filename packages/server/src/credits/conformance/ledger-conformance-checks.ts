import { FAULT_CHECKS } from "./check-faults.ts";
import { HOLD_CHECKS } from "./check-holds.ts";
import { SETTLEMENT_CHECKS } from "./check-settlements.ts";
import { LedgerPlay, type LedgerCheck } from "./ledger-check.ts";
import type { LedgerUnderTest } from "./ledger-under-test.ts";

/**
 * What every ledger must do, as checks that any test runner can loop over. Each makes a ledger of its own by `create`, with users of its own, and
 * closes it. A check whose hook is missing comes out as not applicable.
 *
 * @example
 * for (const { name, run } of ledgerConformanceChecks(openMine)) {
 *   it(name, async () => expect(await run()).toEqual({ kind: "passed" }));
 * }
 */
export function ledgerConformanceChecks(create: () => LedgerUnderTest | Promise<LedgerUnderTest>): LedgerCheck[] {
  return [...HOLD_CHECKS, ...SETTLEMENT_CHECKS, ...FAULT_CHECKS].map(({ name, hooks, check }) => ({
    name,
    async run() {
      const subject = await create();
      try {
        const missing = hooks.filter((hook) => subject[hook] === undefined);
        if (missing.length > 0) return { kind: "not_applicable", because: `needs the hook ${missing.join(" and ")}` };
        await check(new LedgerPlay(subject), subject);
        return { kind: "passed" };
      } finally {
        await subject.close?.();
      }
    },
  }));
}
