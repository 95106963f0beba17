import { SUBSCRIPTION_PERIODS } from "../credits/subscribe-credits.ts";
import { readWord, type Command } from "./command.ts";
import { readCredits, readTime } from "./read-credit-flags.ts";
import { openCommandCredits } from "./open-command-credits.ts";

/** Give a user an allowance each period. */
export const subscribeCreditsCommand: Command = {
  name: "credits subscribe",
  summary: "give a user an allowance each period",
  positionals: ["userId"],
  flags: {
    allowance: { value: "n", help: "credits of each period (needed)" },
    period: { value: SUBSCRIPTION_PERIODS.join("|"), help: "how long a period is (default month)" },
    "starts-at": { value: "time", help: "from when periods are counted (default now)" },
    "roll-over": { help: "what is left of a period stays" },
  },
  async run(call) {
    const [userId = ""] = call.positionals;
    const [allowance, period, startsAt] = [readCredits(call.flag("allowance"), "--allowance", 0), readWord(call, "period", SUBSCRIPTION_PERIODS) ?? "month", readTime(call, "starts-at")];
    const { credits } = await openCommandCredits(call);
    const { periodEndsAt } = await credits.subscribe({ userId, allowance, period, rollOver: call.flag("roll-over") === true, ...(startsAt && { startsAt }) });
    call.print(`${userId} gets ${allowance} credits each ${period}, next at ${periodEndsAt.toISOString()}.`);
  },
};
