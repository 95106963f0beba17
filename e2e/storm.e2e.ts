import { expect, it } from "vitest";
import { runStorm } from "./storm/run-storm.ts";

/** The whole one, 200 generations for each of many seeds, is `npm run storm -- --seeds 20`. */
const SEED = Number(process.env.STORM_SEED ?? 1);

it(`holds every rule through a storm of faults and kills (seed ${SEED})`, async () => {
  const { breaches, seen, kills, tasks } = await runStorm({ seed: SEED, users: 5, generationsPerUser: 3, killEveryMs: [2_000, 4_000], log: () => undefined });
  expect(breaches).toEqual([]);
  expect(seen.length).toBeGreaterThanOrEqual(12);
  expect(kills).toBeGreaterThan(0);
  expect(tasks).toBeGreaterThan(0);
});
