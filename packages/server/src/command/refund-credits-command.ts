import type { Command } from "./command.ts";
import { readCredits, readText } from "./read-credit-flags.ts";
import { openCommandCredits } from "./open-command-credits.ts";

/** Give back what a model cost, once. */
export const refundCreditsCommand: Command = {
  name: "credits refund",
  summary: "give back what a model cost, once",
  positionals: ["modelId"],
  flags: {
    amount: { value: "n", help: "only so many (default all that was charged)" },
    reason: { value: "text", help: "why, for the ledger (needed)" },
    actor: { value: "name", help: "who decided it (needed)" },
  },
  async run(call) {
    const [modelId = ""] = call.positionals;
    const given = call.flag("amount");
    const [amount, reason, actor] = [given === undefined ? undefined : readCredits(given, "--amount"), readText(call, "reason"), readText(call, "actor")];
    const { credits } = await openCommandCredits(call);
    const { refunded, isNew } = await credits.refund({ modelId, reason, actor, ...(amount !== undefined && { amount }) });
    call.print(isNew ? `${refunded} credits were given back.` : `${refunded} credits were given back before; nothing was changed.`);
  },
};
