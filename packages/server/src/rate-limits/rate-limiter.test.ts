import { createTestDatabase, DATABASE_KINDS, type TestDatabase } from "@model-3d/test-utils/database";
import fc from "fast-check";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase, type Database } from "../db/open-database.ts";
import { networkOf } from "./address-of.ts";
import { BucketStore } from "./bucket-store.ts";
import { forgetPaidBuckets } from "./forget-paid-buckets.ts";
import { createRateLimiter, type RateLimiter } from "./rate-limiter.ts";
import { resolveRateLimitOptions, type RateLimit, type RateLimitOptions } from "./rate-limit-options.ts";
import { shareSpending, takeRequest } from "./rate-limit-repository.ts";
import { costOf, weighRequest } from "./weigh-request.ts";

const HOUR_MS = 3_600_000;
const silent = pino({ level: "silent" });

describe("one bucket", () => {
  it("lets no more through in any window than a burst and what flows in, whenever requests come, and never starves a slow caller", () => {
    const limits = fc.record({ requests: fc.integer({ min: 1, max: 50 }), windowMs: fc.integer({ min: 1_000, max: 60_000 }) });
    fc.assert(
      fc.property(limits, fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 200 }), (limit, pauses) => {
        const store = new BucketStore(limit, 10);
        let now = 1_000_000;
        const taken: number[] = [];
        for (const pause of pauses) {
          now += pause;
          const owed = store.owed("ann", now);
          const verdict = weighRequest(owed, limit);
          if (verdict.isAllowed) {
            store.set("ann", owed + costOf(limit), now, 0);
            taken.push(now);
          } else {
            expect(owed).toBeGreaterThan(0);
            // After the time that the caller was told, one is left.
            expect(weighRequest(store.owed("ann", now + verdict.resetS * 1_000), limit).isAllowed).toBe(true);
          }
        }
        for (const start of taken) {
          const within = taken.filter((time) => time >= start && time < start + limit.windowMs).length;
          expect(within).toBeLessThanOrEqual(2 * limit.requests + 1);
        }
        const burst = taken.filter((time) => time === taken[0]).length;
        expect(burst).toBeLessThanOrEqual(limit.requests);
      }),
    );
  });

  it("tells what is left and when there is more", () => {
    const limit: RateLimit = { requests: 3, windowMs: 60_000 };
    expect(weighRequest(0, limit)).toEqual({ isAllowed: true, remaining: 2, resetS: 20 });
    expect(weighRequest(40_000, limit)).toEqual({ isAllowed: true, remaining: 0, resetS: 20 });
    expect(weighRequest(55_000, limit)).toEqual({ isAllowed: false, remaining: 0, resetS: 15 });
  });

  it("is forgotten after others when the store is full, however many addresses a flood has, and none owes more than a window when the clock jumps back", () => {
    const store = new BucketStore({ requests: 10, windowMs: 60_000 }, 1_000);
    for (let i = 0; i < 50_000; i += 1) {
      store.set(`address ${i}`, 6_000, HOUR_MS, 6_000);
      store.set("address of one who keeps on", 60_000, HOUR_MS, 0);
    }
    expect(store.size).toBe(1_000);
    expect(store.owed("address of one who keeps on", HOUR_MS)).toBe(60_000);
    expect(store.owed("address of one who keeps on", 0)).toBe(60_000);
  });
});

describe("an address", () => {
  it.each([
    ["203.0.113.9", "203.0.113.9"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["2001:db8:1:2:aaaa:bbbb:cccc:1", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::ffff", "2001:db8:1:2::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["somebody", "unknown"],
  ])("%s counts as %s, so that a subscriber's 2^64 addresses are one", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe("the options", () => {
  it("take a part, lift one limit or all, and refuse what can't work in one sentence", () => {
    expect(resolveRateLimitOptions({ reads: false, writes: { requests: 5, windowMs: 1_000 } })).toMatchObject({ reads: null, writes: { requests: 5, windowMs: 1_000 }, uploads: { requests: 60, windowMs: 60_000 } });
    expect(new Set(Object.values(resolveRateLimitOptions(false)))).toEqual(new Set([null]));
    expect(Object.keys(resolveRateLimitOptions(false))).toEqual(Object.keys(resolveRateLimitOptions({})));
    for (const wrong of [{ reads: { requests: 0, windowMs: 1_000 } }, { reads: { requests: 1, windowMs: 10 } }, { reads: 5 }, { reads: true }]) expect(() => resolveRateLimitOptions(wrong as never)).toThrow(/^model-3d: `rateLimits\.reads` must be false, or \{ requests, windowMs \}/);
    expect(() => resolveRateLimitOptions({ gets: false } as never)).toThrow(/has no `gets`; it takes reads, /);
  });
});

describe.each(DATABASE_KINDS)("buckets that processes share, on %s", (kind) => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await createTestDatabase({ kind })));
  afterAll(() => test.remove());

  it("give out exactly what there is, however many ask at once: reading and writing back gives out more", async () => {
    const limit: RateLimit = { requests: 7, windowMs: HOUR_MS };
    const answers = await Promise.all(Array.from({ length: 30 }, () => test.database.asService((trx) => takeRequest(trx, "seven", limit))));
    expect(answers.filter(({ isAllowed }) => isAllowed)).toHaveLength(7);
    for (const { owedMs } of answers) expect(owedMs).toBeLessThanOrEqual(HOUR_MS);
  });

  it("add up what each process tells, to a window at most, and go when they are paid back", async () => {
    const share = (spentMs: number) => test.database.asService((trx) => shareSpending(trx, [{ name: "b", spentMs, windowMs: 60_000 }, { name: "a", spentMs: 1, windowMs: 1_000 }]));
    await share(20_000);
    const owed = (await share(15_000)).get("b") ?? 0;
    expect(owed).toBeGreaterThan(30_000);
    expect(owed).toBeLessThanOrEqual(35_000);
    expect((await share(500_000)).get("b")).toBeLessThanOrEqual(60_000);
    await test.database.knex.raw("update rate_limits set spent_until = now() - interval '1 second' where name in ('a')");
    await forgetPaidBuckets(test);
    const { rows } = await test.database.knex.raw("select name from rate_limits where name in ('a', 'b')");
    expect(rows).toEqual([{ name: "b" }]);
  });
});

describe("two processes", () => {
  let test: TestDatabase;
  let other: Database;
  const now = { value: new Date("2026-01-01T00:00:00Z") };
  const open = (database: Database, rateLimits: RateLimitOptions, maxBuckets?: number): RateLimiter =>
    createRateLimiter({ database, logger: silent, clock: { now: () => now.value }, options: { rateLimits: resolveRateLimitOptions(rateLimits) } }, { maxBuckets });

  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
    other = await openDatabase({ connection: test.connection });
  });
  afterAll(async () => {
    await other.close();
    await test.remove();
  });

  it("let exactly as many writes of one user through as there may be, and count users apart: a count in each process lets through twice as many", async () => {
    const limits = { writes: { requests: 10, windowMs: HOUR_MS } };
    const [here, there] = [open(test.database, limits), open(other, limits)];
    const answers = await Promise.all(Array.from({ length: 40 }, async (_, i) => (i % 2 === 0 ? here : there).take("writes", "user ann")));
    expect(answers.filter((answer) => answer?.isAllowed)).toHaveLength(10);
    expect((await there.take("writes", "user bob"))?.isAllowed).toBe(true);
  });

  it("know of each other's reads after they have been told, without a statement for a read or for who reads little", async () => {
    const limits = { reads: { requests: 20, windowMs: HOUR_MS } };
    const [here, there] = [open(test.database, limits), open(other, limits)];
    let statements = 0;
    const count = () => (statements += 1);
    test.database.knex.client.on("query", count);
    for (let i = 0; i < 20; i += 1) expect((await here.take("reads", "user carol"))?.isAllowed).toBe(true);
    expect((await here.take("reads", "user carol"))?.isAllowed).toBe(false);
    expect(statements).toBe(0);
    await here.share();
    expect(statements).toBeGreaterThan(0);
    test.database.knex.client.off("query", count);
    // What has been taken here is news there as soon as it asks for itself.
    expect((await there.take("reads", "user carol"))?.isAllowed).toBe(true);
    await there.share();
    expect((await there.take("reads", "user carol"))?.isAllowed).toBe(false);
    here.close();
    there.close();
  });

  it("refuse a flood by what they know, without asking the database again", async () => {
    const here = open(test.database, { writes: { requests: 2, windowMs: HOUR_MS } });
    for (const allowed of [true, true, false]) expect((await here.take("writes", "user dora"))?.isAllowed).toBe(allowed);
    let statements = 0;
    test.database.knex.client.on("query", () => (statements += 1));
    for (let i = 0; i < 100; i += 1) expect((await here.take("writes", "user dora"))?.isAllowed).toBe(false);
    expect(statements).toBe(0);
  });

  it("count on for themselves while the database is away, and tell what they counted when it is back", async () => {
    const away = { ...test.database, asService: () => Promise.reject(new Error("away")) } as Database;
    let database = away;
    const flaky = new Proxy(test.database, { get: (_target, name) => Reflect.get(database, name) as unknown });
    const here = open(flaky, { strangers: { requests: 4, windowMs: HOUR_MS } });
    for (let i = 0; i < 4; i += 1) expect((await here.take("strangers", "address 203.0.113.1"))?.isAllowed).toBe(true);
    await here.share();
    expect((await here.take("strangers", "address 203.0.113.1"))?.isAllowed).toBe(false);
    database = test.database;
    await here.share();
    const there = open(other, { strangers: { requests: 4, windowMs: HOUR_MS } });
    await there.take("strangers", "address 203.0.113.1");
    await there.share();
    expect(there.look("strangers", "address 203.0.113.1")?.isAllowed).toBe(false);
    here.close();
    there.close();
  });

  it("keep neither ids nor addresses in the database", async () => {
    const { rows } = await test.database.knex.raw<{ rows: { name: string }[] }>("select name from rate_limits");
    expect(rows.length).toBeGreaterThan(3);
    for (const { name } of rows) expect(name).toMatch(/^[\w-]{43}$/);
  });
});
