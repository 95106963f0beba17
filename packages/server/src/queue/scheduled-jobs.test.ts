import { createTestDatabase } from "@model-3d/test-utils/database";
import { pino } from "pino";
import { expect, it } from "vitest";
import { createMetrics } from "../metrics/create-metrics.ts";
import { createJobQueue } from "./job-queue.ts";
import { QUEUE_SCHEMA } from "./queue-tables.ts";

it("runs what is due by the clock, which carries no data", async () => {
  const test = await createTestDatabase({ kind: "pglite" });
  const ran = Promise.withResolvers<void>();
  const job = { name: "sweep-something", retryLimit: 0, retryDelaySeconds: 0, expireInSeconds: 60, concurrency: 1, run: async () => ran.resolve() };
  const queue = createJobQueue({ database: test.database, logger: pino({ level: "silent" }), metrics: createMetrics(), jobs: [job], stopTimeoutMs: 1_000 });
  try {
    await queue.install();
    // As the library writes it when the minute has come.
    await test.database.knex.raw(`insert into ${QUEUE_SCHEMA}.job (name, data) values ('sweep-something', null)`);
    await queue.work();
    await ran.promise;
  } finally {
    await queue.stop();
    await test.remove();
  }
  expect(await ran.promise).toBeUndefined();
}, 120_000);
