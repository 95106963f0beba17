import { SUBSCRIPTION_PERIODS } from "../credits/subscribe-credits.ts";
import type { Command } from "./command.ts";
import { readWord } from "./read-word.ts";
import { readCredits, readTime } from "./read-credit-flags.ts";
import { openCommandCredits } from "./open-command-credits.ts";

/** Give a user an allowance each period. */
export const subscribeCreditsCommand: Command<{ userId: string; allowance: number; period: string; periodEndsAt: Date }> = {
  name: "credits subscribe",
  summary: "give a user an allowance each period",
  example: "credits subscribe 6e2ae0a4-9d7a-4e0e-8f2c-0d3b5a1c7e10 --allowance 200",
  changes: "the user's subscription; the first allowance is there at once, or at --starts-at",
  positionals: ["userId"],
  flags: {
    allowance: { value: "n", help: "credits of each period (needed)" },
    period: { value: SUBSCRIPTION_PERIODS.join("|"), help: "how long a period is (default month)" },
    "starts-at": { value: "time", help: "from when periods are counted (default now)" },
    "roll-over": { help: "what is left of a period stays" },
  },
  answer: {
    userId: "the user",
    allowance: "credits of each period",
    period: "how long one is",
    periodEndsAt: "when the next allowance comes",
  },
  async run(call) {
    const [userId = ""] = call.positionals;
    const [allowance, period, startsAt] = [readCredits(call.flag("allowance"), "--allowance", 0), readWord(call, "period", SUBSCRIPTION_PERIODS) ?? "month", readTime(call, "starts-at")];
    const { credits } = await openCommandCredits(call);
    const { periodEndsAt } = await credits.subscribe({ userId, allowance, period, rollOver: call.flag("roll-over") === true, ...(startsAt && { startsAt }) });
    return { userId, allowance, period, periodEndsAt };
  },
  *say({ userId, allowance, period, periodEndsAt }) {
    yield `${userId} gets ${allowance} credits each ${period}, next at ${periodEndsAt.toISOString()}.`;
  },
};
