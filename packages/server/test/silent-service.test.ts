import { randomUUID } from "node:crypto";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { expect, it } from "vitest";
import { ProviderError } from "../src/providers/provider-error.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until } from "./start-test-host.ts";
import { createStubAsyncProvider, succeededAt } from "./stub-async-provider.ts";

const FILE = "https://assets.example.com/model.glb";
const QUICK = { tickMs: 50, firstLookMs: 30, lastLookMs: 100, askIntervalMs: 1, fateLooksMs: [0, 20, 30] };

it("goes on with the tasks of one service while another one answers nothing, also when it gives those up", async () => {
  let aheadMs = 0;
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  const slow = createStubAsyncProvider({ name: "slow", now: clock.now });
  const other = createStubAsyncProvider({ name: "other", now: clock.now, limits: { requestsPerSecond: 1000, openTasks: 1 } });
  const host = await startTestHost({ providers: [slow, other], tasks: { ...QUICK, news: { status: false, stream: false, webhooks: false } }, clock });
  const start = async (user: string, provider: string) => (await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: randomUUID(), provider } })).body;
  try {
    const user = await host.user(200);
    for (let i = 0; i < 3; i += 1) await start(user, "slow");
    const first = await start(user, "other");
    const waiting = await start(user, "other");
    let asked = 0;
    let answer: () => void = () => undefined;
    const silence = new Promise<void>((resolve) => (answer = resolve));
    slow.before = async () => {
      asked += 1;
      await silence;
      throw new ProviderError("late", { actor: "provider", retryable: true, code: "timeout" });
    };
    aheadMs = 31 * 60_000;
    await until("the silent one is asked before its tasks are given up", () => asked >= 6);
    other.tell(first.taskId, succeededAt(FILE));
    await until("the other's next one is sent", () => other.taskOf(waiting.modelId), 10_000);
    answer();
  } finally {
    slow.before = null;
    await host.stop();
  }
}, 120_000);

it("has the service stop the task of a user whom the host deletes, and knows it still", async () => {
  const test = await createTestDatabase({ kind: "postgres", migrated: false });
  const sql = test.database.knex;
  await sql.raw("create table users (id uuid primary key)");
  await sql.raw("do $$ begin if exists (select from pg_roles where rolname = 'model_3d_service') then grant references on users to model_3d_service; end if; end $$");
  const service = createStubAsyncProvider();
  const host = await startTestHost({ database: test.connection, providers: [service], userTable: "users", tasks: QUICK });
  try {
    const user = randomUUID();
    await sql.raw("insert into users values (?)", [user]);
    await host.model3d.credits.grant({ userId: user, amount: 20, planType: "one_time", reason: "test" });
    const { body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: randomUUID() } });
    await sql.raw("delete from users where id = ?", [user]);
    await until("the service was told", () => service.taskOf(body.modelId)?.isCancelled);
    const { rows } = await sql.raw("select state, outcome, task_id from provider_tasks");
    expect(rows).toEqual([{ state: "ended", outcome: "DELETED", task_id: body.taskId }]);
  } finally {
    await host.stop();
    await test.remove();
  }
});

it("brings a changed deadline to the queue of an installation that is there", async () => {
  const test = await createTestDatabase({ kind: "postgres" });
  try {
    for (const deadlineMs of [60_000, 3_600_000]) {
      const host = await startTestHost({ database: test.connection, generation: { deadlineMs } });
      await host.stop();
    }
    const { rows } = await test.database.knex.raw("select expire_seconds from model_3d_jobs.queue where name = 'run-generation'");
    expect(rows).toEqual([{ expire_seconds: 3_600 }]);
  } finally {
    await test.remove();
  }
});
