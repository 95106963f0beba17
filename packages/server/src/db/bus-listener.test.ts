import { randomUUID } from "node:crypto";
import { createTestDatabase, DATABASE_KINDS, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { publishEvent } from "../events/event-service.ts";
import { insertHostEvent } from "../host-events/host-event-repository.ts";
import type { EventBus, EventBusEars, Wake } from "./event-bus.ts";
import { openDatabase, type Database } from "./open-database.ts";

const event = { type: "credits.changed", balance: 1, held: 0, available: 1, low: false } as const;

/** A bus within this process, with everything that was published. */
function createBus() {
  const published: Wake[] = [];
  let ears: EventBusEars | null = null;
  const bus: EventBus = {
    async open(given) {
      ears = given;
      return {
        publish(wakes) {
          published.push(...wakes);
          given.onWakes(wakes);
        },
        close: async () => void (ears = null),
      };
    },
  };
  return { bus, published, heardAgain: () => ears?.onHeard(), isOpen: () => ears !== null };
}

describe.each(DATABASE_KINDS)("a bus in place of notifications on %s", (kind) => {
  let test: TestDatabase;
  let database: Database;
  const { bus, published, heardAgain, isOpen } = createBus();
  const notified: string[] = [];
  beforeAll(async () => {
    test = await createTestDatabase({ kind, open: { eventBus: bus } });
    database = test.database;
    if (kind === "pglite") return;
    const other = await openDatabase({ connection: test.connection });
    for (const channel of ["model_3d_events", "model_3d_host_events"]) await other.listen(channel, (payload) => notified.push(payload));
    const { remove } = test;
    test.remove = () => other.close().then(remove);
  });
  beforeEach(() => void published.splice(0));
  afterAll(async () => {
    await test.remove();
    expect(isOpen()).toBe(false);
  });

  it("is told of events and the host's events once each, after the transaction, and Postgres of none", async () => {
    const [user, other] = [randomUUID(), randomUUID()];
    const heard: string[] = [];
    const stop = await database.listen("model_3d_events", (payload) => heard.push(payload));
    await database.asService(async (trx) => {
      for (const userId of [user, other, user]) await publishEvent(trx, userId, event);
      await insertHostEvent(trx, { type: "credits.low", userId: user, data: { available: 1, lowAt: 2 } } as never);
      await database.notify(trx, "elsewhere", "x");
      expect(published).toEqual([]);
    });
    const [{ id }] = await database.asService((trx) => trx("host_events").select("id")) as [{ id: string }];
    expect(published.map(({ channel, payload }) => [channel, payload])).toEqual([["model_3d_events", user], ["model_3d_events", other], ["model_3d_host_events", expect.stringMatching(new RegExp(`^${id} \\d{13}$`))], ["elsewhere", "x"]]);
    expect(heard).toEqual([user, other]);
    await stop();
    await database.asService((trx) => publishEvent(trx, user, event));
    expect(heard).toHaveLength(2);
    expect(notified).toEqual([]);
  });

  it("is told nothing by a transaction that does not commit, and what the last try wrote by one that is tried again", async () => {
    await expect(database.asService(async (trx) => {
      await publishEvent(trx, randomUUID(), event);
      throw new Error("undone");
    })).rejects.toThrow("undone");
    expect(published).toEqual([]);
    const users = [randomUUID(), randomUUID()];
    let tries = 0;
    await database.asService(async (trx) => {
      await publishEvent(trx, users[tries++] ?? "", event);
      if (tries === 1) throw Object.assign(new Error("deadlock detected"), { code: "40P01" });
    });
    expect(published.map(({ payload }) => payload)).toEqual([users[1]]);
  });

  it("tells nobody knows what when the answer to a commit does not come", async () => {
    const user = randomUUID();
    await expect(database.asService(async (trx) => {
      await publishEvent(trx, user, event);
      throw Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
    })).rejects.toThrow();
    expect(published.map(({ payload }) => payload)).toEqual([user]);
  });

  it("has whoever listens look when it is heard again", async () => {
    let looks = 0;
    const stop = await database.listen("model_3d_events", () => {}, () => (looks += 1));
    heardAgain();
    expect(looks).toBe(1);
    await stop();
    heardAgain();
    expect(looks).toBe(1);
  });
});

describe("a bus that cannot be opened", () => {
  it("ends the start, with the database closed again", async () => {
    const bus: EventBus = { open: () => Promise.reject(new Error("no such package")) };
    await expect(createTestDatabase({ open: { eventBus: bus } })).rejects.toThrow("no such package");
  });
});
