import type { HostCredits } from "../credits/open-host-credits.ts";
import type { Command } from "./command.ts";
import { readCount } from "./read-count.ts";
import { openCommandCredits } from "./open-command-credits.ts";

type LedgerPage = Awaited<ReturnType<HostCredits["ledger"]>>;

/** List a user's movements, the newest first. */
export const listLedgerCommand: Command<LedgerPage> = {
  name: "credits ledger",
  summary: "list a user's movements, the newest first",
  example: "credits ledger 6e2ae0a4-9d7a-4e0e-8f2c-0d3b5a1c7e10 --limit 20",
  changes: "nothing",
  positionals: ["userId"],
  flags: {
    cursor: { value: "text", help: "the next page, as the last line of the page before says" },
    limit: { value: "n", help: "how many at most (default 50)" },
  },
  answer: {
    entries: "each: `id`, `created_at`, `kind`, `amount`, `held_change`, `model_id`, `reason`, `actor`, …",
    nextCursor: "for --cursor; null on the last page",
  },
  async run(call) {
    const [userId = ""] = call.positionals;
    const [cursor, limit] = [call.flag("cursor"), readCount(call, "limit", { otherwise: 50, max: 1000 })];
    const { credits } = await openCommandCredits(call);
    return credits.ledger(userId, { limit, ...(typeof cursor === "string" ? { cursor } : {}) });
  },
  *say({ entries, nextCursor }) {
    for (const entry of entries) yield [entry.id, entry.created_at, entry.kind, entry.amount, `held ${entry.held_change}`, entry.model_id ?? "", entry.reason ?? "", entry.actor ? `by ${entry.actor}` : ""].filter((part) => part !== "").join("  ");
    if (entries.length === 0) yield "There are none.";
    if (nextCursor) yield `Next page: --cursor ${nextCursor}`;
  },
};
