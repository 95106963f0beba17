import { type Command } from "./command.ts";
import { readTime } from "./read-credit-flags.ts";
import { openCommandCredits } from "./open-command-credits.ts";

/** Compare what was charged with what providers say they consumed. */
export const reconcileCreditsCommand: Command = {
  name: "credits reconcile",
  summary: "compare what was charged with what providers say they consumed",
  positionals: [],
  flags: {
    from: { value: "time", help: "start of the period (default the start of this month)" },
    to: { value: "time", help: "its end, not included (default now)" },
    json: { help: "as JSON" },
  },
  async run(call) {
    const [given, until] = [readTime(call, "from"), readTime(call, "to")];
    const { credits, clock } = await openCommandCredits(call);
    const to = until ?? clock.now();
    const from = given ?? new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth()));
    const report = await credits.reconcile({ from, to });
    if (call.flag("json")) return call.print(JSON.stringify(report));
    call.print(`${from.toISOString()} to ${to.toISOString()}`);
    for (const row of report.providers) {
      call.print(`${row.provider}: ${row.models} models charged ${row.charged} (short ${row.short}, refunded ${row.refunded}); ${row.tasks} tasks consumed ${row.consumed} ${row.unit ?? ""}`.trimEnd());
      if (row.unpaidTasks > 0) call.print(`  ${row.unpaidTasks} tasks consumed ${row.unpaidConsumed} for which nobody was charged`);
    }
    for (const { modelId, userId, kind, charged, consumed, unit, outcome } of report.mismatches) call.print([modelId, userId, kind, charged === null ? "" : `charged ${charged}`, consumed === null ? "" : `consumed ${consumed} ${unit ?? ""}`, outcome ?? ""].filter((part) => part !== "").join("  "));
    if (report.providers.length === 0) call.print("Nothing was charged or consumed.");
  },
};
