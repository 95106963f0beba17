import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Knex } from "knex";
import type { Database } from "../db/open-database.ts";
import { grantCredits, holdCredits, releaseHold, type Hold } from "./credit-service.ts";

const DAY_MS = 24 * 60 * 60_000;

describe("a limit of the host's", () => {
  let test: TestDatabase;
  let database: Database;
  // Each test has a month of its own: what is held is summed over all users.
  let month = 0;
  const nextMonth = () => new Date(Date.UTC(2031, (month += 1), 15, 12));
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
    database = test.database;
  });
  afterAll(() => test?.remove());

  const holdIn = async (trx: Knex.Transaction, at: Date, day: number | null, amount = 10) => {
    const hold: Hold = { userId: randomUUID(), modelId: randomUUID(), amount, expiresAt: null, at, limits: day === null ? null : { host: { day } } };
    await grantCredits(trx, { userId: hold.userId, amount: 100, planType: "one_time", reason: "test" });
    return { hold, result: await holdCredits(trx, hold) };
  };
  const hold = (at: Date, day: number | null, amount?: number) => database.asService((trx) => holdIn(trx, at, day, amount));
  const release = (trx: Knex.Transaction, { userId, modelId }: Hold) => releaseHold(trx, { userId, modelId, reason: "test" });
  const usedOf = ({ result }: Awaited<ReturnType<typeof hold>>) => (result.kind === "limited" ? result.used : result.kind);
  /** A transaction that stays open until it is told to end. */
  const beside = async <Result>(work: (trx: Knex.Transaction) => Promise<Result>, meanwhile: (result: Result) => Promise<unknown>): Promise<void> => {
    const trx = await database.knex.transaction();
    await trx.raw("set local role model_3d_service");
    try {
      const result = await work(trx);
      await meanwhile(result);
      await trx.commit();
    } catch (error) {
      await trx.rollback();
      throw error;
    }
  };
  /** Until it waits for a lock, so that what comes next happens beside it; or, should it wait for nobody, until it is done. */
  const untilBlocked = async (other: Promise<unknown>) => {
    let isDone = false;
    void other.finally(() => (isDone = true));
    while (!isDone) {
      const { rows } = await database.knex.raw<{ rows: [{ count: number }] }>("select count(*)::integer as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
      if (rows[0].count > 0) return;
      await setTimeout(10);
    }
  };

  it("that is lifted for a while and set again counts what was held meanwhile", async () => {
    const at = nextMonth();
    expect((await hold(at, 50)).result.kind).toBe("held");
    for (let time = 0; time < 5; time += 1) await hold(at, null);
    expect(usedOf(await hold(at, 50))).toBe(60);
    const later = new Date(at.getTime() + DAY_MS);
    expect(usedOf(await hold(later, 50, 60))).toBe(0);
    expect((await hold(later, 50)).result.kind).toBe("held");
  });

  it("counts nothing that was being given back while the first of its holds was taken", async () => {
    const at = nextMonth();
    const { hold: first } = await hold(at, null);
    let second: ReturnType<typeof hold> | undefined;
    await beside((trx) => release(trx, first), async () => {
      second = hold(at, 50);
      await untilBlocked(second);
    });
    expect((await second)?.result.kind).toBe("held");
    expect(usedOf(await hold(at, 15))).toBe(10);
  });

  it("counts a hold without a limit that was being taken beside the first of its own, or beside a later one", async () => {
    for (const isLater of [false, true]) {
      const at = nextMonth();
      if (isLater) await hold(at, 50);
      let limited: ReturnType<typeof hold> | undefined;
      await beside((trx) => holdIn(trx, at, null), async () => {
        limited = hold(at, 15);
        await untilBlocked(limited);
      });
      expect(usedOf((await limited) ?? (await hold(at, 15)))).toBe(isLater ? 20 : 10);
    }
  });

  it("leaves no room twice: a hold waits for the one beside it, and counts it", async () => {
    const at = nextMonth();
    expect((await hold(at, 15, 1)).result.kind).toBe("held");
    let second: ReturnType<typeof hold> | undefined;
    await beside((trx) => holdIn(trx, at, 15), async () => {
      second = hold(at, 15);
      await untilBlocked(second);
    });
    expect((await second)?.result).toMatchObject({ kind: "limited", used: 11 });
  });

  it("stays right with holds and releases of processes with and without it, all at once", async () => {
    const at = nextMonth();
    const work = Array.from({ length: 24 }, async (_, index) => {
      const { hold: taken, result } = await hold(at, index % 3 === 0 ? null : 10_000);
      expect(result.kind).toBe("held");
      if (index % 2 === 0) await database.asService((trx) => release(trx, taken));
    });
    await Promise.all(work);
    expect(usedOf(await hold(at, 5))).toBe(120);
  });
});

describe("the functions of a former version, which its processes call while this one is rolled out", () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
  });
  afterAll(() => test?.remove());

  it("keep the present rules: credits that start later pay for nothing, and limits count what they hold and give back", async () => {
    const [userId, modelId] = [randomUUID(), randomUUID()];
    const at = new Date();
    const call = (sql: string, values: (string | number)[]) => test.database.asService(async (trx) => (await trx.raw<{ rows: [{ result: unknown }] }>(`select public.model_3d_${sql} as result`, values)).rows[0].result);
    await call("grant_credits(?, 100, 'one_time', 'x', null, null::timestamptz, false)", [userId]);
    await test.database.asService(async (trx) => {
      await grantCredits(trx, { userId, amount: 100, planType: "one_time", reason: "x", startsAt: new Date(at.getTime() + DAY_MS) });
      await holdCredits(trx, { userId, modelId: randomUUID(), amount: 10, expiresAt: null, at, limits: { host: { day: 100 } } });
    });
    expect(await call("hold_credits(?, ?, 95, null::timestamptz, false)", [userId, modelId])).toMatchObject({ kind: "insufficient", available: 90 });
    expect(await call("hold_credits(?, ?, 80, null::timestamptz, false)", [userId, modelId])).toMatchObject({ kind: "held", available: 10 });
    const limited = () => test.database.asService((trx) => holdCredits(trx, { userId, modelId: randomUUID(), amount: 10, expiresAt: null, at, limits: { host: { day: 95 } } }));
    expect(await limited()).toMatchObject({ kind: "limited", used: 90 });
    expect(await call("capture_hold(?, ?, false)", [userId, modelId])).toMatchObject({ kind: "captured", charged: 80 });
    const other = randomUUID();
    expect(await call("hold_credits(?, ?, 10, null::timestamptz, false)", [userId, other])).toMatchObject({ kind: "held" });
    expect(await call("release_hold(?, ?, 'x', 'released')", [userId, other])).toEqual({ kind: "released" });
    expect(await limited()).toMatchObject({ used: 90 });
    expect(await call("grant_credits(?, 100, 'one_time', 'x', null, null::timestamptz, true)", [userId])).toBeNull();
  });
});
