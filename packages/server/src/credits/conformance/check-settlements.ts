import assert from "node:assert/strict";
import { ledgerCheck, unanswered, type LedgerCheckPlan } from "./ledger-check.ts";

const TIMES = 3;

/** What holds for charging what is held, and for giving it back. */
export const SETTLEMENT_CHECKS: readonly LedgerCheckPlan[] = [
  ledgerCheck("charges what was held, once, however often it is asked", async (play) => {
    const userId = await play.user(25);
    const { known } = await play.hold(userId, 10);
    for (let time = 0; time < TIMES; time += 1) assert.deepEqual(await play.capture(known), { kind: "captured", charged: 10 }, "each capture must tell the one charge");
    assert.equal(await play.available(userId), 15, "10 of 25 credits were charged once");
  }),

  ledgerCheck("gives back what was held, once, however often it is asked", async (play) => {
    const userId = await play.user(25);
    const { known } = await play.hold(userId, 10);
    assert.equal((await play.release(known)).kind, "released", "what is held is given back");
    for (let time = 0; time < TIMES; time += 1) assert.notEqual((await play.release(known)).kind, "captured", "nothing was charged");
    assert.equal(await play.available(userId), 25, "all is there again, and no more");
  }),

  ledgerCheck("knows a hold by its key where its reference was lost", async (play) => {
    const userId = await play.user(30);
    const [first, second] = [await play.hold(userId, 10), await play.hold(userId, 10)];
    assert.deepEqual(await play.capture({ ...first.known, reference: null }), { kind: "captured", charged: 10 }, "the key is enough to charge");
    assert.equal((await play.release({ ...second.known, reference: null })).kind, "released", "the key is enough to give back");
    assert.equal(await play.available(userId), 20, "one was charged, one given back");
  }),

  ledgerCheck("charges nothing that was given back", async (play) => {
    const userId = await play.user(10);
    const { known } = await play.hold(userId, 10);
    await play.release(known);
    assert.notEqual((await play.capture(known)).kind, "captured", "what was given back cannot be charged");
    assert.equal(await play.available(userId), 10, "nothing may be charged then");
  }),

  ledgerCheck("gives back nothing that was charged", async (play) => {
    const userId = await play.user(10);
    const { known } = await play.hold(userId, 10);
    await play.capture(known);
    assert.deepEqual(await play.release(known), { kind: "captured", charged: 10 }, "it must say that it was charged");
    assert.equal(await play.available(userId), 0, "a charge stays");
  }),

  ledgerCheck("charges nothing for a key that it does not know", async (play) => {
    const userId = await play.user(10);
    assert.deepEqual(await play.capture(unanswered(userId, 10)), { kind: "no_such_hold" }, "there is no such hold");
    assert.equal(await play.available(userId), 10, "nothing may be charged then");
  }),

  ledgerCheck("holds nothing that was given back before it came", async (play) => {
    const userId = await play.user(10);
    const known = unanswered(userId, 10);
    assert.notEqual((await play.release(known)).kind, "captured", "nothing was charged");
    assert.equal(await play.available(userId), 10, "all is there");
    assert.deepEqual((await play.hold(userId, 10, { key: known.key })).answer, { kind: "settled" }, "a hold that comes after its release must be answered as settled");
    assert.equal(await play.available(userId), 10, "and must hold nothing");
  }),

  ledgerCheck("gives back what it cannot have held, for want of credits, without an error", async (play) => {
    const userId = await play.user(5);
    const known = unanswered(userId, 10);
    await play.hold(userId, 10, { key: known.key });
    assert.notEqual((await play.release(known)).kind, "captured", "nothing was charged");
    await play.release(unanswered(userId, 10));
    assert.equal(await play.available(userId), 5, "no more and no less is there");
  }),

  ledgerCheck("settles holds of one user independently", async (play) => {
    const userId = await play.user(40);
    const holds = await Promise.all([play.hold(userId, 10), play.hold(userId, 10), play.hold(userId, 10)]);
    const [first, second, third] = holds.map(({ known }) => known);
    assert.ok(first && second && third);
    await Promise.all([play.capture(first), play.release(second)]);
    assert.equal(await play.available(userId), 20, "one is charged, one is free again, one is held");
    await play.capture(third);
    assert.equal(await play.available(userId), 20, "what was held is charged, and takes nothing more");
  }),
];
