import type { Command } from "./command.ts";
import { readCredits, readText } from "./read-credit-flags.ts";
import { openCommandCredits } from "./open-command-credits.ts";

/** Give back what a model cost, once. */
export const refundCreditsCommand: Command<{ modelId: string; refunded: number; isNew: boolean }> = {
  name: "credits refund",
  summary: "give back what a model cost, once",
  example: "credits refund 1b4e28ba-2fa1-41d2-883f-0016d3cca427 --reason \"it was no chair\" --actor ann",
  changes: "the user's credits, and the ledger; nothing where it was refunded before",
  positionals: ["modelId"],
  flags: {
    amount: { value: "n", help: "only so many (default all that was charged)" },
    reason: { value: "text", help: "why, for the ledger (needed)" },
    actor: { value: "name", help: "who decided it (needed)" },
  },
  answer: {
    modelId: "the model",
    refunded: "credits that were given back",
    isNew: "false where that had been done before",
  },
  async run(call) {
    const [modelId = ""] = call.positionals;
    const given = call.flag("amount");
    const [amount, reason, actor] = [given === undefined ? undefined : readCredits(given, "--amount"), readText(call, "reason"), readText(call, "actor")];
    const { credits } = await openCommandCredits(call);
    const { refunded, isNew } = await credits.refund({ modelId, reason, actor, ...(amount !== undefined && { amount }) });
    return { modelId, refunded, isNew };
  },
  *say({ refunded, isNew }) {
    yield isNew ? `${refunded} credits were given back.` : `${refunded} credits were given back before; nothing was changed.`;
  },
};
