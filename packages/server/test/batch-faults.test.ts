import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openJobSender } from "../src/queue/open-job-sender.ts";
import { cancelBatch, changeBatch, letAllSucceed, makeItems, readBatch, readCredits, startBatch, untilBatch, untilDone } from "./batch-bench.ts";
import { discPhoto } from "./photos.ts";
import { createStubAsyncProvider } from "./stub-async-provider.ts";
import { startTestHost, until, type TestHost, type TestHostOptions } from "./start-test-host.ts";
import { openTestConnection } from "./test-connection.ts";

let test: TestDatabase | undefined;
let directory: string;
const hosts: TestHost[] = [];
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "model-3d-batches-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop();
  await test?.remove();
  test = undefined;
});
const open = async (options: TestHostOptions = {}) => {
  const host = await startTestHost({ database: test?.connection, storage: { kind: "folder", directory: join(directory, "files") }, ...options });
  hosts.push(host);
  return host;
};
const opened = (): TestDatabase => test ?? expect.fail("There is no database.");
const models = async (userId: string) => (await opened().database.knex.raw<{ rows: { source_id: string; version: number; status: string }[] }>("select source_id, version, status from product_3d_models where user_id = ?", [userId])).rows;

/** A shop whose photos come when the test says so. */
async function openSlowShop() {
  const photo = await discPhoto();
  const waiting: ServerResponse[] = [];
  let isOpen = false;
  const give = (response: ServerResponse) => response.writeHead(200, { "content-type": "image/png" }).end(photo);
  const server = createServer((_request, response) => void (isOpen ? give(response) : waiting.push(response)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    waiting,
    release() {
      isOpen = true;
      waiting.splice(0).forEach(give);
    },
    close: () => server.close(),
  };
}

describe("a batch under faults", () => {
  it("starts each item once under two workers, and never more than the service takes", async () => {
    test = await createTestDatabase({ kind: "postgres" });
    const provider = createStubAsyncProvider({ limits: { requestsPerSecond: 1000, openTasks: 3 } });
    let most = 0;
    let underWay = 0;
    provider.before = (call) => {
      if (call === "createTask") most = Math.max(most, (underWay += 1));
    };
    const options: TestHostOptions = { providers: [provider] };
    const [here, there] = [await open(options), await open(options)];
    const [one, two] = [await here.user(200), await here.user(200)];
    const batches = [await startBatch(here, one, await makeItems(here, one, 9)), await startBatch(there, two, await makeItems(there, two, 9))];
    const done = async () => (await Promise.all([readBatch(here, one, batches[0] ?? ""), readBatch(here, two, batches[1] ?? "")])).every(({ batch }) => batch.finished_at !== null);
    await until(
      "both are done",
      async () => {
        for (const task of provider.tasks) {
          if (task.report.status !== "PENDING") continue;
          provider.tell(task.taskId, { status: "FAILED", message: "It shows nothing.", code: "no_object", actor: "user", cost: null });
          underWay -= 1;
          for (const user of [one, two]) await here.call("GET", `/api/generate-3d-model?taskId=${task.taskId}`, { user });
        }
        return done();
      },
      90_000,
    );
    for (const user of [one, two]) {
      const made = await models(user);
      expect(made).toHaveLength(9);
      expect(new Set(made.map(({ source_id }) => source_id)).size).toBe(9);
    }
    expect(provider.tasks).toHaveLength(18);
    expect(most).toBeLessThanOrEqual(3);
    expect((await here.model3d.check()).holds).toBe(true);
  }, 120_000);

  it("has one model of an item whose start is run twice at the same moment, and none of one that is cancelled meanwhile", async () => {
    test = await createTestDatabase({ kind: "postgres" });
    const shop = await openSlowShop();
    const options: TestHostOptions = { files: { allowedOrigins: [shop.origin] } };
    const [here] = [await open(options), await open(options)];
    const user = await here.user(100);
    const imageUrls = { front: `${shop.origin}/front.png`, back: `${shop.origin}/back.png` };
    const items = Array.from({ length: 2 }, () => ({ sourceType: "product" as const, sourceId: randomUUID(), imageUrls }));
    const id = await startBatch(here, user, items);
    const starting = () => opened().database.knex("generation_batch_items").where({ batch_id: id, status: "STARTING" }).select("position", "attempts");
    const tries = await until("both begin", async () => {
      const rows = await starting();
      return rows.length === 2 && rows;
    });
    const sender = await openJobSender(opened().database, pino({ level: "silent" }));
    await opened().database.asService((trx) => sender.sendMany(trx, "start-batch-item", tries.flatMap(({ position, attempts }) => [{ batchId: id, position, attempts }, { batchId: id, position, attempts }])));
    await sender.close();
    await until("several runs wait for photos", () => shop.waiting.length >= 3);
    shop.release();
    const wait = letAllSucceed(here);
    hosts.forEach(letAllSucceed);
    expect((await untilDone(here, user, id)).counts).toMatchObject({ succeeded: 2, failed: 0 });
    expect((await models(user)).map(({ version }) => version)).toEqual([1, 1]);
    expect(await readCredits(here, user)).toEqual({ balance: 80, held: 0, available: 80 });
    wait();
    shop.close();
    const late = await openSlowShop();
    const listing = await open({ files: { allowedOrigins: [late.origin] } });
    for (const host of hosts.splice(0, 2)) await host.stop();
    const slow = { front: `${late.origin}/front.png`, back: `${late.origin}/back.png` };
    const other = await startBatch(listing, user, [{ sourceType: "product", sourceId: randomUUID(), imageUrls: slow }]);
    await until("its photos are asked for", () => late.waiting.length > 0);
    expect((await cancelBatch(listing, user, other)).body.batch.counts).toMatchObject({ cancelled: 1, waiting: 0 });
    late.release();
    expect(await untilDone(listing, user, other)).toMatchObject({ status: "CANCELLED" });
    expect(await models(user)).toHaveLength(2);
    expect(await readCredits(listing, user)).toEqual({ balance: 80, held: 0, available: 80 });
    late.close();
    expect((await listing.model3d.check()).holds).toBe(true);
  }, 120_000);

  it("is given the place that a model of no batch leaves, at once", async () => {
    test = await createTestDatabase({ kind: "postgres" });
    // Three places: one more than run at once.
    const host = await open({ generation: { concurrency: 2 } });
    const [alone, waiting] = [await host.user(100), await host.user(100)];
    const singles = await makeItems(host, alone, 3);
    for (const { sourceType, sourceId, imageUrls } of singles) expect((await host.call("POST", "/api/generate-3d-model", { user: alone, json: { sourceType, sourceId, imageUrls } })).status).toBe(200);
    const run = await until("a run has begun", async () => host.provider.runs[0]);
    const batchId = await startBatch(host, waiting, await makeItems(host, waiting, 1));
    await until("everybody knows that there is no place", async () => {
      const { rows } = await opened().database.knex.raw<{ rows: object[] }>("select 1 from model_3d_jobs.job where name in ('advance-batch', 'sweep-batches') and state <= 'active'");
      return rows.length === 0;
    });
    expect((await readBatch(host, waiting, batchId)).batch.counts).toMatchObject({ waiting: 1 });
    run.succeed();
    // Sooner than the next sweep comes.
    await untilBatch(host, waiting, batchId, "the item has begun", ({ counts }) => counts.inProgress === 1, 8_000);
    letAllSucceed(host);
    await untilDone(host, waiting, batchId);
  });

  it("goes on after a restart where it was", async () => {
    test = await createTestDatabase({ kind: "postgres" });
    const first = await open();
    const user = await first.user(100);
    const id = await startBatch(first, user, await makeItems(first, user, 5));
    await until("one runs", () => first.provider.runs.length > 0);
    hosts.splice(0);
    await first.stop();
    const second = await open();
    letAllSucceed(second);
    expect((await untilDone(second, user, id)).counts).toMatchObject({ succeeded: 5 });
    expect(await models(user)).toHaveLength(5);
    expect(await readCredits(second, user)).toEqual({ balance: 50, held: 0, available: 50 });
  }, 120_000);

  it("that is held for item by item rests when the credits are used up, loses nothing, and goes on with new ones", async () => {
    test = await createTestDatabase({ kind: "postgres" });
    const host = await open({ batches: { hold: "item" } });
    host.provider.always = (run) => run.succeed();
    const user = await host.user(25);
    const id = await startBatch(host, user, await makeItems(host, user, 4));
    const paused = await untilBatch(host, user, id, "it rests", ({ status, counts }) => status === "PAUSED" && counts.inProgress === 0);
    expect(paused).toMatchObject({ pause_reason: "insufficient_credits", counts: { succeeded: 2, waiting: 2, failed: 0 } });
    await host.model3d.credits.grant({ userId: user, amount: 20, planType: "one_time", reason: "test" });
    await changeBatch(host, user, id, "resume");
    expect((await untilDone(host, user, id)).counts).toMatchObject({ succeeded: 4 });
    expect(await readCredits(host, user)).toEqual({ balance: 5, held: 0, available: 5 });
  }, 120_000);
});

it("the uploads of what waits in a batch are kept, however long it rests, and others are not", async () => {
  const connection = await openTestConnection("pglite");
  const folder = mkdtempSync(join(tmpdir(), "model-3d-batches-"));
  let now = new Date();
  const start = () => startTestHost({ database: connection.database, storage: { kind: "folder", directory: folder }, clock: { now: () => now } });
  const photos = () => readdirSync(join(folder, "source-images"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  let host = await start();
  const user = await host.user(100);
  const first = await startBatch(host, user, await makeItems(host, user, 3));
  await untilBatch(host, user, first, "every place is taken", ({ counts }) => counts.inProgress === 2);
  const id = await startBatch(host, user, await makeItems(host, user, 1));
  await changeBatch(host, user, id, "pause");
  await makeItems(host, user, 0);
  expect(photos()).toBe(6);
  now = new Date(now.getTime() + 3 * 24 * 60 * 60_000);
  await host.stop();
  host = await start();
  expect(photos()).toBe(4);
  letAllSucceed(host);
  await changeBatch(host, user, id, "resume");
  expect((await untilDone(host, user, id)).counts).toMatchObject({ succeeded: 1 });
  await host.stop();
  await connection.close();
  rmSync(folder, { recursive: true, force: true });
}, 120_000);
