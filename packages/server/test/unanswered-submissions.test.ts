import { randomUUID } from "node:crypto";
import type { HostEvent } from "@model-3d/contract";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProviderError } from "../src/providers/provider-error.ts";
import type { ProviderRequest } from "../src/providers/provider.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost, type TestHostOptions } from "./start-test-host.ts";
import { createStubAsyncProvider, succeededAt, type StubAsyncProvider } from "./stub-async-provider.ts";

const QUICK = { tickMs: 50, firstLookMs: 30, lastLookMs: 100, askIntervalMs: 1, fateLooksMs: [0, 20, 30] };
const FILE = "https://assets.example.com/model.glb";
const cut = () => new ProviderError("No answer.", { actor: "provider", retryable: true, code: "cut", taskFate: "unknown" });
const full = () => new ProviderError("Full.", { actor: "provider", retryable: true, code: "full", limit: "places", retryAfterMs: 300 });

describe("a submission without an answer", () => {
  let test: TestDatabase;
  let hosts: TestHost[] = [];
  let heard: HostEvent[] = [];
  let aheadMs = 0;
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  beforeEach(async () => {
    test = await createTestDatabase({ kind: "postgres" });
    [hosts, heard, aheadMs] = [[], [], 0];
  });
  afterEach(async () => {
    for (const host of hosts) await host.stop();
    await test.remove();
  });

  const open = async (service: StubAsyncProvider, rest: TestHostOptions = {}) => {
    const storage = hosts[0] ? { storage: { kind: "folder" as const, directory: hosts[0].filesDirectory } } : {};
    const host = await startTestHost({ database: test.connection, providers: [service], tasks: QUICK, clock, ...storage, ...rest });
    if (hosts.length === 0) host.model3d.on("task.ambiguous", (event) => void heard.push(event));
    hosts.push(host);
    return host;
  };
  const start = async (host: TestHost, user: string) => host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: randomUUID() } });
  const status = async (host: TestHost, user: string, taskId: string) => host.call("GET", `/api/generate-3d-model?taskId=${taskId}`, { user });

  it("that is answered after another process has sent the model again pays for one task: the second is stopped and told", async () => {
    const service = createStubAsyncProvider();
    const tasks = { ...QUICK, submissionLeaseMs: 300, submissionTimeoutMs: 1_000, clockSkewMs: 60_000 };
    const slow = await open(service, { tasks, withoutWorkers: true });
    const user = await slow.user(30);
    let sent = 0;
    let send = () => {};
    service.before = (call) => {
      if (call !== "createTask" || ++sent > 1) return;
      return new Promise<void>((resolve) => (send = resolve));
    };
    const answering = start(slow, user);
    await until("it is being sent", () => sent === 1);
    // The process stands still: it does not renew its right.
    const held = setInterval(() => void test.database.asService((trx) => trx.raw("update provider_accounts set submitting_until = '-infinity' where submission = 1")), 20);
    await open(service, { tasks });
    // Also in the database: before that the slow one could but say that it waits.
    await until("a worker has sent it too", async () => sent > 1 && (await test.database.asService((trx) => trx("provider_tasks").where({ state: "open" }))).length === 1);
    clearInterval(held);
    send();
    const { body } = await answering;
    expect((await status(slow, user, body.taskId)).status).toBe(200);
    await until("the second one is stopped", () => service.tasks.filter(({ isCancelled }) => isCancelled).length === 1);
    expect(service.tasks.find(({ taskId }) => taskId === body.taskId)?.isCancelled).toBe(false);
    await until("the operator is told", () => heard.length > 0);
    expect(heard).toMatchObject([{ data: { modelId: body.modelId, taskIds: [service.tasks.find(({ isCancelled }) => isCancelled)?.taskId] } }]);
  });

  it("and that another process takes over is waited for, where that one goes on to the next provider", async () => {
    const service = createStubAsyncProvider({ name: "service" });
    const spare = createStubAsyncProvider({ name: "spare" });
    const rest = { providers: [service, spare], chooseProvider: () => ["service", "spare"], tasks: { ...QUICK, submissionTimeoutMs: 1_000 } };
    const slow = await open(service, { ...rest, withoutWorkers: true });
    const user = await slow.user(30);
    let sent = 0;
    service.before = async (call) => {
      if (call !== "createTask") return;
      sent += 1;
      if (sent === 1) await until("another one is sending it", () => sent > 1);
      throw new ProviderError("The key is refused.", { actor: "host", retryable: false, code: "key_refused" });
    };
    const answering = start(slow, user);
    await until("it is being sent", () => sent === 1);
    const held = setInterval(() => void test.database.asService((trx) => trx.raw("update provider_accounts set submitting_until = '-infinity' where provider = 'service' and submission = 1")), 20);
    await open(service, rest);
    const { body } = await answering;
    clearInterval(held);
    expect(spare.taskOf(body.modelId)?.taskId).toBe(body.taskId);
    expect(heard).toMatchObject([{ data: { taskIds: [], reason: expect.stringContaining("gone to another one") } }]);
  });

  it("whose task is listed after the last look is looked for again: that task is stopped, and the operator is told that it was paid", async () => {
    const service = createStubAsyncProvider({ now: clock.now });
    const host = await open(service);
    const user = await host.user(30);
    let sent = 0;
    service.before = (call) => {
      if (call === "createTask" && ++sent === 1) throw cut();
    };
    const { body } = await start(host, user);
    const second = await until("it was sent again", () => service.taskOf(body.modelId));
    service.tasks.push({ ...second, taskId: "late-1", isCancelled: false });
    service.tell(second.taskId, succeededAt(FILE));
    await until("it has succeeded", async () => (await status(host, user, body.modelId)).body.status === "SUCCEEDED");
    aheadMs += 100_000;
    await until("the late one is stopped", () => service.tasks.find(({ taskId }) => taskId === "late-1")?.isCancelled);
    await until("the operator is told", () => heard.length > 0);
    expect(heard).toMatchObject([{ data: { modelId: body.modelId, taskIds: ["late-1"] } }]);
    expect(second.isCancelled).toBe(false);
  });

  it("whose task is listed before the model is sent again is adopted after all", async () => {
    const service = createStubAsyncProvider({ now: clock.now });
    const host = await open(service);
    const user = await host.user(30);
    let sent = 0;
    let looks = 0;
    let asked: ProviderRequest | null = null;
    service.before = (call, { request }) => {
      if (call === "findTasks" && ++looks === 4 && asked) service.tasks.push({ taskId: "late-2", request: asked, createdAt: clock.now(), report: succeededAt(FILE), reads: 0, isCancelled: false });
      if (call !== "createTask" || !request) return;
      asked = request;
      sent += 1;
      throw cut();
    };
    const { body } = await start(host, user);
    await until("it has succeeded", async () => (await status(host, user, body.modelId)).body.status === "SUCCEEDED");
    expect(sent).toBe(1);
  });

  it("is told to the operator where the service has no list: a paid task may exist", async () => {
    const service = createStubAsyncProvider({ withoutFind: true });
    const host = await open(service);
    service.before = (call) => {
      if (call === "createTask") throw cut();
    };
    // By the request's own submission, or by a worker's that was quicker.
    expect([502, 503]).toContain((await start(host, await host.user(10))).status);
    await until("the operator is told", () => heard.length > 0);
    expect(heard).toMatchObject([{ data: { taskIds: [], reason: expect.stringContaining("may have made, and charged for") } }]);
  });

  it("is not what a worker leaves that is told to stop: what is on its way comes to its end", async () => {
    const service = createStubAsyncProvider({ withoutFind: true });
    const host = await open(service, { withoutWorkers: true });
    const user = await host.user(30);
    service.before = (call) => {
      if (call === "createTask") throw full();
    };
    const { body } = await start(host, user);
    let isSending = false;
    service.before = (call, { signal }) => {
      if (call !== "createTask") return;
      isSending = true;
      return new Promise<void>((resolve, reject) => {
        AbortSignal.timeout(1_000).addEventListener("abort", () => resolve());
        signal.addEventListener("abort", () => reject(cut()));
      });
    };
    const worker = await open(service, { withoutWorkers: true });
    await worker.model3d.start();
    await until("the worker is submitting", () => isSending);
    await worker.model3d.stop();
    expect((await status(host, user, body.modelId)).body).toMatchObject({ status: "PENDING" });
    expect(service.taskOf(body.modelId)).toBeDefined();
  });

  it("is none while photos are uploaded by requests that make no task: it is simply sent again", async () => {
    const service = createStubAsyncProvider({ withoutFind: true });
    const { createTask } = service;
    let uploads = 0;
    service.createTask = async (request, call) => {
      await call.beforeRequest({ creates: false });
      if (++uploads === 1) throw new Error("The connection broke off in the middle of a photo.");
      return createTask(request, call);
    };
    const host = await open(service);
    const user = await host.user(10);
    const { body } = await start(host, user);
    aheadMs += 11_000;
    await until("it is made", () => service.taskOf(body.modelId));
    expect(heard).toEqual([]);
  });
});
