import assert from "node:assert/strict";
import { ledgerCheck, unanswered, type LedgerCheckPlan } from "./ledger-check.ts";

const AMOUNTS = [1, 7, 10, 999];

/** What holds for setting credits aside. */
export const HOLD_CHECKS: readonly LedgerCheckPlan[] = [
  ledgerCheck("knows what a user can spend, and nothing of one that has none", async (play) => {
    assert.equal(await play.available(await play.user(25)), 25, "available must be what the user was given");
    assert.equal(await play.available(await play.user(0)), 0, "a user without credits has 0 available");
  }),

  ledgerCheck("holds an amount, which is available no more", async (play) => {
    for (const amount of AMOUNTS) {
      const userId = await play.user(amount + 3);
      assert.equal((await play.hold(userId, amount)).answer.kind, "held", `${amount} of ${amount + 3} credits must be held`);
      assert.equal(await play.available(userId), 3, `after ${amount} of ${amount + 3} are held, 3 are available`);
    }
  }),

  ledgerCheck("holds the last credit", async (play) => {
    const userId = await play.user(10);
    assert.equal((await play.hold(userId, 10)).answer.kind, "held", "10 of 10 credits can be held");
    assert.equal(await play.available(userId), 0, "nothing is available then");
  }),

  ledgerCheck("holds once for a key, however often it is asked", async (play) => {
    const userId = await play.user(30);
    const { known } = await play.hold(userId, 10);
    const again = await play.hold(userId, 10, { key: known.key });
    assert.equal(again.answer.kind, "held", "the same key must be held again, not refused");
    assert.equal(again.known.reference, known.reference, "the same key must have the same reference");
    assert.equal(await play.available(userId), 20, "two calls with one key hold once");
  }),

  ledgerCheck("holds once for a key that is asked for in parallel", async (play) => {
    const userId = await play.user(30);
    const { key } = unanswered(userId, 10);
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => play.hold(userId, 10, { key })));
    assert.ok(answers.some((one) => one.status === "fulfilled" && one.value.answer.kind === "held"), "one of them at least must be held");
    assert.equal(await play.available(userId), 20, "parallel calls with one key hold once");
  }),

  ledgerCheck("refuses what is not there, says what is, and holds nothing", async (play) => {
    const userId = await play.user(9);
    const { answer } = await play.hold(userId, 10);
    assert.deepEqual(answer, { kind: "insufficient", available: 9 }, "10 of 9 credits are insufficient, and 9 are available");
    assert.equal(await play.available(userId), 9, "a refusal must leave nothing held");
    assert.equal((await play.hold(userId, 9)).answer.kind, "held", "what is there can be held afterwards");
  }),

  ledgerCheck("never holds more than there is, however many ask at once", async (play) => {
    const userId = await play.user(25);
    const answers = await Promise.all(Array.from({ length: 12 }, () => play.hold(userId, 10)));
    const held = answers.filter(({ answer }) => answer.kind === "held").length;
    assert.equal(held, 2, `of 25 credits 10 can be held twice, not ${held} times`);
    assert.equal(await play.available(userId), 5, "5 are left");
  }),

  ledgerCheck("keeps users apart", async (play) => {
    const [ann, bob] = [await play.user(10), await play.user(10)];
    await play.hold(ann, 10);
    assert.equal(await play.available(bob), 10, "one user's hold is none of another's");
    assert.equal((await play.hold(bob, 10)).answer.kind, "held", "another user's credits can be held");
  }),

  ledgerCheck("holds what is not there where that is allowed, and charges what there is; or refuses it", async (play) => {
    const userId = await play.user(4);
    const { answer, known } = await play.hold(userId, 10, { allowShort: true });
    if (answer.kind !== "held") return assert.deepEqual(answer, { kind: "insufficient", available: 4 }, "it must be held or insufficient");
    const captured = await play.capture(known);
    assert.deepEqual(captured, { kind: "captured", charged: 4 }, "4 of 10 credits were there, so 4 are charged");
    assert.deepEqual(await play.capture(known), captured, "asked again it must say the same");
    assert.equal(await play.available(userId), 0, "nothing is left, and nothing is owed");
  }),
];
