import { afterEach, describe, expect, it } from "vitest";
import { makeItems, readBatch, startBatch } from "./batch-bench.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";

const PLACES = 4;

interface Asking {
  user: string;
  batchId: string;
}

describe("users who have batches made", () => {
  let host: TestHost;
  afterEach(() => host.stop());

  async function ask(count: number): Promise<Asking> {
    const user = await host.user(100);
    return { user, batchId: await startBatch(host, user, await makeItems(host, user, count)) };
  }
  const begun = async ({ user, batchId }: Asking) => (await readBatch(host, user, batchId)).batch.counts.inProgress;

  it("stand in line from their request on: who asked first takes nobody's turn of those who have asked since, before a worker came to any of them", async () => {
    host = await startTestHost({ withoutWorkers: true, batches: { atOnce: PLACES, atOncePerUser: PLACES } });
    const all = [await ask(PLACES), await ask(PLACES), await ask(PLACES)];
    await host.model3d.start();
    const counts = await until("all places are taken", async () => {
      const seen = await Promise.all(all.map(begun));
      return seen.reduce((sum, count) => sum + count, 0) === PLACES && seen;
    });
    expect(counts).toEqual([2, 1, 1]);
  });

  it("take turns from then on with whoever came before: a line of many keeps nobody waiting who comes later", async () => {
    host = await startTestHost({ batches: { atOnce: 1 } });
    await ask(5);
    await until("one has begun", () => host.provider.runs.length === 1);
    const second = await ask(3);
    for (let turn = 1; turn < 6; turn += 1) {
      host.provider.runs.at(-1)?.succeed();
      await until("the next has begun", () => host.provider.runs.length === turn + 1);
    }
    const modelsOf = async ({ user, batchId }: Asking) => (await readBatch(host, user, batchId)).items.map((item) => item.model_id);
    const ofSecond = await modelsOf(second);
    const turns = host.provider.runs.map(({ request }) => (ofSecond.includes(request.modelId) ? "second" : "first"));
    expect(turns).toEqual(["first", "second", "first", "second", "first", "second"]);
  });
});
