import { readCount, type Command } from "./command.ts";
import { openCommandCredits } from "./open-command-credits.ts";

/** List a user's movements, the newest first. */
export const listLedgerCommand: Command = {
  name: "credits ledger",
  summary: "list a user's movements, the newest first",
  positionals: ["userId"],
  flags: {
    cursor: { value: "text", help: "the next page, as the last line of the page before says" },
    limit: { value: "n", help: "how many at most (default 50)" },
    json: { help: "one JSON object a line" },
  },
  async run(call) {
    const [userId = ""] = call.positionals;
    const [cursor, limit] = [call.flag("cursor"), readCount(call, "limit", { otherwise: 50, max: 1000 })];
    const { credits } = await openCommandCredits(call);
    const { entries, nextCursor } = await credits.ledger(userId, { limit, ...(typeof cursor === "string" ? { cursor } : {}) });
    for (const entry of entries) call.print(call.flag("json") ? JSON.stringify(entry) : [entry.id, entry.created_at, entry.kind, entry.amount, `held ${entry.held_change}`, entry.model_id ?? "", entry.reason ?? "", entry.actor ? `by ${entry.actor}` : ""].filter((part) => part !== "").join("  "));
    if (call.flag("json")) return;
    if (entries.length === 0) call.print("There are none.");
    if (nextCursor) call.print(`Next page: --cursor ${nextCursor}`);
  },
};
