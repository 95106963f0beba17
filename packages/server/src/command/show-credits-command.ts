import type { Command } from "./command.ts";
import { openCommandCredits } from "./open-command-credits.ts";

/** Show what a user has. */
export const showCreditsCommand: Command = {
  name: "credits balance",
  summary: "show what a user has",
  positionals: ["userId"],
  flags: { json: { help: "as JSON" } },
  async run(call) {
    const [userId = ""] = call.positionals;
    const { credits } = await openCommandCredits(call);
    const { balance, held, available, grants } = await credits.balance(userId);
    const subscription = await credits.subscription(userId);
    if (call.flag("json")) return call.print(JSON.stringify({ balance, held, available, grants, subscription }));
    call.print(`balance ${balance}  held ${held}  available ${available}`);
    for (const grant of grants) call.print([grant.id, grant.plan_type, grant.credits, grant.status, grant.expires_at ? `until ${grant.expires_at}` : "for good"].join("  "));
    if (subscription) call.print(`${subscription.allowance} each ${subscription.period}, ${subscription.endsWithPeriod ? "ends" : "next"} ${subscription.periodEndsAt.toISOString()}`);
  },
};
