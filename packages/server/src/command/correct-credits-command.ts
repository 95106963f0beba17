import { CommandMistake, type Command } from "./command.ts";
import { readCredits, readText } from "./read-credit-flags.ts";
import { openCommandCredits } from "./open-command-credits.ts";

/** Give or take credits by hand. */
export const correctCreditsCommand: Command = {
  name: "credits correct",
  summary: "give or take credits by hand",
  positionals: ["userId"],
  flags: {
    give: { value: "n", help: "credits to give" },
    take: { value: "n", help: "credits to take: at most what is available" },
    reason: { value: "text", help: "why, for the ledger (needed)" },
    actor: { value: "name", help: "who decided it (needed)" },
    key: { value: "text", help: "a second call with the same key corrects nothing more" },
  },
  async run(call) {
    const [userId = ""] = call.positionals;
    const [give, take, key] = [call.flag("give"), call.flag("take"), call.flag("key")];
    if ((give === undefined) === (take === undefined)) throw new CommandMistake("Say either --give <n> or --take <n>.");
    const amount = give === undefined ? -readCredits(take, "--take") : readCredits(give, "--give");
    const [reason, actor] = [readText(call, "reason"), readText(call, "actor")];
    const { credits } = await openCommandCredits(call);
    const { available } = await credits.correct({ userId, amount, reason, actor, ...(typeof key === "string" && { idempotencyKey: key }) });
    call.print(`${userId} has ${available} credits available.`);
  },
};
