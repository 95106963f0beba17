import { describe, expect, it } from "vitest";
import { runOperations } from "./operations/run-operations.ts";

const SEED = 20;
const OPERATIONS = 300;

describe("two servers on one database, two operations at a time", () => {
  it("answers and keeps what a plain program would after the one and then the other, however their statements take turns", async () => {
    const outcomes = await runOperations({ operations: OPERATIONS, seed: SEED });
    // A run in which something never came about would prove nothing of it.
    for (const outcome of ["start: started", "start: insufficient_credits", "start: generation_in_progress", "activate: activated", "activate: not_succeeded", "delete: deleted", "delete: only_version"]) {
      expect(outcomes[outcome] ?? 0, outcome).toBeGreaterThan(0);
    }
    expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(OPERATIONS);
  });
});
