import { expect, it } from "vitest";
import { runRestarts } from "./restarts/run-restarts.ts";

/** The whole one, 50 clients for two minutes, is `npm run restarts`. */
it("holds every rule while its Postgres is stopped and started again under load: no 5xx but 503, nothing lost, nothing twice", async () => {
  const { breaches, outages, starts, answers } = await runRestarts({ seed: 3, seconds: 16, clients: 10, upMs: [3_000, 6_000], log: () => undefined });
  expect(breaches).toEqual([]);
  expect(outages.length).toBeGreaterThan(0);
  expect(starts).toBeGreaterThan(0);
  expect(Object.keys(answers).some((kind) => kind.endsWith("503"))).toBe(true);
});
