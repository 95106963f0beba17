import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { pino } from "pino";
import { afterEach, expect, it } from "vitest";
import { createMetrics } from "../metrics/create-metrics.ts";
import { createJobQueue, type JobDefinition, type JobQueue } from "./job-queue.ts";

let test: TestDatabase | null = null;
let queue: JobQueue | null = null;

afterEach(async () => {
  await queue?.stop();
  await test?.remove();
});

async function openQueue(job: JobDefinition<never>): Promise<{ send(data: readonly object[]): Promise<void>; queue: JobQueue }> {
  const opened = await createTestDatabase({ kind: "pglite" });
  test = opened;
  const made = createJobQueue({ database: opened.database, logger: pino({ level: "silent" }), metrics: createMetrics(), jobs: [job], stopTimeoutMs: 1_000 });
  queue = made;
  await made.install();
  return { queue: made, send: (data) => opened.database.asService((trx) => made.sendMany(trx, job.name, data)) };
}

const SETTINGS = { name: "look-at-something", retryLimit: 0, retryDelaySeconds: 0, expireInSeconds: 60 };

it("runs once what several jobs say that wait together, and each other thing too", async () => {
  const runs: string[] = [];
  const both = Promise.withResolvers<void>();
  const { send, queue: opened } = await openQueue({
    ...SETTINGS,
    concurrency: 1,
    gathers: 10,
    run: async ({ of }: { of: string }) => {
      runs.push(of);
      if (of === "the end") both.resolve();
    },
  });
  await send([{ of: "one" }, { of: "other" }, { of: "one" }, { of: "one" }, { of: "other" }]);
  await opened.work();
  await expect.poll(() => runs.length, { timeout: 20_000 }).toBe(2);
  await send([{ of: "the end" }]);
  await both.promise;
  // What was sent in one moment comes in any order.
  expect(runs.toSorted()).toEqual(["one", "other", "the end"]);
  await expect.poll(async () => (await opened.states())[0], { timeout: 20_000 }).toMatchObject({ ready: 0, running: 0 });
}, 60_000);

it("runs as many at once as may be, and the rest as they come to an end", async () => {
  let running = 0;
  let most = 0;
  let ended = 0;
  const full = Promise.withResolvers<void>();
  const { send, queue: opened } = await openQueue({
    ...SETTINGS,
    concurrency: 4,
    run: async () => {
      running += 1;
      most = Math.max(most, running);
      if (running === 4) full.resolve();
      await full.promise;
      running -= 1;
      ended += 1;
    },
  });
  await opened.work();
  await send(Array.from({ length: 30 }, (_, at) => ({ at })));
  await expect.poll(() => ended, { timeout: 20_000 }).toBe(30);
  expect(most).toBe(4);
}, 60_000);
