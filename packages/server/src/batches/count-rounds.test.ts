import { describe, expect, it } from "vitest";
import { countRounds } from "./count-rounds.ts";

const many = (count: number, weight: number, items: number) => Array.from({ length: count }, () => ({ weight, items }));
const alone = { places: 50, placesPerUser: 10, others: [] };

describe("the rounds of a user's items", () => {
  it.each([
    ["alone, as many at once as one user may", { ...alone, own: { weight: 1, items: 100 } }, 10],
    ["alone, by whole rounds", { ...alone, places: 3, own: { weight: 1, items: 4 } }, 2],
    ["beside one who waits for more, half of the places", { places: 4, placesPerUser: 10, own: { weight: 1, items: 8 }, others: many(1, 1, 1_000) }, 4],
    ["with a weight of 3 beside one of 1, three quarters", { places: 4, placesPerUser: 10, own: { weight: 3, items: 12 }, others: many(1, 1, 1_000) }, 4],
    ["with a weight of 1 beside one of 3, a quarter", { places: 4, placesPerUser: 10, own: { weight: 1, items: 4 }, others: many(1, 3, 1_000) }, 4],
    ["beside one who is done soon, all of the places from then on", { places: 4, placesPerUser: 10, own: { weight: 1, items: 12 }, others: many(1, 1, 4) }, 4],
    ["beside one whose weight would give more than one may have: the rest", { places: 12, placesPerUser: 10, own: { weight: 1, items: 8 }, others: many(1, 100, 10_000) }, 4],
    ["behind 90,000 of 900 users, all of whom are as far", { places: 50, placesPerUser: 10, own: { weight: 1, items: 100 }, others: many(900, 1, 100) }, 1802],
  ] as const)("%s", (_what, line, rounds) => expect(countRounds(line)).toBeCloseTo(rounds, 6));

  it("are counted at once however many wait, each for something else", () => {
    const others = Array.from({ length: 20_000 }, (_, at) => ({ weight: 1 + (at % 100), items: 1 + ((at * 7919) % 5_000) }));
    const begun = performance.now();
    const rounds = countRounds({ places: 50, placesPerUser: 10, own: { weight: 10, items: 1_000 }, others });
    // More than if they had the places of their weight to the end, less than if all others went first.
    expect(rounds).toBeGreaterThan(1_000 / 10);
    expect(rounds).toBeLessThan(others.reduce((sum, { items }) => sum + items, 1_000) / 50);
    expect(performance.now() - begun).toBeLessThan(60_000);
  }, 120_000);
});
