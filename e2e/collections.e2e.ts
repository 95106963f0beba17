import { expect, it } from "vitest";
import { runCollections } from "./collections/run-collections.ts";

const USERS = 12;
const ITEMS = 15;
const PLACES = 6;
/** By the rule two; what was dealt in one moment may reach the service in another order. */
const MOST_BETWEEN = 2 + PLACES;

/** The whole one, 100,000 items of 1,000 users, is `npm run collections`. */
it("makes the collections of many users at once, in fair turns, and never asks the service for more than it allows", async () => {
  const { breaches, turns, mostOpen, refusals, routes } = await runCollections({ users: USERS, items: ITEMS, places: PLACES, log: () => undefined });
  expect(breaches).toEqual([]);
  expect([turns.starts, refusals]).toEqual([USERS * ITEMS, 0]);
  expect(turns.most).toBeLessThanOrEqual(MOST_BETWEEN);
  expect(mostOpen).toBeGreaterThan(1);
  expect(mostOpen).toBeLessThanOrEqual(PLACES);
  expect(Object.values(routes).every(({ count }) => count > 0)).toBe(true);
});
