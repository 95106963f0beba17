import { randomUUID } from "node:crypto";
import { createTestDatabase, DATABASE_KINDS, type TestDatabase } from "@model-3d/test-utils/database";
import type { StreamEvent } from "@model-3d/contract";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Database } from "../db/open-database.ts";
import { appendEvent, MODEL_EVENTS_CHANNEL, pruneEvents, readEventsAfter, selectNewestEvents, selectStreamEnds } from "./event-repository.ts";

const credits = (balance: number): StreamEvent => ({ type: "credits.changed", balance, held: 0, available: balance, low: false });

describe.each(DATABASE_KINDS)("events on %s", (kind) => {
  let test: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    test = await createTestDatabase({ kind });
    database = test.database;
  });
  afterAll(() => test?.remove());
  const append = (userId: string, balance: number) => database.asService((trx) => appendEvent(trx, userId, credits(balance)));

  it("numbers the events of each user for itself, and reads them in order from any place", async () => {
    const [userId, other] = [randomUUID(), randomUUID()];
    expect(await selectStreamEnds(database, userId)).toEqual({ newest: 0, oldest: null });
    expect([await append(userId, 1), await append(other, 9), await append(userId, 2), await append(userId, 3)]).toEqual([1, 1, 2, 3]);
    expect((await readEventsAfter(database, { userId, afterId: 1, limit: 10 })).map(({ id, event }) => [id, event])).toEqual([[2, credits(2)], [3, credits(3)]]);
    expect(await readEventsAfter(database, { userId, afterId: 0, limit: 1 })).toHaveLength(1);
    expect(await selectStreamEnds(database, userId)).toEqual({ newest: 3, oldest: 1 });
    expect(await database.asService((trx) => selectNewestEvents(trx, [userId, randomUUID()]))).toEqual([{ userId, newest: 3 }]);
  });

  it("gives a number back with its transaction, so that there is never a gap", async () => {
    const userId = randomUUID();
    const failing = database.asService(async (trx) => {
      await appendEvent(trx, userId, credits(1));
      throw new Error("undone");
    });
    await expect(failing).rejects.toThrow("undone");
    expect(await append(userId, 2)).toBe(1);
  });

  it("never shows a later event before an earlier one, under parallel writers", async () => {
    const userId = randomUUID();
    const seen: number[] = [];
    let writing = true;
    const reading = (async () => {
      while (writing || seen.length < 60) {
        const events = await readEventsAfter(database, { userId, afterId: seen.at(-1) ?? 0, limit: 1000 });
        seen.push(...events.map(({ id }) => id));
      }
    })();
    await Promise.all(Array.from({ length: 60 }, (_, i) => append(userId, i)));
    writing = false;
    await reading;
    expect(seen).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  });

  it("tells the listeners when the transaction commits, and nobody when it does not", async () => {
    const [userId, silent] = [randomUUID(), randomUUID()];
    const heard: string[] = [];
    const stop = await database.listen(MODEL_EVENTS_CHANNEL, (payload) => heard.push(payload));
    await database
      .asService(async (trx) => {
        await appendEvent(trx, silent, credits(1));
        throw new Error("undone");
      })
      .catch(() => undefined);
    await append(userId, 1);
    await vi.waitFor(() => expect(heard).toContain(userId), { timeout: 5000 });
    expect(heard).not.toContain(silent);
    await stop();
  });

  it("forgets old events and keeps their numbers", async () => {
    const userId = randomUUID();
    await append(userId, 1);
    await append(userId, 2);
    await database.knex.raw("update model_events set created_at = '2001-01-01' where user_id = ? and event_id = 1", [userId]);
    expect(await database.asService((trx) => pruneEvents(trx, new Date("2002-01-01")))).toBe(1);
    expect(await selectStreamEnds(database, userId)).toEqual({ newest: 2, oldest: 2 });
    await database.knex.raw("update model_events set created_at = '2001-01-01' where user_id = ?", [userId]);
    await database.asService((trx) => pruneEvents(trx, new Date("2002-01-01")));
    expect([(await selectStreamEnds(database, userId)).oldest, await append(userId, 3)]).toEqual([null, 3]);
  });
});
