import { randomUUID } from "node:crypto";
import { createTestDatabase, DATABASE_KINDS, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStubLedger, type StubLedger } from "../../../test/stub-ledger.ts";
import { grantCredits } from "../credit-service.ts";
import type { CreditLedger } from "../external/credit-ledger.ts";
import { ledgerConformanceChecks } from "./ledger-conformance-checks.ts";
import type { LedgerUnderTest } from "./ledger-under-test.ts";
import { behindANetwork } from "./test/behind-a-network.ts";
import { ownTablesLedger } from "./test/own-tables-ledger.ts";

describe.each(DATABASE_KINDS)("our own tables on %s conform as a ledger", (kind) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase({ kind });
  });
  afterAll(() => test?.remove());

  const open = (): LedgerUnderTest => ({
    ...behindANetwork(ownTablesLedger(test.database)),
    async user(credits) {
      const userId = randomUUID();
      if (credits > 0) await test.database.asService((trx) => grantCredits(trx, { userId, amount: credits, planType: "one_time", reason: "test" }));
      return userId;
    },
  });
  it.each(ledgerConformanceChecks(open).map((check) => [check.name, check] as const))("%s", async (_name, check) => {
    expect(await check.run()).toEqual({ kind: "passed" });
  });
});

describe("the stub of the tests conforms as a ledger", () => {
  it.each(ledgerConformanceChecks(() => playStub()).map((check) => [check.name, check] as const))("%s", async (_name, check) => {
    expect(await check.run()).toEqual({ kind: "passed" });
  });
});

type Change = (stub: StubLedger) => Partial<CreditLedger>;

/** The stub with some of its calls replaced, before or behind its line. */
function playStub(change: Change = () => ({}), isBeforeLine = false): LedgerUnderTest {
  const stub = createStubLedger();
  const { ledger, ...hooks } = behindANetwork(isBeforeLine ? stub : { ...stub, ...change(stub) });
  return {
    ...hooks,
    ledger: isBeforeLine ? { ...ledger, ...change(Object.assign(stub, ledger)) } : ledger,
    secrets: ["sk_very_secret"],
    user(credits) {
      const userId = randomUUID();
      stub.give(userId, credits);
      return userId;
    },
  };
}

/** Ledgers as one might write them, and the checks that find out. */
const NAIVE: readonly [what: string, check: string, change: Change, isBeforeLine?: boolean][] = [
  ["holds anew under the same key", "holds once for a key, however often it is asked", (stub) => ({ hold: (hold, call) => stub.hold({ ...hold, key: randomUUID() }, call) })],
  ["lets a key be used once", "holds once for a key, however often it is asked", (stub) => ({ hold: async (hold, call) => (stub.holds.has(hold.key) ? { kind: "settled" } : stub.hold(hold, call)) })],
  ["reads, then writes", "never holds more than there is, however many ask at once", (stub) => ({ hold: readThenWrite(stub) })],
  ["looks at the balance only", "refuses what is not there, says what is, and holds nothing", (stub) => ({ hold: (hold, call) => stub.hold({ ...hold, allowShort: true }, call) })],
  ["charges each time", "charges what was held, once, however often it is asked", (stub) => ({ capture: chargeAgain(stub) })],
  ["charges without a hold", "charges nothing for a key that it does not know", (stub) => ({ capture: chargeAgain(stub) })],
  ["gives back each time", "gives back what was held, once, however often it is asked", (stub) => ({ release: giveAgain(stub) })],
  ["gives back what was charged", "gives back nothing that was charged", (stub) => ({ release: giveAgain(stub) })],
  ["charges what was given back", "charges nothing that was given back", (stub) => ({ capture: chargeAgain(stub) })],
  ["forgets a release that came first", "holds nothing that was given back before it came", (stub) => ({ release: async (hold, call) => (stub.holds.has(hold.key) ? stub.release(hold, call) : { kind: "no_such_hold" }) })],
  ["trusts in its reference", "knows a hold by its key where its reference was lost", (stub) => ({ capture: async (hold, call) => (hold.reference === null ? { kind: "no_such_hold" } : stub.capture(hold, call)) })],
  ["tells what is held as available", "holds an amount, which is available no more", (stub) => ({ balance: async (userId) => ({ available: stub.available(userId) + 1 }) })],
  ["answers while its service is away", "throws while its service is away, rather than to answer, and names no secret", (stub) => ({ release: (hold, call) => stub.release(hold, call).catch(() => ({ kind: "released" as const })) }), true],
  ["tells its key", "throws while its service is away, rather than to answer, and names no secret", (stub) => ({ capture: (hold, call) => stub.capture(hold, call).catch(() => Promise.reject(new Error("401 with sk_very_secret"))) }), true],
  ["takes a lost answer for a no", "throws when the answer to a hold is lost, and gives it back by its key", (stub) => ({ hold: (hold, call) => stub.hold(hold, call).catch(() => ({ kind: "insufficient" as const, available: 0 })) }), true],
  ["does not heed the signal", "sends nothing after the signal", (stub) => ({ balance: (userId) => stub.balance(userId, { signal: new AbortController().signal }) }), true],
  ["hides why it ended", "ends at once with the signal's reason when its service does not answer", (stub) => ({ capture: (hold, call) => stub.capture(hold, call).catch(() => Promise.reject(new Error("failed"))) }), true],
];

describe("a ledger that", () => {
  it.each(NAIVE)("%s is found out: %s", async (_what, name, change, isBeforeLine = false) => {
    const check = ledgerConformanceChecks(() => playStub(change, isBeforeLine)).find((one) => one.name === name);
    await expect(check?.run()).rejects.toMatchObject({ name: "AssertionError" });
  });

  it("has no hooks is told what could not be checked", async () => {
    const checks = ledgerConformanceChecks(() => ({ ledger: createStubLedger(), user: () => "ann" }));
    const outcomes = await Promise.all(checks.filter(({ name }) => /lost|away|signal/.test(name) && !name.includes("reference")).map(({ run }) => run()));
    expect(outcomes).toHaveLength(6);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ kind: "not_applicable", because: expect.stringContaining("needs the hook") });
  });
});

function readThenWrite(stub: StubLedger): CreditLedger["hold"] {
  return async (hold, call) => {
    const { available } = await stub.balance(hold.userId, call);
    return available >= hold.amount ? stub.hold({ ...hold, allowShort: true }, call) : { kind: "insufficient", available };
  };
}

function chargeAgain(stub: StubLedger): CreditLedger["capture"] {
  return async ({ userId, amount, key }) => {
    stub.give(userId, -amount);
    stub.holds.delete(key);
    return { kind: "captured", charged: amount };
  };
}

function giveAgain(stub: StubLedger): CreditLedger["release"] {
  return async ({ userId, amount, key }) => {
    const wasHeld = stub.holds.get(key)?.state === "held";
    stub.holds.delete(key);
    if (!wasHeld) stub.give(userId, amount);
    return { kind: "released" };
  };
}
