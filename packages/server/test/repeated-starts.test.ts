import { randomUUID } from "node:crypto";
import knex, { type Knex } from "knex";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProviderError } from "../src/providers/provider-error.ts";
import type { TaskOptions } from "../src/providers/task-options.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { createStubAsyncProvider, succeededAt, type StubAsyncProvider } from "./stub-async-provider.ts";
import { openTestConnection, type TestConnection } from "./test-connection.ts";

const QUICK: TaskOptions = { tickMs: 50, firstLookMs: 30, lastLookMs: 100, askIntervalMs: 1, fateLooksMs: [0, 20], submissionLeaseMs: 500, submissionTimeoutMs: 2_000 };

const silent = () => undefined;
const SILENT: Knex.Logger = { warn: silent, error: silent, deprecate: silent, debug: silent };

describe("a start that is repeated with its Idempotency-Key", () => {
  let connection: TestConnection;
  let service: StubAsyncProvider;
  /** The first server's way to the database: without it, it is as good as dead. */
  let pool: Knex;
  let first: TestHost;
  let second: TestHost;
  let user: string;
  let start: (host: TestHost) => ReturnType<TestHost["call"]>;

  beforeEach(async () => {
    connection = await openTestConnection("postgres");
    service = createStubAsyncProvider();
    pool = knex({ client: "pg", connection: { connectionString: String(connection.database) }, acquireConnectionTimeout: 300, log: SILENT });
    const options = { providers: [service], tasks: QUICK, withoutWorkers: true };
    first = await startTestHost({ ...options, database: pool });
    second = await startTestHost({ ...options, database: connection.database, storage: { kind: "folder", directory: first.filesDirectory } });
    user = await first.user(30);
    const headers = { "idempotency-key": randomUUID() };
    const json = { imageUrls: await uploadPhotos(first, user), sourceType: "product", sourceId: randomUUID() };
    start = (host) => host.call("POST", "/api/generate-3d-model", { user, json, headers });
  });
  afterEach(async () => {
    await second.stop();
    await first.stop().catch(() => undefined);
    await pool.destroy();
    await connection.close();
  });

  const credits = async () => (await second.call("GET", "/api/credits", { user })).body;
  const statusOf = async (taskId: string) => (await second.call("GET", `/api/generate-3d-model?taskId=${taskId}`, { user })).body.status;

  it("is told of the same model and charged once when the first server died while it submitted", async () => {
    let modelId = "";
    let leaveTheDead = () => {};
    service.before = (call, { request }) => {
      if (call !== "createTask" || modelId !== "") return;
      modelId = request?.modelId ?? "";
      return new Promise((_resolve, reject) => (leaveTheDead = () => reject(new Error("It had died."))));
    };
    const lost = start(first).catch(() => undefined);
    await until("it is being sent", () => modelId);
    await pool.destroy();
    await second.model3d.start();
    const task = await until("a worker has sent it", () => service.taskOf(modelId));
    service.tell(task.taskId, succeededAt("https://assets.example.com/model.glb"));
    await until("it succeeded", async () => (await statusOf(modelId)) === "SUCCEEDED");

    const again = await start(second);
    expect([again.status, again.body.modelId]).toEqual([200, modelId]);
    expect(await credits()).toMatchObject({ balance: 20, held: 0 });
    leaveTheDead();
    await lost;
  });

  it("is told of the same model while the first request is still submitting", async () => {
    let goOn = () => {};
    let isSent = false;
    service.before = (call) => {
      if (call !== "createTask") return;
      isSent = true;
      return new Promise((resolve) => (goOn = resolve));
    };
    const waiting = start(first);
    await until("it is being sent", () => isSent);
    const again = await start(second);
    goOn();
    const answer = await waiting;
    expect([again.status, again.body.modelId]).toEqual([200, answer.body.modelId]);
    // What is waiting is asked for by the model's id, which goes on working.
    expect(await statusOf(again.body.taskId)).toBe("PENDING");
    expect((await start(second)).body).toEqual(answer.body);
    expect(await credits()).toMatchObject({ held: 10 });
  });

  it("starts anew when the service had refused the first", async () => {
    service.before = () => {
      throw new ProviderError("The photos show nothing.", { actor: "user", code: "refused", retryable: false });
    };
    expect((await start(first)).status).toBe(502);
    service.before = null;
    const again = await start(first);
    expect([again.status, again.body.version]).toEqual([200, 2]);
    expect(await credits()).toMatchObject({ balance: 30, held: 10 });
  });
});
