import { randomUUID } from "node:crypto";
import type { HostEvent } from "@model-3d/contract";
import { afterEach, describe, expect, it } from "vitest";
import { ProviderError } from "../src/providers/provider-error.ts";
import type { TaskOptions } from "../src/providers/task-options.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { createStubAsyncProvider, STUB_SECRET, STUB_SECRET_HEADER, succeededAt, type StubAsyncProvider, type StubAsyncProviderOptions } from "./stub-async-provider.ts";

const FILE = "https://assets.example.com/model.glb";
const QUICK: TaskOptions = { tickMs: 50, firstLookMs: 30, lastLookMs: 100, askIntervalMs: 1 };
const MINUTE_MS = 60_000;

/** A clock that stands ahead of the real one by as much as the test says. */
function movingClock() {
  let aheadMs = 0;
  return { now: () => new Date(Date.now() + aheadMs), advance: (ms: number) => (aheadMs += ms) };
}

describe("news of a task", () => {
  let host: TestHost;
  let service: StubAsyncProvider;
  const clock = movingClock();
  afterEach(() => host.stop());

  const open = async (tasks: TaskOptions, provider: StubAsyncProviderOptions = {}, rest: object = {}) => {
    service = createStubAsyncProvider({ withoutStream: false, now: clock.now, ...provider });
    host = await startTestHost({ providers: [service], tasks: { ...QUICK, ...tasks }, clock, ...rest });
  };
  const start = async (user: string) => (await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: randomUUID() } })).body;
  const status = async (user: string, taskId: string) => (await host.call("GET", `/api/generate-3d-model?taskId=${taskId}`, { user })).body;
  const credits = async (user: string) => (await host.call("GET", "/api/credits", { user })).body;
  const listed = async (user: string) => (await host.call("GET", "/api/product-3d-models?limit=10", { user })).body.models;
  const deliver = (taskId: string) =>
    host.call("POST", `/api/webhooks/${service.name}`, { body: service.bodyOf(taskId, service.tasks.find((task) => task.taskId === taskId)?.report ?? { status: "SUCCEEDED" }), headers: { "content-type": "application/json", [STUB_SECRET_HEADER]: STUB_SECRET } });

  it.each(["webhooks", "status", "sweeper", "stream"] as const)("is heard by the %s alone", async (way) => {
    await open({ news: { webhooks: false, status: false, sweeper: false, stream: false, [way]: true } });
    const user = await host.user(10);
    const { taskId, modelId } = await start(user);
    service.tell(taskId, succeededAt(FILE));
    const delivered = await deliver(taskId);
    expect(delivered.status).toBe(way === "webhooks" ? 200 : 404);
    if (way === "status") await status(user, taskId);
    await until("the model has succeeded", async () => (await listed(user)).some(({ id, status: state }: { id: string; status: string }) => id === modelId && state === "SUCCEEDED"));
    expect(await credits(user)).toMatchObject({ balance: 0, held: 0 });
  });

  it("charges once for a success that is told a hundred times, from everywhere at once", async () => {
    await open({});
    const user = await host.user(50);
    const { taskId } = await start(user);
    service.tell(taskId, succeededAt(FILE));
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? deliver(taskId) : host.call("GET", `/api/generate-3d-model?taskId=${taskId}`, { user }))));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    await until("it has succeeded", async () => (await status(user, taskId)).status === "SUCCEEDED");
    await until("every delivery was worked on", async () => (await status(user, taskId)).credits.charged === 10);
    expect(await credits(user)).toMatchObject({ balance: 40, held: 0 });
    const ledger = (await host.call("GET", "/api/credits/ledger", { user })).body.entries as { kind: string }[];
    expect(ledger.filter(({ kind }) => kind === "charge")).toHaveLength(1);
  });

  it("asks the service once, however many users' requests ask within the interval", async () => {
    await open({ news: { sweeper: false, stream: false }, askIntervalMs: MINUTE_MS });
    const user = await host.user(10);
    const { taskId } = await start(user);
    await Promise.all(Array.from({ length: 40 }, () => status(user, taskId)));
    expect(service.calls.filter(({ call }) => call === "readTask")).toHaveLength(1);
    clock.advance(MINUTE_MS + 1);
    await status(user, taskId);
    expect(service.calls.filter(({ call }) => call === "readTask")).toHaveLength(2);
  });

  it("gives up at the deadline, releases the hold, and tells the operator of a success that comes late: nothing is charged or shown", async () => {
    await open({}, {}, { generation: { deadlineMs: 30 * MINUTE_MS } });
    const heard: HostEvent[] = [];
    host.model3d.on("*", (event) => void heard.push(event));
    const user = await host.user(10);
    const { taskId, modelId } = await start(user);
    service.tell(taskId, { status: "IN_PROGRESS", progress: 99 });
    clock.advance(31 * MINUTE_MS);
    await until("it has expired", async () => (await status(user, taskId)).status === "EXPIRED");
    expect(await credits(user)).toMatchObject({ balance: 10, held: 0 });
    service.tell(taskId, succeededAt(FILE));
    expect((await deliver(taskId)).status).toBe(200);
    await until("the operator is told", () => heard.some(({ type }) => type === "task.late"));
    expect((await deliver(taskId)).status).toBe(200);
    expect(await status(user, taskId)).toMatchObject({ status: "EXPIRED", model_urls: {}, credits: { charged: 0 } });
    expect(await credits(user)).toMatchObject({ balance: 10, held: 0 });
    expect(heard.filter(({ type }) => type === "task.late")).toMatchObject([{ data: { modelId, taskIds: [taskId] } }]);
  });

  it("keeps the account's places: those without one wait in the order in which they came, and are told so", async () => {
    await open({}, { limits: { requestsPerSecond: 1000, openTasks: 2 } });
    const user = await host.user(50);
    const answers = [];
    for (let i = 0; i < 5; i += 1) answers.push(await start(user));
    expect(service.tasks).toHaveLength(2);
    expect(answers.slice(2).map(({ taskId, modelId }) => taskId === modelId)).toEqual([true, true, true]);
    expect(answers[4].message).toMatch(/waiting for the generator/);
    for (let i = 0; i < 5; i += 1) {
      const task = await until("the next one is made", () => service.tasks[i]);
      expect(task.request.modelId).toBe(answers[i].modelId);
      expect(service.tasks.filter(({ report }) => report.status === "PENDING").length).toBeLessThanOrEqual(2);
      service.tell(task.taskId, succeededAt(FILE));
    }
    await until("all have succeeded", async () => (await listed(user)).every(({ status: state }: { status: string }) => state === "SUCCEEDED"));
    expect(await credits(user)).toMatchObject({ balance: 0, held: 0 });
  });

  it("gives up a model that has waited for a place for too long", async () => {
    await open({ maxWaitMs: 60 * MINUTE_MS }, { limits: { requestsPerSecond: 1000, openTasks: 1 } }, { generation: { deadlineMs: 24 * 60 * MINUTE_MS } });
    const user = await host.user(20);
    await start(user);
    const { modelId } = await start(user);
    clock.advance(61 * MINUTE_MS);
    await until("it has expired", async () => (await status(user, modelId)).status === "EXPIRED");
    expect(await credits(user)).toMatchObject({ balance: 20, held: 10 });
  });

  it("asks before it gives up: a task that ended while no worker was there is not lost", async () => {
    await open({ news: { webhooks: false, status: false, stream: false } }, {}, { generation: { deadlineMs: 30 * MINUTE_MS }, withoutWorkers: true });
    const user = await host.user(10);
    const { taskId } = await start(user);
    service.tell(taskId, succeededAt(FILE));
    clock.advance(31 * MINUTE_MS);
    await host.model3d.start();
    const end = await until("it has ended", async () => {
      const { status: word } = await status(user, taskId);
      return word !== "PENDING" && word !== "IN_PROGRESS" && word;
    });
    expect(end).toBe("SUCCEEDED");
  });

  it("lets others go to the next provider while a service leaves one submission open", async () => {
    const spare = createStubAsyncProvider({ name: "spare", now: clock.now });
    const away = createStubAsyncProvider({ name: "away", now: clock.now });
    away.before = (call) => {
      throw new ProviderError("No answer.", { actor: "provider", retryable: true, code: "away", taskFate: call === "createTask" ? "unknown" : "none" });
    };
    await open({ submissionLeaseMs: 500, fateLooksMs: [0, 20] }, {}, { providers: [away, spare] });
    const user = await host.user(20);
    const stuck = await start(user);
    expect(stuck.taskId).toBe(stuck.modelId);
    clock.advance(11_000);
    const { modelId } = await start(user);
    const task = await until("the next provider has it", () => spare.taskOf(modelId));
    spare.tell(task.taskId, succeededAt(FILE));
    await until("it has succeeded", async () => (await status(user, modelId)).status === "SUCCEEDED");
    expect(spare.taskOf(stuck.modelId)).toBeUndefined();
    expect(await status(user, stuck.modelId)).toMatchObject({ status: "PENDING" });
  });

  it("uses up no try while the service has no place", async () => {
    await open({ maxSubmissions: 1 });
    let refusals = 0;
    service.before = (call) => {
      if (call === "createTask" && refusals++ < 4) throw new ProviderError("Full.", { actor: "provider", retryable: true, code: "full", limit: "places", retryAfterMs: 20 });
    };
    const user = await host.user(10);
    const { modelId } = await start(user);
    await until("it was taken", () => service.taskOf(modelId));
  });

  it("neither waits nor looks for a task while the service wants to be left alone", async () => {
    await open({ submissionTimeoutMs: 2_000 });
    service.before = (call) => {
      if (call === "createTask") throw new ProviderError("Too often.", { actor: "provider", retryable: true, code: "rate", limit: "rate", retryAfterMs: MINUTE_MS });
    };
    const user = await host.user(20);
    await start(user);
    const second = await start(user);
    expect(second.message).toMatch(/waiting for the generator/);
    expect(service.calls.map(({ call }) => call)).toEqual(["createTask"]);
  });
});
