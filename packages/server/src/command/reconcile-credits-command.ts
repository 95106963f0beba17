import type { Reconciliation } from "../credits/reconcile-credits.ts";
import type { Command } from "./command.ts";
import { readTime } from "./read-credit-flags.ts";
import { openCommandCredits } from "./open-command-credits.ts";

/** Compare what was charged with what providers say they consumed. */
export const reconcileCreditsCommand: Command<Reconciliation> = {
  name: "credits reconcile",
  summary: "compare what was charged with what providers say they consumed",
  example: "credits reconcile --from 2026-03-01 --to 2026-04-01",
  changes: "nothing",
  positionals: [],
  flags: {
    from: { value: "time", help: "start of the period (default the start of this month)" },
    to: { value: "time", help: "its end, not included (default now)" },
  },
  answer: {
    from: "start of the period",
    to: "its end, not included",
    providers: "each: `provider`, `unit`, `models`, `charged`, `short`, `refunded`, `tasks`, `consumed`, `unpaidTasks`, `unpaidConsumed`, `untoldModels`",
    mismatches: "models of which only one side is known, at most 1000",
  },
  async run(call) {
    const [given, until] = [readTime(call, "from"), readTime(call, "to")];
    const { credits, clock } = await openCommandCredits(call);
    const to = until ?? clock.now();
    const from = given ?? new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth()));
    return credits.reconcile({ from, to });
  },
  *say({ from, to, providers, mismatches }) {
    yield `${from.toISOString()} to ${to.toISOString()}`;
    for (const row of providers) {
      yield `${row.provider}: ${row.models} models charged ${row.charged} (short ${row.short}, refunded ${row.refunded}); ${row.tasks} tasks consumed ${row.consumed} ${row.unit ?? ""}`.trimEnd();
      if (row.unpaidTasks > 0) yield `  ${row.unpaidTasks} tasks consumed ${row.unpaidConsumed} for which nobody was charged`;
    }
    for (const { modelId, userId, kind, charged, consumed, unit, outcome } of mismatches) yield [modelId, userId, kind, charged === null ? "" : `charged ${charged}`, consumed === null ? "" : `consumed ${consumed} ${unit ?? ""}`, outcome ?? ""].filter((part) => part !== "").join("  ");
    if (providers.length === 0) yield "Nothing was charged or consumed.";
  },
};
