import { describe, expect, it } from "vitest";
import { estimateWait } from "./estimate-wait.ts";

const NOW = new Date("2026-01-01T00:01:00Z");
const since = (seconds: number, progress: number) => ({ createdAt: new Date(NOW.getTime() - seconds * 1_000), progress });

describe("how long until an export is there", () => {
  it.each([
    ["the one that comes first", [since(40, 80), since(10, 10), since(1, 0)], 5],
    ["how far it has come", [since(40, 80), since(90, 50)], 10],
    ["nothing that is known", [since(60, 0)], 5],
    ["a second at least", [since(2, 99)], 1],
    ["no more than an export may take", [since(3_000, 10)], 120],
    ["a clock that is behind the row", [since(-5, 50)], 1],
  ])("goes by %s", (_, underWay, seconds) => {
    expect(estimateWait(underWay, NOW, 120_000)).toBe(seconds);
  });
});
