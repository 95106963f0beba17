import { randomUUID } from "node:crypto";
import { createTestDatabase, DATABASE_KINDS, type TestDatabase } from "@model-3d/test-utils/database";
import type { StreamEvent } from "@model-3d/contract";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { until } from "../../test/start-test-host.ts";
import type { Database } from "../db/open-database.ts";
import { openEventHub, type EventHub } from "./event-hub.ts";
import { appendEvent } from "./event-repository.ts";

const credits = (balance: number): StreamEvent => ({ type: "credits.changed", balance, held: 0, available: balance, low: false });
const LOOK_INTERVAL_MS = 10_000;

describe.each(DATABASE_KINDS)("the hub of events on %s", (kind) => {
  let test: TestDatabase;
  let database: Database;
  let reads: string[][];
  let looks: number;
  let hub: EventHub;
  beforeAll(async () => {
    test = await createTestDatabase({ kind });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await hub.close();
  });
  afterAll(() => test?.remove());

  /** The same database, with what the hub asks it for counted. */
  async function openHub(): Promise<void> {
    reads = [];
    looks = 0;
    database = {
      ...test.database,
      readAsUsers(queries) {
        reads.push(queries.map(({ userId }) => userId));
        return test.database.readAsUsers(queries);
      },
      asService(work) {
        looks += 1;
        return test.database.asService(work);
      },
    };
    hub = await openEventHub(database, pino({ level: "silent" }));
  }

  const append = (userId: string, balance: number) => test.database.asService((trx) => appendEvent(trx, userId, credits(balance)));
  function subscribe(userId: string, after = 0): { ids: number[]; end(): void } {
    const ids: number[] = [];
    const take = (text: string) => ids.push(...[...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))) > 0;
    const fail = (error: unknown) => {
      throw error;
    };
    const subscription = hub.subscribe(userId, { take, fail });
    subscription.start(after);
    return { ids, end: () => subscription.end() };
  }

  it("asks once for what 100 streams of one user get, as that user, and not at all for those of others", async () => {
    await openHub();
    const [ann, bob] = [randomUUID(), randomUUID()];
    const [anns, bobs] = [Array.from({ length: 100 }, () => subscribe(ann)), subscribe(bob)];
    await append(ann, 1);
    await until("all have it", () => anns.every(({ ids }) => ids.length === 1));
    expect(reads).toEqual([[ann]]);
    await append(bob, 1);
    await until("Bob has his", () => bobs.ids.length === 1);
    expect(reads).toEqual([[ann], [bob]]);
    expect(anns.every(({ ids }) => ids.join() === "1")).toBe(true);
  });

  it("gives each stream what comes after its place, once and in order, under parallel writers and to streams that come in between", async () => {
    await openHub();
    const userId = randomUUID();
    const streams = [{ from: 0, ...subscribe(userId) }];
    await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const from = await append(userId, index);
        if (from % 6 === 0) streams.push({ from, ...subscribe(userId, from) });
      }),
    );
    await until("all have the last one", () => streams.every(({ ids, from }) => from === 60 || ids.at(-1) === 60));
    for (const { ids, from } of streams) expect(ids).toEqual(Array.from({ length: 60 - from }, (_, index) => from + 1 + index));
    expect(streams).toHaveLength(11);
  });

  it("finds by itself what it was not told of, by one statement for all users", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    await openHub();
    const users = Array.from({ length: 30 }, () => randomUUID());
    const streams = users.map((userId) => subscribe(userId));
    const [missed = ""] = users;
    await test.database.knex.raw("insert into model_event_streams (user_id, last_event_id) values (?, 1)", [missed]);
    await test.database.knex.raw("insert into model_events (user_id, event_id, type, data) values (?, 1, 'credits.changed', '{}')", [missed]);
    vi.advanceTimersByTime(LOOK_INTERVAL_MS);
    await until("it is found", () => streams[0]?.ids.length === 1);
    expect([looks, reads]).toEqual([1, [[missed]]]);
  });

  it("asks for what many users get at once in a few messages", async () => {
    await openHub();
    const streams = Array.from({ length: 200 }, () => {
      const userId = randomUUID();
      return { userId, ...subscribe(userId) };
    });
    await test.database.asService(async (trx) => {
      for (const { userId } of streams) await appendEvent(trx, userId, credits(1));
    });
    await until("all have theirs", () => streams.every(({ ids }) => ids.length === 1));
    expect(reads.flat().sort()).toEqual(streams.map(({ userId }) => userId).sort());
    expect(reads.length).toBeLessThan(15);
  });

  it("forgets a user whose last stream has ended", async () => {
    await openHub();
    const [gone, there] = [randomUUID(), randomUUID()];
    const [first, second] = [subscribe(gone), subscribe(gone)];
    const stays = subscribe(there);
    first.end();
    second.end();
    await append(gone, 1);
    await append(there, 1);
    await until("the other one has it", () => stays.ids.length === 1);
    expect(reads).toEqual([[there]]);
  });
});
