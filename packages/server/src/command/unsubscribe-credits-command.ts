import type { Command } from "./command.ts";
import { openCommandCredits } from "./open-command-credits.ts";

/** End a user's allowance with its period. */
export const unsubscribeCreditsCommand: Command = {
  name: "credits unsubscribe",
  summary: "end a user's allowance with its period",
  positionals: ["userId"],
  flags: {
    now: { help: "at once, with the credits that are left of it" },
  },
  async run(call) {
    const [userId = ""] = call.positionals;
    const { credits } = await openCommandCredits(call);
    if (!(await credits.unsubscribe({ userId, now: call.flag("now") === true }))) throw new Error(`${userId} has no subscription.`);
    call.print(`The subscription of ${userId} ends ${call.flag("now") ? "now" : "with its period"}.`);
  },
};
