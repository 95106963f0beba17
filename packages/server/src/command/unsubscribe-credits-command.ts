import type { Command } from "./command.ts";
import { CommandFailure } from "./command-failure.ts";
import { openCommandCredits } from "./open-command-credits.ts";

/** End a user's allowance with its period. */
export const unsubscribeCreditsCommand: Command<{ userId: string; endsNow: boolean }> = {
  name: "credits unsubscribe",
  summary: "end a user's allowance with its period",
  example: "credits unsubscribe 6e2ae0a4-9d7a-4e0e-8f2c-0d3b5a1c7e10",
  changes: "the user's subscription; with --now also the credits that are left of it",
  positionals: ["userId"],
  flags: {
    now: { help: "at once, with the credits that are left of it" },
  },
  answer: {
    userId: "the user",
    endsNow: "whether it ends now, and not with its period",
  },
  async run(call) {
    const [userId = ""] = call.positionals;
    const { credits } = await openCommandCredits(call);
    const endsNow = call.flag("now") === true;
    if (!(await credits.unsubscribe({ userId, now: endsNow }))) throw new CommandFailure("not_found", `${userId} has no subscription.`);
    return { userId, endsNow };
  },
  *say({ userId, endsNow }) {
    yield `The subscription of ${userId} ends ${endsNow ? "now" : "with its period"}.`;
  },
};
