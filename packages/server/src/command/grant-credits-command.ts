import { PLAN_TYPES } from "@model-3d/contract";
import { CommandMistake, readWord, type Command } from "./command.ts";
import { readCredits, readText, readTime } from "./read-credit-flags.ts";
import { openCommandCredits } from "./open-command-credits.ts";

/** Give a user credits. */
export const grantCreditsCommand: Command = {
  name: "credits grant",
  summary: "give a user credits",
  positionals: ["userId", "amount"],
  flags: {
    reason: { value: "text", help: "why, for the ledger (needed)" },
    actor: { value: "name", help: "who decided it (needed)" },
    plan: { value: "one_time|subscription", help: "which credits (default one_time)" },
    "starts-at": { value: "time", help: "from when they can be spent, in UTC" },
    "expires-at": { value: "time", help: "until when they can be spent, in UTC" },
    rank: { value: "n", help: "spent before those of a higher rank (subscription 0, one_time 1)" },
    key: { value: "text", help: "a second call with the same key grants nothing more" },
  },
  async run(call) {
    const [userId = "", text] = call.positionals;
    const [amount, reason, actor] = [readCredits(text, "<amount>"), readText(call, "reason"), readText(call, "actor")];
    const [startsAt, expiresAt, key, rank] = [readTime(call, "starts-at"), readTime(call, "expires-at"), call.flag("key"), call.flag("rank")];
    if (rank !== undefined && !/^-?\d{1,5}$/.test(String(rank))) throw new CommandMistake(`--rank must be a whole number, not ${String(rank)}.`);
    const { credits, clock } = await openCommandCredits(call);
    if (expiresAt && expiresAt <= clock.now()) throw new CommandMistake(`--expires-at ${expiresAt.toISOString()} has passed: nobody could spend such credits.`);
    const isNew = await credits.grant({
      userId,
      amount,
      planType: readWord(call, "plan", PLAN_TYPES) ?? "one_time",
      reason,
      actor,
      ...(startsAt && { startsAt }),
      ...(expiresAt && { expiresAt }),
      ...(rank !== undefined && { rank: Number(rank) }),
      ...(typeof key === "string" && { idempotencyKey: key }),
    });
    call.print(isNew ? `${userId} has ${amount} credits more.` : `${userId} was given them before, under the same key.`);
  },
};
