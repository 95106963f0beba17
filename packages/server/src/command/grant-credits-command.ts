import { PLAN_TYPES } from "@model-3d/contract";
import type { Command } from "./command.ts";
import { CommandMistake } from "./command-failure.ts";
import { readWord } from "./read-word.ts";
import { readCredits, readText, readTime } from "./read-credit-flags.ts";
import { openCommandCredits } from "./open-command-credits.ts";

/** Give a user credits. */
export const grantCreditsCommand: Command<{ userId: string; amount: number; isNew: boolean }> = {
  name: "credits grant",
  summary: "give a user credits",
  example: "credits grant 6e2ae0a4-9d7a-4e0e-8f2c-0d3b5a1c7e10 100 --reason welcome --actor ann",
  changes: "the user's credits, and the ledger by one line; nothing where --key was used before",
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
  answer: {
    userId: "the user",
    amount: "credits of the grant",
    isNew: "false where the key was used before: nothing was given",
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
    return { userId, amount, isNew };
  },
  *say({ userId, amount, isNew }) {
    yield isNew ? `${userId} has ${amount} credits more.` : `${userId} was given them before, under the same key.`;
  },
};
