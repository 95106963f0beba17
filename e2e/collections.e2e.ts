import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCollections } from "./collections/run-collections.ts";

const USERS = 12;
const LATE = 3;
const ITEMS = 15;
const PLACES = 6;
const REQUESTS_PER_SECOND = 100;

/** The whole one, 100,000 items of 1,000 users, is `npm run collections`. */
it("makes the collections of many users at once, those of who comes later too, in turns that count from the request, and never asks the service for more than it allows", async () => {
  const folder = await mkdtemp(join(tmpdir(), "model-3d-collections-"));
  await chmod(folder, 0o755);
  const run = { users: USERS, items: ITEMS, places: PLACES, late: LATE, requestsPerSecond: REQUESTS_PER_SECOND, folder, log: () => undefined };
  // Paused by everybody, and gone on with by another server on what was kept.
  expect((await runCollections({ ...run, seconds: 1 })).end).toBeNull();
  const { parts, end } = await runCollections(run).finally(() => rm(folder, { recursive: true }));
  if (!end) throw new Error("It was not whole.");
  const { breaches, turns, tries } = end;
  expect(breaches).toEqual([]);
  expect(parts.map(({ made }) => made)).toEqual([expect.any(Number), USERS * ITEMS]);
  expect(turns.starts).toBe(tries.all);
  expect(tries.all).toBeGreaterThanOrEqual(USERS * ITEMS);
  // Where a batch is paused after a place was dealt to an item and before its model is begun, one is dealt to it anew when it goes on.
  expect(tries.most).toBeLessThanOrEqual(2);
  // Everybody counts for the same: one for each, and one more.
  expect(turns.most).toBeGreaterThan(0);
  expect(turns.most).toBeLessThanOrEqual(2);
  for (const { service, routes } of parts) {
    expect(service.refusals).toBe(0);
    expect(service.mostOpen).toBeGreaterThan(1);
    expect(service.mostOpen).toBeLessThanOrEqual(PLACES);
    expect(service.mostInASecond).toBeLessThanOrEqual(REQUESTS_PER_SECOND);
    expect(Object.values(routes).every(({ count }) => count > 0)).toBe(true);
  }
});
