import { describe, expect, it } from "vitest";
import { priorityOf, resolveBatchesOptions, type BatchesOptions } from "./batches-options.ts";

const host = { hasLedger: false, concurrency: 2 };
const resolve = (given?: unknown, at = host) => resolveBatchesOptions(given as BatchesOptions, at);

describe("options of batches", () => {
  it("have defaults that fit the host: one more at once than is made, and holds one by one with a ledger of its own", () => {
    expect(resolve()).toEqual({ hold: "all", maxItems: 1_000, maxPerUser: 20, atOncePerUser: 10, atOnce: 3, priority: null, onDone: null });
    expect(resolve({}, { hasLedger: true, concurrency: 4 })).toMatchObject({ hold: "item", atOnce: 5 });
    expect(resolve({ maxItems: undefined, hold: "item" })).toMatchObject({ maxItems: 1_000, hold: "item" });
    expect(resolve({ maxItems: 24, maxPerUser: 1, atOncePerUser: 3, atOnce: 7 })).toMatchObject({ maxItems: 24, maxPerUser: 1, atOncePerUser: 3, atOnce: 7 });
  });

  it.each([
    ["a name that there is not", { max: 5 }, host, /`?batches`?.*max/],
    ["another way to hold", { hold: "each" }, host, /`batches\.hold` must be "all" or "item"/],
    ["one hold for all with a ledger of the host's", { hold: "all" }, { ...host, hasLedger: true }, /`batches\.hold` must be "item" with `credits\.ledger`/],
    ["more items than the contract has", { maxItems: 1_001 }, host, /`batches\.maxItems` must be a whole number from 1 to 1,000/],
    ["none at once", { atOnce: 0 }, host, /`batches\.atOnce` must be a whole number from 1/],
    ["half of one", { atOncePerUser: 1.5 }, host, /`batches\.atOncePerUser`/],
    ["as text", { maxPerUser: "3" }, host, /`batches\.maxPerUser`/],
    ["a priority that is no function", { priority: 4 }, host, /`batches\.priority` must be a function/],
    ["an end that is no function", { onDone: "mail" }, host, /`batches\.onDone` must be a function/],
  ])("refuse %s in one sentence", (_what, given, at, sentence) => {
    expect(() => resolve(given, at)).toThrow(sentence);
    expect(() => resolve(given, at)).toThrow(TypeError);
  });
});

describe("a user's priority", () => {
  const priority = (given: unknown) => priorityOf({ priority: given as BatchesOptions["priority"] & object }, "user-1");

  it("is 1 where the host says nothing, and what its function gives", async () => {
    expect(await priorityOf({ priority: null }, "user-1")).toBe(1);
    expect(await priority(() => undefined)).toBe(1);
    expect(await priority(async ({ userId }: { userId: string }) => (userId === "user-1" ? 100 : 1))).toBe(100);
  });

  it.each([0, 101, 2.5, Number.NaN, "4"])("is refused when it is %s", async (given) => {
    await expect(priority(() => given)).rejects.toThrow(`\`batches.priority\` returned ${String(given)}`);
  });
});
