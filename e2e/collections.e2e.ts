import { expect, it } from "vitest";
import { runCollections } from "./collections/run-collections.ts";

const USERS = 12;
const LATE = 3;
const ITEMS = 15;
const PLACES = 6;
const REQUESTS_PER_SECOND = 100;

/** The whole one, 100,000 items of 1,000 users, is `npm run collections`. */
it("makes the collections of many users at once, those of who comes later too, in turns that count from the request, and never asks the service for more than it allows", async () => {
  const { breaches, turns, service, routes } = await runCollections({ users: USERS, items: ITEMS, places: PLACES, late: LATE, requestsPerSecond: REQUESTS_PER_SECOND, log: () => undefined });
  expect(breaches).toEqual([]);
  expect([turns.starts, service.refusals]).toEqual([USERS * ITEMS, 0]);
  // Everybody counts for the same: one for each, and one more.
  expect(turns.most).toBeGreaterThan(0);
  expect(turns.most).toBeLessThanOrEqual(2);
  expect(service.mostOpen).toBeGreaterThan(1);
  expect(service.mostOpen).toBeLessThanOrEqual(PLACES);
  expect(service.mostInASecond).toBeLessThanOrEqual(REQUESTS_PER_SECOND);
  expect(Object.values(routes).every(({ count }) => count > 0)).toBe(true);
});
