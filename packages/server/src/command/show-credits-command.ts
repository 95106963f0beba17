import type { HostCredits } from "../credits/open-host-credits.ts";
import type { Command } from "./command.ts";
import { openCommandCredits } from "./open-command-credits.ts";

type Balance = Awaited<ReturnType<HostCredits["balance"]>>;
type Shown = Pick<Balance, "balance" | "held" | "available" | "grants"> & { subscription: Awaited<ReturnType<HostCredits["subscription"]>> };

/** Show what a user has. */
export const showCreditsCommand: Command<Shown> = {
  name: "credits balance",
  summary: "show what a user has",
  example: "credits balance 6e2ae0a4-9d7a-4e0e-8f2c-0d3b5a1c7e10",
  changes: "nothing",
  positionals: ["userId"],
  flags: {},
  answer: {
    balance: "all credits that the user has",
    held: "of these, held for models that are being made",
    available: "what can be spent",
    grants: "each: `id`, `plan_type`, `credits`, `status`, `starts_at`, `expires_at`, in the order in which they are spent",
    subscription: "`allowance`, `period`, `periodEndsAt`, …; null where there is none",
  },
  async run(call) {
    const [userId = ""] = call.positionals;
    const { credits } = await openCommandCredits(call);
    const { balance, held, available, grants } = await credits.balance(userId);
    return { balance, held, available, grants, subscription: await credits.subscription(userId) };
  },
  *say({ balance, held, available, grants, subscription }) {
    yield `balance ${balance}  held ${held}  available ${available}`;
    for (const grant of grants) yield [grant.id, grant.plan_type, grant.credits, grant.status, grant.expires_at ? `until ${grant.expires_at}` : "for good"].join("  ");
    if (subscription) yield `${subscription.allowance} each ${subscription.period}, ${subscription.endsWithPeriod ? "ends" : "next"} ${subscription.periodEndsAt.toISOString()}`;
  },
};
