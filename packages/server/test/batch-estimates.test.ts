import { batchEstimateSchema } from "@model-3d/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cancelBatch, changeBatch, makeItems, startBatch, untilBatch } from "./batch-bench.ts";
import { startTestHost, type TestHost } from "./start-test-host.ts";

/** What the stub says that a model takes: nobody has made any here. */
const [SHORT_S, LONG_S] = [30, 60];

describe("the time that a batch is said to take", () => {
  let host: TestHost;
  let weighty: string | null = null;
  beforeAll(async () => {
    host = await startTestHost({ batches: { atOnce: 4, atOncePerUser: 3, priority: ({ userId }) => (userId === weighty ? 3 : 1) } });
  });
  afterAll(() => host.stop());

  const secondsOf = async (user: string, count: number) => batchEstimateSchema.parse((await host.call("POST", "/api/generation-batches/estimate", { user, json: { items: await makeItems(host, user, count) } })).body).seconds;
  const rounds = (from: number, to: number) => ({ from: from * SHORT_S, to: to * LONG_S });

  it("goes by who waits, what they count for, what is under way, and what of the user's own comes first", async () => {
    const [first, second] = [await host.user(1_000), await host.user(1_000)];
    expect(await secondsOf(second, 6)).toEqual(rounds(2, 2));

    const others = await startBatch(host, first, await makeItems(host, first, 40));
    await untilBatch(host, first, others, "as many as may be have begun", ({ counts }) => counts.inProgress === 3);
    // Two places of four each; one of the three that the user may have is free.
    expect(await secondsOf(second, 6)).toEqual({ from: 3 * SHORT_S, to: Math.round((3 + 2 / 3) * LONG_S) });
    weighty = second;
    // Three quarters of the places.
    expect((await secondsOf(second, 6)).from).toBe(2 * SHORT_S);
    weighty = null;

    const own = await startBatch(host, second, await makeItems(host, second, 7));
    await untilBatch(host, second, own, "one has begun", ({ counts }) => counts.inProgress === 1);
    // Six wait before them, and no place is free.
    expect(await secondsOf(second, 6)).toEqual(rounds(6, 7));
    // What rests comes before nobody.
    await changeBatch(host, second, own, "pause");
    expect((await secondsOf(second, 6)).from).toBe(3 * SHORT_S);
    await changeBatch(host, first, others, "pause");
    expect((await secondsOf(second, 6)).from).toBe(2 * SHORT_S);
    await Promise.all([cancelBatch(host, first, others), cancelBatch(host, second, own)]);
  }, 120_000);
});
