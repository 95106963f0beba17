import { randomUUID } from "node:crypto";
import { createTestDatabase, DATABASE_KINDS, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CreditOperationError } from "./credit-operation-error.ts";
import { captureHold, holdCredits, readLedger } from "./credit-service.ts";
import { openHostCredits, type HostCredits } from "./open-host-credits.ts";

const day = (text: string) => new Date(`${text}T00:00:00.000Z`);

describe.each(DATABASE_KINDS)("movements that a host asks for on %s", (kind) => {
  let test: TestDatabase;
  let credits: HostCredits;
  beforeAll(async () => {
    test = await createTestDatabase({ kind });
    credits = openHostCredits({ database: test.database, clock: { now: () => new Date() } }, { lowAt: 0 });
  });
  afterAll(() => test?.remove());

  const spend = async (userId: string, amount: number) => {
    const modelId = randomUUID();
    await test.database.asService(async (trx) => {
      await holdCredits(trx, { userId, modelId, amount, expiresAt: null });
      await captureHold(trx, { userId, modelId });
    });
    return modelId;
  };
  const actors = async (userId: string) => (await credits.ledger(userId)).entries.map(({ kind: moved, reason, actor }) => [moved, reason, actor]);

  it.each(["", "  ", "x".repeat(256)])("take no key that names nothing, so that no payment is lost under it: %j", async (idempotencyKey) => {
    const userId = randomUUID();
    const by = { userId, amount: 100, reason: "pack", actor: "shop", idempotencyKey };
    await expect(credits.topUp(by)).rejects.toThrow(/idempotency key .* 1 to 255 characters/);
    await expect(credits.correct(by)).rejects.toThrow(CreditOperationError);
    expect((await credits.balance(userId)).balance).toBe(0);
  });

  it("take a known key for the same thing only: not with another plan, start, end or rank", async () => {
    const userId = randomUUID();
    const first = { userId, amount: 50, planType: "one_time", reason: "pack", startsAt: day("2030-01-01"), expiresAt: day("2040-01-01"), rank: 3, idempotencyKey: "pi_1" } as const;
    expect(await credits.grant(first)).toBe(true);
    expect(await credits.grant({ ...first, reason: "told again" })).toBe(false);
    const others = [{ planType: "subscription" }, { startsAt: null }, { expiresAt: day("2040-01-02") }, { rank: 4 }, { amount: 51 }] as const;
    for (const other of others) await expect(credits.grant({ ...first, ...other }), JSON.stringify(other)).rejects.toThrow(/"pi_1" stood for another movement of this user before.*the same/);
    // A key names a movement among a user's own: "welcome" may be everybody's.
    expect(await credits.grant({ ...first, userId: randomUUID() })).toBe(true);
  });

  it("give back once: the same again is no news, another amount is refused and not told as done", async () => {
    const userId = randomUUID();
    await credits.topUp({ userId, amount: 30, reason: "pack" });
    const refund = { modelId: await spend(userId, 10), reason: "broken", actor: "ann" };
    expect(await credits.refund({ ...refund, amount: 3 })).toEqual({ refunded: 3, isNew: true });
    expect(await credits.refund({ ...refund, amount: 3 })).toEqual({ refunded: 3, isNew: false });
    for (const other of [{ amount: 7 }, {}]) await expect(credits.refund({ ...refund, ...other })).rejects.toThrow(/3 of the 10 credits .* were given back before.*correct/);
    const whole = { ...refund, modelId: await spend(userId, 10) };
    expect(await credits.refund(whole)).toEqual({ refunded: 10, isNew: true });
    for (const same of [{}, { amount: 10 }]) expect(await credits.refund({ ...whole, ...same })).toEqual({ refunded: 10, isNew: false });
    expect((await credits.balance(userId)).balance).toBe(23);
  });

  it("are compared with costs as pairs, on whichever side of a midnight a ledger of the host's has settled them", async () => {
    const [userId, modelId] = [randomUUID(), randomUUID()];
    await test.database.asService(async (trx) => {
      await trx("external_holds").insert({ model_id: modelId, user_id: userId, ledger: "billing", provider: "meshy", amount: 10, state: "captured", charged: 10, short: 0, created_at: "2030-01-31T23:58:00Z", settled_at: "2030-02-01T00:00:03Z" });
      await trx("provider_costs").insert({ model_id: modelId, provider: "meshy", user_id: userId, outcome: "SUCCEEDED", amount: 20, unit: "Meshy credits", recorded_at: "2030-01-31T23:59:59Z" });
    });
    const months = await Promise.all([["2030-01-01", "2030-02-01"], ["2030-02-01", "2030-03-01"]].map(([from = "", to = ""]) => credits.reconcile({ from: day(from), to: day(to) })));
    expect(months.map(({ mismatches }) => mismatches)).toEqual([[], []]);
    expect(months.map(({ providers }) => providers.map(({ charged, consumed }) => [charged, consumed]))).toEqual([[], [[10, 20]]]);
  });

  it("are for somebody: an id that no user can have is refused", async () => {
    for (const userId of ["", " ", "x".repeat(201)]) {
      for (const move of [credits.topUp({ userId, amount: 5, reason: "x" }), credits.subscribe({ userId, allowance: 5 }), credits.correct({ userId, amount: 5, reason: "x", actor: "ann" })]) await expect(move).rejects.toThrow(/`userId` is a text of 1 to 200 characters/);
    }
  });

  it("say why and, to the host, who decided it", async () => {
    const userId = randomUUID();
    await credits.topUp({ userId, amount: 5, reason: " pack of 5 ", actor: " shop " });
    await credits.grant({ userId, amount: 5, planType: "one_time", reason: "welcome" });
    await credits.correct({ userId, amount: -1, reason: " chargeback ", actor: " ann@shop " });
    expect(await actors(userId)).toEqual([["correction", "chargeback", "ann@shop"], ["grant", "welcome", null], ["grant", "pack of 5", "shop"]]);
    // The user's own route tells why, and not who of the host's staff it was.
    expect(JSON.stringify(await readLedger(test.database, userId, { limit: 9 }))).toMatch(/chargeback(?!.*ann@shop)/);
    for (const bad of [{ reason: "" }, { reason: " " }, { actor: " " }]) await expect(credits.topUp({ userId, amount: 5, reason: "x", ...bad })).rejects.toThrow(CreditOperationError);
    const page = await credits.ledger(userId, { limit: 1 });
    expect((await credits.ledger(userId, { limit: 9, cursor: page.nextCursor ?? "" })).entries).toHaveLength(2);
  });
});

describe("amounts near the end of the numbers", () => {
  let test: TestDatabase;
  let now = day("2030-01-15");
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
  });
  afterAll(() => test?.remove());

  const hold = (userId: string, amount: number, allowShort = false) => test.database.asService((trx) => holdCredits(trx, { userId, modelId: randomUUID(), amount, expiresAt: null, allowShort, at: now }));

  it("that roll over past them stay at the largest, and every hold goes on", async () => {
    const credits = openHostCredits({ database: test.database, clock: { now: () => now } }, { lowAt: 0 });
    const userId = randomUUID();
    await credits.subscribe({ userId, allowance: 2_000_000_000, rollOver: true });
    for (const month of ["2030-02-16", "2030-03-16"]) {
      now = day(month);
      expect((await hold(userId, 10)).kind).toBe("held");
    }
    expect(await credits.balance(userId)).toMatchObject({ balance: 2_147_483_647, held: 20 });
    expect((await credits.ledger(userId)).entries.filter(({ kind }) => kind === "reset").map(({ amount }) => amount)).toEqual([0, 147_483_647, 2_000_000_000]);
  });

  it("are held twice, and the user can still be corrected and subscribed", async () => {
    const credits = openHostCredits({ database: test.database, clock: { now: () => now } }, { lowAt: 0 });
    const userId = randomUUID();
    for (let time = 0; time < 2; time += 1) expect((await hold(userId, 2_000_000_000, true)).kind).toBe("held");
    expect(await credits.balance(userId)).toMatchObject({ balance: 0, held: 4_000_000_000, available: -4_000_000_000 });
    expect(await credits.correct({ userId, amount: 5, reason: "x", actor: "ann" })).toEqual({ available: -3_999_999_995 });
    expect((await credits.subscribe({ userId, allowance: 5 })).allowance).toBe(5);
    expect(await credits.unsubscribe({ userId, now: true })).toBe(true);
  });
});
