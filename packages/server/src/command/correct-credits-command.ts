import type { Command } from "./command.ts";
import { CommandMistake } from "./command-failure.ts";
import { readCredits, readText } from "./read-credit-flags.ts";
import { openCommandCredits } from "./open-command-credits.ts";

/** Give or take credits by hand. */
export const correctCreditsCommand: Command<{ userId: string; amount: number; available: number }> = {
  name: "credits correct",
  summary: "give or take credits by hand",
  example: "credits correct 6e2ae0a4-9d7a-4e0e-8f2c-0d3b5a1c7e10 --give 20 --reason \"lost in the move\" --actor ann",
  changes: "the user's credits, and the ledger by one line",
  positionals: ["userId"],
  flags: {
    give: { value: "n", help: "credits to give" },
    take: { value: "n", help: "credits to take: at most what is available" },
    reason: { value: "text", help: "why, for the ledger (needed)" },
    actor: { value: "name", help: "who decided it (needed)" },
    key: { value: "text", help: "a second call with the same key corrects nothing more" },
  },
  answer: {
    userId: "the user",
    amount: "what was given; below 0 what was taken",
    available: "what the user can spend now",
  },
  async run(call) {
    const [userId = ""] = call.positionals;
    const [give, take, key] = [call.flag("give"), call.flag("take"), call.flag("key")];
    if ((give === undefined) === (take === undefined)) throw new CommandMistake("Say either --give <n> or --take <n>.");
    const amount = give === undefined ? -readCredits(take, "--take") : readCredits(give, "--give");
    const [reason, actor] = [readText(call, "reason"), readText(call, "actor")];
    const { credits } = await openCommandCredits(call);
    const { available } = await credits.correct({ userId, amount, reason, actor, ...(typeof key === "string" && { idempotencyKey: key }) });
    return { userId, amount, available };
  },
  *say({ userId, available }) {
    yield `${userId} has ${available} credits available.`;
  },
};
