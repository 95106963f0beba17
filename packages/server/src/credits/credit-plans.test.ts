import { randomUUID } from "node:crypto";
import { createTestDatabase, DATABASE_KINDS, type TestDatabase } from "@model-3d/test-utils/database";
import { pino } from "pino";
import type { Knex } from "knex";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Database } from "../db/open-database.ts";
import { resolveModel3DOptions } from "../model-3d-options.ts";
import { CreditOperationError } from "./credit-operation-error.ts";
import { callCreditFunction } from "./credit-repository.ts";
import { captureHold, holdCredits, releaseHold } from "./credit-service.ts";
import { openHostCredits, type HostCredits } from "./open-host-credits.ts";
import { expireCredits, resetSubscriptions } from "./renew-credits.ts";

const day = (text: string) => new Date(`${text}T00:00:00.000Z`);

describe.each(DATABASE_KINDS)("plans of credits on %s", (kind) => {
  let test: TestDatabase;
  let database: Database;
  let credits: HostCredits;
  let now = day("2030-01-15");
  const clock = { now: () => now };
  const signal = new AbortController().signal;
  const renewal = () => ({ database, clock, logger: pino({ level: "silent" }), options: resolveModel3DOptions({ authenticate: () => null }) });
  beforeAll(async () => {
    test = await createTestDatabase({ kind });
    database = test.database;
    credits = openHostCredits({ database, clock }, { lowAt: 0 });
  });
  afterAll(() => test?.remove());

  const hold = (userId: string, modelId: string, amount = 10, limits: Parameters<typeof holdCredits>[1]["limits"] = null) =>
    database.asService((trx) => holdCredits(trx, { userId, modelId, amount, expiresAt: null, limits, at: now }));
  const capture = (userId: string, modelId: string) => database.asService((trx) => captureHold(trx, { userId, modelId, provider: "meshy", at: now }));
  const release = (userId: string, modelId: string) => database.asService((trx) => releaseHold(trx, { userId, modelId, reason: "test", at: now }));
  const spend = async (userId: string, amount: number) => {
    const modelId = randomUUID();
    await hold(userId, modelId, amount);
    await capture(userId, modelId);
    return modelId;
  };
  const balance = async (userId: string) => (await credits.balance(userId)).balance;
  const renew = async () => [await resetSubscriptions(renewal(), signal), await expireCredits(renewal(), signal)];
  const kinds = async (userId: string) => (await credits.ledger(userId)).entries.map((entry) => [entry.kind, entry.amount]).reverse();
  /** The books of one user: the ledger's sum, the grants' sum. */
  const books = async (userId: string) => {
    const [row] = await database.readAsUser<{ ledger: number; grants: number }>(userId, database.knex.raw("select (select coalesce(sum(amount), 0)::integer from credit_ledger) as ledger, (select coalesce(sum(credits), 0)::integer from user_credits) as grants"));
    return [row?.ledger, row?.grants];
  };

  it("spends a grant from its start on, before others of a higher rank, and writes it off after its end", async () => {
    now = day("2030-01-15");
    const userId = randomUUID();
    await credits.grant({ userId, amount: 10, planType: "one_time", reason: "later", startsAt: day("2030-02-01"), expiresAt: day("2030-03-01") });
    await credits.grant({ userId, amount: 20, planType: "subscription", reason: "usual" });
    await credits.grant({ userId, amount: 5, planType: "one_time", reason: "first", rank: -1 });
    expect(await balance(userId)).toBe(25);
    await spend(userId, 7);
    expect((await credits.balance(userId)).grants.map(({ credits: left }) => left)).toEqual([18, 10]);
    now = day("2030-02-01");
    expect(await balance(userId)).toBe(28);
    now = day("2030-03-01");
    expect(await balance(userId)).toBe(18);
    await renew();
    expect(await kinds(userId)).toEqual([["grant", 10], ["grant", 20], ["grant", 5], ["hold", 0], ["charge", -5], ["charge", -2], ["expiry", -10]]);
    expect(await books(userId)).toEqual([18, 18]);
    await renew();
    expect(await books(userId)).toEqual([18, 18]);
  });

  it("lets a grant that expires during a hold pay for it, and writes off what is left only after the hold has ended", async () => {
    now = day("2030-01-15");
    const [userId, modelId] = [randomUUID(), randomUUID()];
    await credits.grant({ userId, amount: 15, planType: "one_time", reason: "test", expiresAt: day("2030-01-16") });
    await hold(userId, modelId);
    now = day("2030-01-17");
    await renew();
    expect(await books(userId)).toEqual([15, 15]);
    expect(await capture(userId, modelId)).toEqual({ kind: "captured", charged: 10, short: 0 });
    await renew();
    expect(await books(userId)).toEqual([0, 0]);
    expect((await kinds(userId)).at(-1)).toEqual(["expiry", -5]);
  });

  it("resets an allowance each month from the 31st on, on the last day of shorter months, and carries nothing over", async () => {
    now = day("2030-01-31");
    const userId = randomUUID();
    expect(await credits.subscribe({ userId, allowance: 100 })).toEqual({ allowance: 100, period: "month", startsAt: now, periodEndsAt: day("2030-02-28"), rollOver: false });
    await spend(userId, 30);
    for (const [ends, next] of [["2030-02-28", "2030-03-31"], ["2030-03-31", "2030-04-30"], ["2030-04-30", "2030-05-31"]] as const) {
      now = new Date(day(ends).getTime() - 1);
      await renew();
      expect(await balance(userId)).toBe(ends === "2030-02-28" ? 70 : 100);
      now = day(ends);
      await renew();
      expect(await balance(userId)).toBe(100);
      expect((await credits.subscribe({ userId, allowance: 100 })).periodEndsAt).toEqual(day(next));
    }
    expect(await books(userId)).toEqual([100, 100]);
  });

  it("resets once after a downtime of many periods, however many workers do it at the same time", async () => {
    now = day("2030-01-10");
    const userId = randomUUID();
    await credits.subscribe({ userId, allowance: 50 });
    now = day("2030-09-20");
    // Before any worker has come: the balance is that of the period that is now.
    expect(await balance(userId)).toBe(50);
    await Promise.all([renew(), renew(), renew()]);
    expect(await kinds(userId)).toEqual([["reset", 50], ["reset", 50], ["expiry", -50]]);
    expect((await credits.subscribe({ userId, allowance: 50 })).periodEndsAt).toEqual(day("2030-10-10"));
    now = day("2030-11-01");
    // Nobody waits for a worker: the hold begins the period by itself.
    expect((await hold(userId, randomUUID(), 50)).kind).toBe("held");
    expect(await kinds(userId)).toHaveLength(6);
  });

  it.runIf(kind === "postgres")("writes a grant off once when two workers come to it in the same moment: the second waits for the first and finds nothing", async () => {
    now = day("2030-01-10");
    const userId = randomUUID();
    await credits.grant({ userId, amount: 5, planType: "one_time", reason: "test", expiresAt: day("2030-01-11") });
    now = day("2030-01-12");
    const writeOff = (trx: Knex.Transaction) => callCreditFunction<number>(trx, "expire_credits", [userId, now]);
    const first = await database.knex.transaction();
    await first.raw("set local role model_3d_service");
    const written = await writeOff(first);
    const second = database.asService(writeOff);
    await vi.waitFor(async () => {
      const { rows } = await database.knex.raw<{ rows: object[] }>("select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
      expect(rows).toHaveLength(1);
    });
    await first.commit();
    expect([written, await second]).toEqual([5, 0]);
    expect(await kinds(userId)).toEqual([["grant", 5], ["expiry", -5]]);
  });

  it("charges what was held before a reset from the credits of the former period", async () => {
    now = day("2030-01-01");
    const [userId, made, failed] = [randomUUID(), randomUUID(), randomUUID()];
    await credits.subscribe({ userId, allowance: 40 });
    await hold(userId, made, 30);
    await hold(userId, failed, 10);
    now = day("2030-02-01");
    await renew();
    expect(await credits.balance(userId)).toMatchObject({ balance: 40, held: 40 });
    await capture(userId, made);
    await release(userId, failed);
    await renew();
    expect(await credits.balance(userId)).toMatchObject({ balance: 40, held: 0 });
    expect(await books(userId)).toEqual([40, 40]);
  });

  it("keeps what is left where the host says so, takes other terms from the next period on, and ends with the period or at once", async () => {
    now = day("2030-01-01");
    const userId = randomUUID();
    await credits.subscribe({ userId, allowance: 10, period: "week", rollOver: true });
    now = day("2030-01-09");
    await renew();
    expect(await balance(userId)).toBe(20);
    await credits.subscribe({ userId, allowance: 7, period: "week", rollOver: true });
    expect(await balance(userId)).toBe(20);
    now = day("2030-01-15");
    await renew();
    expect(await balance(userId)).toBe(27);
    expect(await credits.unsubscribe({ userId })).toBe(true);
    expect(await balance(userId)).toBe(27);
    now = day("2030-01-22");
    await renew();
    expect(await books(userId)).toEqual([0, 0]);
    expect(await credits.unsubscribe({ userId })).toBe(false);
    await credits.subscribe({ userId, allowance: 5, startsAt: day("2030-02-01") });
    expect(await balance(userId)).toBe(0);
    now = day("2030-02-01");
    expect(await balance(userId)).toBe(5);
    await credits.unsubscribe({ userId, now: true });
    expect(await books(userId)).toEqual([0, 0]);
  });

  it("counts a payment that is told twice once, and refuses its key for another amount", async () => {
    const userId = randomUUID();
    const topUp = { userId, amount: 50, reason: "pack", idempotencyKey: "pi_1" };
    const told = await Promise.all([credits.topUp(topUp), credits.topUp(topUp), credits.topUp(topUp)]);
    expect(told.filter(Boolean)).toHaveLength(1);
    expect(await balance(userId)).toBe(50);
    await expect(credits.topUp({ ...topUp, amount: 51 })).rejects.toThrow(/"pi_1" stood for another movement/);
  });

  it("gives a charge back once, into the grants that paid or a new one where they have ended, and never more than it was", async () => {
    now = day("2030-01-15");
    const userId = randomUUID();
    await credits.grant({ userId, amount: 6, planType: "one_time", reason: "old", expiresAt: day("2030-01-20") });
    await credits.grant({ userId, amount: 10, planType: "one_time", reason: "new" });
    const modelId = await spend(userId, 10);
    now = day("2030-01-21");
    const refund = { modelId, reason: "broken mesh", actor: "ann" };
    await expect(credits.refund({ ...refund, amount: 11 })).rejects.toThrow(/cost 10 credits; 11 are more/);
    await expect(credits.refund({ ...refund, actor: " " })).rejects.toThrow(CreditOperationError);
    const refunds = await Promise.all([credits.refund(refund), credits.refund(refund), credits.refund(refund)]);
    expect(refunds.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(refunds.every(({ refunded }) => refunded === 10)).toBe(true);
    expect(await balance(userId)).toBe(16);
    expect(await books(userId)).toEqual([16, 16]);
    await expect(credits.refund({ ...refund, modelId: randomUUID() })).rejects.toThrow(/Nothing was charged/);
  });

  it("corrects up and down, but takes nothing that is held", async () => {
    const userId = randomUUID();
    const correct = (amount: number) => credits.correct({ userId, amount, reason: "chargeback", actor: "ann" });
    expect(await correct(25)).toEqual({ available: 25 });
    await hold(userId, randomUUID(), 10);
    await expect(correct(-16)).rejects.toThrow(/Only 15 credits are available/);
    expect(await correct(-15)).toEqual({ available: 0 });
    expect(await books(userId)).toEqual([10, 10]);
    for (const amount of [0, 0.5, 2 ** 31]) await expect(correct(amount)).rejects.toThrow(RangeError);
    await expect(credits.correct({ userId, amount: 1, reason: "", actor: "ann" })).rejects.toThrow(CreditOperationError);
  });

  it.each(["user", "host"] as const)("lets 3 of 20 parallel holds of 10 through a limit of 35 a day of the %s, and others after a release and on the next day", async (scope) => {
    now = day(scope === "user" ? "2031-05-31" : "2031-06-30");
    const users = Array.from({ length: 20 }, () => randomUUID());
    const [first = ""] = users;
    await Promise.all(users.map((userId) => credits.grant({ userId, amount: 1000, planType: "one_time", reason: "test" })));
    const limits = { [scope]: { day: 35, month: 500 } };
    const tries = users.map((userId) => ({ userId: scope === "user" ? first : userId, modelId: randomUUID() }));
    const results = await Promise.all(tries.map(({ userId, modelId }) => hold(userId, modelId, 10, limits)));
    expect(results.filter((result) => result.kind === "held")).toHaveLength(3);
    expect(results.find((result) => result.kind === "limited")).toMatchObject({ scope, period: "day", limit: 35, used: 30 });
    const refused = results.find((result) => result.kind === "limited");
    expect(new Date(refused?.kind === "limited" ? refused.endsAt : 0)).toEqual(day(scope === "user" ? "2031-06-01" : "2031-07-01"));
    const held = tries[results.findIndex((result) => result.kind === "held")];
    await release(held?.userId ?? "", held?.modelId ?? "");
    expect((await hold(first, randomUUID(), 10, limits)).kind).toBe("held");
    expect((await hold(first, randomUUID(), 10, limits)).kind).toBe("limited");
    now = new Date(now.getTime() + 24 * 60 * 60_000);
    expect((await hold(first, randomUUID(), 30, limits)).kind).toBe("held");
  });

  it("compares charges with what providers say that they consumed, also of tasks that are forgotten", async () => {
    const period = { from: new Date(Date.now() - 60_000), to: new Date(Date.now() + 60_000) };
    const mine = randomUUID();
    await credits.topUp({ userId: mine, amount: 100, reason: "test" });
    const before = (await credits.reconcile(period)).providers.find(({ unit }) => unit === "Meshy credits");
    const paid = await spend(mine, 10);
    const late = randomUUID();
    await database.asService(async (trx) => {
      for (const [modelId, outcome] of [[paid, "SUCCEEDED"], [late, "EXPIRED"]]) {
        await trx("provider_tasks").insert({ model_id: modelId, user_id: mine, provider: "meshy", task_id: modelId });
        await trx("provider_tasks").where({ model_id: modelId }).update({ state: "ended", outcome, cost_amount: outcome === "SUCCEEDED" ? 20 : null, cost_unit: "Meshy credits" });
      }
      await trx("provider_tasks").where({ model_id: late }).update({ late_outcome: "SUCCEEDED", cost_amount: 35 });
      await trx("provider_tasks").del();
    });
    const { providers, mismatches } = await credits.reconcile(period);
    const after = providers.find(({ unit }) => unit === "Meshy credits");
    expect(before).toBeUndefined();
    expect(after).toMatchObject({ provider: "meshy", models: 1, charged: 10, tasks: 2, consumed: 55, unpaidTasks: 1, unpaidConsumed: 35 });
    expect(mismatches.find(({ modelId }) => modelId === late)).toMatchObject({ userId: mine, kind: "consumed_not_charged", consumed: 35, charged: null, outcome: "SUCCEEDED" });
    await expect(credits.reconcile({ from: period.to, to: period.from })).rejects.toThrow(RangeError);
  });
});
