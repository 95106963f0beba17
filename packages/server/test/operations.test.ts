import { describe, expect, it } from "vitest";
import { runOperations } from "./operations/run-operations.ts";

const SEED = 33;
const OPERATIONS = 400;
/** What never came about would be proven of nothing. */
const MET = [
  "start: started", "start: insufficient_credits", "start: generation_in_progress", "activate: activated", "activate: not_succeeded", "delete: deleted",
  "grant: granted", "top up: granted", "subscribe: until", "unsubscribe: ended", "correct: corrected", "correct: refused", "refund: refunded", "refund: refused", "renew: renewed", "sweep: swept",
  "seen: a grant written off", "seen: a subscription ended", "seen: a success that came too late", "seen: a task that expired",
];

describe("two servers on one database, two operations at a time", () => {
  it("answers and keeps what a plain program would after the one and then the other, however their statements take turns", async () => {
    const outcomes = await runOperations({ operations: OPERATIONS, seed: SEED });
    for (const outcome of MET) expect(outcomes[outcome] ?? 0, outcome).toBeGreaterThan(0);
    expect(Object.keys(outcomes).some((name) => name.startsWith("start: limited")), "a limit").toBe(true);
    expect(Object.entries(outcomes).reduce((sum, [name, count]) => sum + (name.startsWith("seen: ") ? 0 : count), 0)).toBe(OPERATIONS);
  }, 240_000);
});
