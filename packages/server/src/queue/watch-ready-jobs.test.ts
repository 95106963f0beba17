import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { pino } from "pino";
import { afterEach, expect, it } from "vitest";
import { createMetrics } from "../metrics/create-metrics.ts";
import { createJobQueue, type JobDefinition, type JobQueue } from "./job-queue.ts";
import { QUEUE_SCHEMA } from "./queue-tables.ts";

const KINDS = 10;
const PLACES = 3;

let test: TestDatabase | null = null;
let queue: JobQueue | null = null;

afterEach(async () => {
  await queue?.stop();
  await test?.remove();
});

/** Hears what is sent on the connections of the pool. */
function listen({ database }: TestDatabase): string[] {
  const sent: string[] = [];
  const { client } = database.knex;
  const acquire = client.acquireConnection.bind(client);
  const heard = new WeakSet<object>();
  client.acquireConnection = async () => {
    const connection = await acquire();
    if (heard.has(connection)) return connection;
    heard.add(connection);
    const send = connection.query.bind(connection);
    connection.query = (...args: unknown[]) => {
      if (typeof args[0] === "string") sent.push(args[0]);
      return send(...args);
    };
    return connection;
  };
  return sent;
}

it("asks once for all kinds of jobs while there is nothing to do, and finds what somebody else has sent", async () => {
  const opened = await createTestDatabase({ kind: "pglite" });
  test = opened;
  const sent = listen(opened);
  const runs: string[] = [];
  const jobs: JobDefinition<never>[] = Array.from({ length: KINDS }, (_, kind) => {
    const name = `kind-${kind}`;
    return { name, retryLimit: 0, retryDelaySeconds: 0, expireInSeconds: 60, concurrency: PLACES, run: async ({ place }: { place: number }) => void runs.push(`${name} ${place}`) };
  });
  queue = createJobQueue({ database: opened.database, logger: pino({ level: "silent" }), metrics: createMetrics(), jobs, stopTimeoutMs: 1_000 });
  await queue.work();
  const fetches = () => sent.filter((sql) => sql.includes("SKIP LOCKED") && sql.includes("'kind-")).length;
  const looks = () => sent.filter((sql) => sql.includes("from unnest(")).length;
  await expect.poll(looks, { timeout: 20_000 }).toBeGreaterThan(4);
  // Each place has looked once, when it was opened.
  expect(fetches()).toBe(KINDS * PLACES);
  // By another process, and later by one that was told to wait.
  await opened.database.knex.raw(`insert into ${QUEUE_SCHEMA}.job (name, data, start_after) values ('kind-7', '{"place":1}', now()), ('kind-3', '{"place":2}', now() + interval '1 second')`);
  await expect.poll(() => runs, { timeout: 20_000 }).toEqual(["kind-7 1", "kind-3 2"]);
  expect(fetches()).toBeLessThan(KINDS * PLACES + 4 * PLACES);
}, 60_000);
