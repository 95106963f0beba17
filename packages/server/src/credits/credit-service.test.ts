import { randomUUID } from "node:crypto";
import { createTestDatabase, DATABASE_KINDS, type TestDatabase } from "@model-3d/test-utils/database";
import { creditsSchema, ledgerPageSchema } from "@model-3d/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { captureHold, grantCredits, holdCredits, InvalidAmountError, InvalidCursorError, noteLowCredits, readCharge, readCredits, readLedger, releaseHold } from "./credit-service.ts";
import type { Database } from "../db/open-database.ts";

const SHOWN = { cost: 10, lowAt: 20 };

describe.each(DATABASE_KINDS)("credits on %s", (kind) => {
  let test: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    test = await createTestDatabase({ kind });
    database = test.database;
  });
  afterAll(() => test?.remove());

  const grant = (userId: string, amount: number, planType: "subscription" | "one_time" = "one_time") =>
    database.asService((trx) => grantCredits(trx, { userId, amount, planType, reason: "test" }));
  const hold = (userId: string, modelId: string, amount = 10, allowShort = false) =>
    database.asService((trx) => holdCredits(trx, { userId, modelId, amount, expiresAt: null, allowShort }));
  const capture = (userId: string, modelId: string, allowShort = false) => database.asService((trx) => captureHold(trx, { userId, modelId, allowShort }));
  const release = (userId: string, modelId: string) => database.asService((trx) => releaseHold(trx, { userId, modelId, reason: "test" }));
  const read = (userId: string) => readCredits(database, userId, SHOWN);

  it("lets 2 of 50 parallel holds of 10 have 25 credits", async () => {
    const userId = randomUUID();
    await grant(userId, 25);
    const results = await Promise.all(Array.from({ length: 50 }, () => hold(userId, randomUUID())));
    expect(results.filter((result) => result.kind === "held")).toHaveLength(2);
    expect(results.find((result) => result.kind === "insufficient")).toMatchObject({ balance: 25 });
    expect(await read(userId)).toMatchObject({ balance: 25, held: 20, available: 5, low: true });
  });

  it.runIf(kind === "postgres")("lets a hold wait for one of the same user that is not through yet, and count it: by what it read before, both would be held (no double spending)", async () => {
    const userId = randomUUID();
    await grant(userId, 15);
    const second = await database.asService(async (trx) => {
      await holdCredits(trx, { userId, modelId: randomUUID(), amount: 10, expiresAt: null });
      const waiting = hold(userId, randomUUID());
      const isWaiting = async () => (await trx.raw<{ rows: [{ waits: boolean }] }>("select exists (select from pg_locks where not granted) as waits")).rows[0].waits;
      await expect.poll(isWaiting, { timeout: 20_000 }).toBe(true);
      return { result: waiting };
    });
    expect(await second.result).toMatchObject({ kind: "insufficient", available: 5 });
  });

  it("charges once, however often the same success is told at once", async () => {
    const userId = randomUUID();
    const modelId = randomUUID();
    await grant(userId, 100);
    await hold(userId, modelId);
    const results = await Promise.all(Array.from({ length: 100 }, () => capture(userId, modelId)));
    expect(results.filter((result) => result.kind === "captured")).toHaveLength(1);
    expect(results.filter((result) => result.kind === "already_captured")).toHaveLength(99);
    expect(results.every((result) => result.kind !== "not_held" && result.charged === 10 && result.short === 0)).toBe(true);
    expect(await read(userId)).toMatchObject({ balance: 90, held: 0, available: 90 });
    expect(await readCharge(database, userId, modelId)).toEqual({ charged: 10, short: 0 });
  });

  it("spends subscription credits before one-time ones, the oldest first, and closes a one-time grant at 0", async () => {
    const userId = randomUUID();
    const modelId = randomUUID();
    const second = randomUUID();
    await grant(userId, 20, "one_time");
    await grant(userId, 5, "subscription");
    await hold(userId, modelId);
    await capture(userId, modelId);
    expect((await read(userId)).grants.map(({ plan_type, credits }) => [plan_type, credits])).toEqual([["subscription", 0], ["one_time", 15]]);
    await grant(userId, 1, "one_time");
    await hold(userId, second, 15);
    await capture(userId, second);
    expect((await read(userId)).grants.map(({ plan_type, credits }) => [plan_type, credits])).toEqual([["subscription", 0], ["one_time", 1]]);
  });

  it("lets one of capture and release win, and names the second a no-op", async () => {
    for (let round = 0; round < 10; round++) {
      const userId = randomUUID();
      const modelId = randomUUID();
      await grant(userId, 10);
      await hold(userId, modelId);
      const [captured, released] = await Promise.all([capture(userId, modelId), release(userId, modelId)]);
      expect([captured.kind, released.kind].sort()).toSatisfy((kinds: string[]) => ["captured,not_held", "not_held,released"].includes(kinds.join()));
      expect(await read(userId)).toMatchObject({ balance: captured.kind === "captured" ? 0 : 10, held: 0 });
      expect((await release(userId, modelId)).kind).toBe("not_held");
    }
  });

  it("keeps a top-up that comes between hold and capture, and one that comes at the same moment", async () => {
    const userId = randomUUID();
    const models = Array.from({ length: 5 }, () => randomUUID());
    await grant(userId, 50);
    for (const modelId of models) await hold(userId, modelId);
    await Promise.all([...models.map((modelId) => capture(userId, modelId)), ...models.map(() => grant(userId, 100))]);
    expect(await read(userId)).toMatchObject({ balance: 500, held: 0 });
  });

  it("gives a welcome gift once, however many ask at once", async () => {
    const userId = randomUUID();
    const give = () => database.asService((trx) => grantCredits(trx, { userId, amount: 100, planType: "one_time", reason: "welcome", once: true }));
    const gifts = await Promise.all(Array.from({ length: 20 }, give));
    expect(gifts.filter((gift) => gift !== null)).toHaveLength(1);
    expect(await read(userId)).toMatchObject({ balance: 100 });
  });

  it("does not charge what was released or never held, nor for another user", async () => {
    const [userId, other, modelId] = [randomUUID(), randomUUID(), randomUUID()];
    await grant(userId, 10);
    await grant(other, 10);
    expect(await capture(userId, modelId)).toEqual({ kind: "not_held" });
    await hold(userId, modelId);
    expect(await capture(other, modelId)).toEqual({ kind: "not_held" });
    expect(await database.asService((trx) => releaseHold(trx, { userId, modelId, reason: "too late", as: "expired" }))).toEqual({ kind: "released" });
    expect(await capture(userId, modelId)).toEqual({ kind: "not_held" });
    expect(await readCharge(database, userId, modelId)).toEqual({ charged: 0, short: 0 });
  });

  it("holds what is not there when it may, and records the shortfall", async () => {
    const [userId, modelId] = [randomUUID(), randomUUID()];
    await grant(userId, 4);
    expect(await hold(userId, modelId)).toEqual({ kind: "insufficient", balance: 4, held: 0, available: 4 });
    expect(await hold(userId, modelId, 10, true)).toEqual({ kind: "held", available: -6 });
    await expect(capture(userId, modelId)).rejects.toMatchObject({ constraint: "credit_charges_covered" });
    expect(await capture(userId, modelId, true)).toEqual({ kind: "captured", charged: 4, short: 6 });
    expect(await capture(userId, modelId)).toEqual({ kind: "already_captured", charged: 4, short: 6 });
    expect(await read(userId)).toMatchObject({ balance: 0, held: 0, available: 0 });
  });

  it("leaves expired grants out of the balance, and lets one that expired during a hold pay for it", async () => {
    const [userId, modelId] = [randomUUID(), randomUUID()];
    await database.asService((trx) => grantCredits(trx, { userId, amount: 50, planType: "one_time", reason: "old", expiresAt: new Date("2020-01-01") }));
    expect(await read(userId)).toMatchObject({ balance: 0 });
    expect((await hold(userId, modelId)).kind).toBe("insufficient");
    await database.asService((trx) => grantCredits(trx, { userId, amount: 10, planType: "one_time", reason: "new", expiresAt: new Date("2100-01-01") }));
    await hold(userId, modelId);
    await database.asService((trx) => trx("user_credits").where({ user_id: userId, credits: 10 }).update({ expires_at: trx.raw("now()") }));
    // The database's time is finer than the program's, to which it may be this very millisecond still.
    await expect.poll(() => read(userId)).toMatchObject({ balance: 0, held: 10 });
    expect(await capture(userId, modelId)).toEqual({ kind: "captured", charged: 10, short: 0 });
  });

  it("holds and captures nothing for a generation that is free", async () => {
    const [userId, modelId] = [randomUUID(), randomUUID()];
    expect(await hold(userId, modelId, 0)).toEqual({ kind: "held", available: 0 });
    expect(await capture(userId, modelId)).toEqual({ kind: "captured", charged: 0, short: 0 });
  });

  it.each([-1, 0.5, 2 ** 31, Number.NaN, Infinity])("refuses the amount %s", async (amount) => {
    await expect(grant(randomUUID(), amount)).rejects.toThrow(InvalidAmountError);
    await expect(hold(randomUUID(), randomUUID(), amount)).rejects.toThrow(InvalidAmountError);
    await expect(grant(randomUUID(), 0)).rejects.toThrow(InvalidAmountError);
  });

  it("takes a movement back with the transaction that it is part of", async () => {
    const [userId, modelId] = [randomUUID(), randomUUID()];
    await grant(userId, 3, "subscription");
    await grant(userId, 3);
    await grant(userId, 30);
    await hold(userId, modelId);
    const failing = database.asService(async (trx) => {
      await captureHold(trx, { userId, modelId });
      expect(await noteLowCredits(trx, userId, 0)).toMatchObject({ balance: 26, held: 0, available: 26 });
      throw new Error("the process ends here");
    });
    await expect(failing).rejects.toThrow("the process ends here");
    expect(await read(userId)).toMatchObject({ balance: 36, held: 10, available: 26 });
  });

  it("says once that credits have become low, each time that they come down to the limit", async () => {
    const userId = randomUUID();
    const note = () => database.asService(async (trx) => (await noteLowCredits(trx, userId, 20)).isNewlyLow);
    await database.knex.raw("insert into user_credits (user_id, credits, plan_type, status) values (?, 25, 'one_time', 'active')", [userId]);
    const [first, second] = [randomUUID(), randomUUID()];
    // The first movement that we see takes them there.
    await hold(userId, first);
    expect([await note(), await note()]).toEqual([true, false]);
    await capture(userId, first);
    expect(await note()).toBe(false);
    await grant(userId, 10);
    expect(await note()).toBe(false);
    await hold(userId, second);
    expect((await Promise.all([note(), note(), note()])).filter(Boolean)).toHaveLength(1);
    await release(userId, second);
    expect(await note()).toBe(false);
    // Undone with its transaction, so it is said again.
    const third = randomUUID();
    await hold(userId, third);
    const undone = database.asService(async (trx) => {
      expect((await noteLowCredits(trx, userId, 20)).isNewlyLow).toBe(true);
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    expect(await note()).toBe(true);
  });

  it("does not say of one who never had more that credits have become low", async () => {
    const userId = randomUUID();
    await grant(userId, 5);
    expect((await database.asService((trx) => noteLowCredits(trx, userId, 20))).isNewlyLow).toBe(false);
  });

  it("shows credits and the ledger in the shapes of the contract, newest first, page by page", async () => {
    const userId = randomUUID();
    expect(await read(userId)).toEqual({ success: true, balance: 0, held: 0, available: 0, cost: 10, low: true, grants: [] });
    for (let amount = 1; amount <= 5; amount++) await grant(userId, amount);
    // What becomes of a user with too few is the host's setting, which the route adds.
    expect(creditsSchema.omit({ whenInsufficient: true }).parse(await read(userId)).grants).toHaveLength(5);
    const first = ledgerPageSchema.parse(await readLedger(database, userId, { limit: 2 }));
    const second = await readLedger(database, userId, { limit: 2, cursor: first.nextCursor ?? "" });
    const third = await readLedger(database, userId, { limit: 2, cursor: second.nextCursor ?? "" });
    expect([first, second, third].flatMap(({ entries }) => entries.map(({ amount }) => amount))).toEqual([5, 4, 3, 2, 1]);
    expect(third.nextCursor).toBeNull();
    for (const cursor of ["", "x", "e30", "WyJhIl0", "WyIxIiwiMiJd"]) await expect(readLedger(database, userId, { limit: 2, cursor })).rejects.toThrow(InvalidCursorError);
  });

  it("never changes the ledger, whoever asks", async () => {
    const userId = randomUUID();
    await grant(userId, 5);
    for (const sql of ["update credit_ledger set amount = 99", "delete from credit_ledger", "truncate credit_ledger"]) {
      await expect(database.knex.raw(sql)).rejects.toThrow("only ever added to");
      await expect(database.asService((trx) => trx.raw(sql))).rejects.toThrow(/only ever added to|permission denied/);
    }
    expect((await readLedger(database, userId, { limit: 5 })).entries).toHaveLength(1);
  });

  it("writes down what a host changes in the grants by its own SQL", async () => {
    const userId = randomUUID();
    await database.knex.raw("insert into user_credits (user_id, credits, plan_type, status) values (?, 40, 'one_time', 'active')", [userId]);
    await database.knex.raw("update user_credits set credits = credits - 15 where user_id = ?", [userId]);
    await database.knex.raw("delete from user_credits where user_id = ?", [userId]);
    const { entries } = await readLedger(database, userId, { limit: 5 });
    expect(entries.map(({ kind, amount }) => [kind, amount])).toEqual([["correction", -25], ["correction", -15], ["correction", 40]]);
  });
});
