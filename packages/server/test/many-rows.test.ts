import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeSecret, startReceiver } from "../src/host-events/test/start-receiver.ts";
import type { TaskReport } from "../src/providers/provider.ts";
import { makeItems, startBatch, untilDone } from "./batch-bench.ts";
import { fillManyRows, ROWS } from "./fill-many-rows.ts";
import { startTestHost, until } from "./start-test-host.ts";
import { createStubAsyncProvider, STUB_SECRET, STUB_SECRET_HEADER, succeededAt } from "./stub-async-provider.ts";

const ITEMS = 12;
/** Of each table that has as many rows as there are models, or more: a look through a tenth of one is more. */
const FEW = ROWS / 10;

/** All but the one that asks, which may be younger than the others of its pool. */
async function listConnections({ database }: TestDatabase): Promise<number[]> {
  const { rows } = await database.knex.raw<{ rows: { pid: number }[] }>("select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()");
  return rows.map(({ pid }) => pid);
}

/** How many rows of each large table were ever looked at, as far as connections have told. */
async function countLooks({ database }: TestDatabase): Promise<ReadonlyMap<string, number>> {
  const { rows } = await database.knex.raw<{ rows: { name: string; looks: number }[] }>(
    `select class.relname as name, (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::integer as looks
     from pg_stat_user_tables stat join pg_class class on class.oid = stat.relid where stat.schemaname = 'public' and class.reltuples >= ${ROWS * 0.9}`,
  );
  return new Map(rows.map(({ name, looks }) => [name, looks]));
}

describe("where there are many rows", () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
    await fillManyRows(test.database);
  });
  afterAll(() => test.remove());

  it("models are asked for, started, told of by webhooks and settled by a look at few of them", async () => {
    const [before, ownConnections] = [await countLooks(test), await listConnections(test)];
    const receiver = await startReceiver();
    const provider = createStubAsyncProvider({ name: "stub" });
    const host = await startTestHost({ database: test.connection, providers: [provider], metrics: true, files: { allowedOrigins: [receiver.origin] }, outgoingWebhooks: { endpoints: [{ url: `${receiver.origin}/hooks`, secrets: [makeSecret()] }] }, tasks: { firstLookMs: 30_000, lastLookMs: 60_000 }, batches: { atOnce: ITEMS, atOncePerUser: ITEMS } });
    const tell = async (taskId: string, report: TaskReport) => {
      provider.tell(taskId, report);
      const { status: answered } = await host.call("POST", "/api/webhooks/stub", { body: provider.bodyOf(taskId, report), headers: { "content-type": "application/json", [STUB_SECRET_HEADER]: STUB_SECRET } });
      expect(answered).toBe(200);
    };
    try {
      const user = await host.user((ITEMS + 1) * 10);
      const items = await makeItems(host, user, ITEMS);
      const batchId = await startBatch(host, user, items);
      await until("all are at the service", () => provider.tasks.length === ITEMS);
      for (const { taskId } of provider.tasks) {
        await tell(taskId, { status: "IN_PROGRESS", progress: 50 });
        await tell(taskId, succeededAt("https://assets.example.com/model.glb"));
      }
      await untilDone(host, user, batchId);
      const ask = async (method: string, path: string, json?: object) => {
        const { status, body } = await host.call(method, `/api${path}`, { user, ...(json && { json, headers: { "idempotency-key": randomUUID() } }) });
        expect(status, path).toBeLessThan(300);
        return body;
      };
      const { models } = await ask("GET", "/product-3d-models?limit=5");
      const [{ id: modelId, source_id: sourceId }, { id: other }] = models;
      await ask("GET", `/product-3d-models?sourceType=product&sourceId=${sourceId}&includeAll=true`);
      await ask("POST", "/generation-batches/estimate", { items });
      await ask("PATCH", "/product-3d-models", { modelId, action: "set_size", size: { axis: "height", value: 1, unit: "m" } });
      await ask("PATCH", "/product-3d-models", { modelId, action: "set_active" });
      const { taskId, modelId: unfinished } = await ask("POST", "/generate-3d-model", { ...items[0], sourceId });
      await ask("GET", `/generate-3d-model?taskId=${taskId}`);
      await ask("GET", "/generation-batches?limit=5");
      await ask("GET", "/health");
      await ask("GET", "/metrics");
      await ask("GET", "/credits");
      await ask("GET", "/credits/ledger");
      await ask("POST", "/model-archives", { modelIds: [modelId, other], format: "glb" });
      await ask("DELETE", `/product-3d-models?modelId=${unfinished}`);
      await until("the host has heard of it", () => receiver.received.length >= ITEMS);
    } finally {
      await host.stop();
      await receiver.close();
    }
    // Each tells what it has read when it ends, at the latest.
    await until("the host's connections have ended", async () => (await listConnections(test)).every((pid) => ownConnections.includes(pid)));
    const looks = [...(await countLooks(test))].map(([name, after]) => [name, after - (before.get(name) ?? 0)] as const);
    expect(looks.length).toBeGreaterThan(15);
    expect(looks.filter(([, rows]) => rows > FEW)).toEqual([]);
  });
});
