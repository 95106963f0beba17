import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHost, until, type TestHost } from "../../test/start-test-host.ts";
import { createStubAsyncProvider, failedBecause, serviceIsAway, succeededAt } from "../../test/stub-async-provider.ts";
import { DATABASE_KINDS, openTestConnection, type TestConnection } from "../../test/test-connection.ts";
import { playWebhooks, WEBHOOKS_ONLY } from "./test/start-webhook-host.ts";

const OK = { status: 200, body: { success: true } };

describe.each(DATABASE_KINDS)("news by webhook alone, on %s", (kind) => {
  let host: TestHost;
  let connection: TestConnection;
  const stub = createStubAsyncProvider();
  const { tell, start } = { tell: (...args: Parameters<ReturnType<typeof playWebhooks>["tell"]>) => playWebhooks(host, stub).tell(...args), start: () => playWebhooks(host, stub).start() };
  beforeAll(async () => {
    connection = await openTestConnection(kind);
    host = await startTestHost({ database: connection.database, providers: [stub], tasks: WEBHOOKS_ONLY });
  });
  afterAll(async () => {
    await host.stop();
    await connection.close();
  });

  it("believes that a task goes on without asking, and asks once when it is said to have ended", async () => {
    const { task, state } = await start();
    expect(await tell(task.taskId, { status: "IN_PROGRESS", progress: 40 })).toMatchObject(OK);
    await until("progress is told", async () => (await state()).progress === 40);
    expect(task.reads).toBe(0);
    stub.tell(task.taskId, failedBecause("The photos show nothing."));
    expect(await tell(task.taskId, { status: "FAILED" })).toMatchObject(OK);
    const ended = await until("the end is told", async () => {
      const now = await state();
      return now.status === "FAILED" && now;
    });
    expect(ended).toMatchObject({ task_error: "The photos show nothing.", credits: { charged: 0 } });
    expect(task.reads).toBe(1);
  });

  it("changes nothing for a forged SUCCEEDED while the service says PENDING, and never uses an address of a body", async () => {
    const { task, state } = await start();
    expect(await tell(task.taskId, succeededAt("https://evil.example/model.glb"))).toMatchObject(OK);
    await until("the service was asked", () => task.reads === 1);
    await tell(task.taskId, { status: "IN_PROGRESS", progress: 5 });
    await until("the next delivery was worked on", async () => (await state()).progress === 5);
    expect(await state()).toMatchObject({ status: "IN_PROGRESS", model_urls: {}, credits: { charged: 0 } });
    stub.tell(task.taskId, succeededAt("https://files.service.example/model.glb"));
    await tell(task.taskId, succeededAt("https://evil.example/model.glb"));
    const done = await until("it has succeeded", async () => {
      const now = await state();
      return now.status === "SUCCEEDED" && now;
    });
    expect(JSON.stringify(done)).not.toContain("evil");
    expect(JSON.stringify(done.model_urls)).toContain("files.service.example");
  });

  it("charges once for the same success told 30 times at once, and late and repeated news changes nothing", async () => {
    const { task, state, user } = await start();
    stub.tell(task.taskId, succeededAt("https://files.service.example/model.glb"));
    const answers = await Promise.all(Array.from({ length: 30 }, () => tell(task.taskId, { status: "SUCCEEDED" })));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    await until("it has succeeded", async () => (await state()).status === "SUCCEEDED");
    for (const late of [{ status: "IN_PROGRESS", progress: 3 }, { status: "PENDING", queuePlace: 1 }, { status: "FAILED" }, { status: "DREAMING" }]) expect(await tell(task.taskId, late)).toMatchObject(OK);
    // A second model ends after all of these have been worked on: their jobs were sent before its own.
    const next = await start();
    stub.tell(next.task.taskId, failedBecause("no"));
    await tell(next.task.taskId, { status: "FAILED" });
    await until("the other one has ended", async () => (await next.state()).status === "FAILED");
    expect(await state()).toMatchObject({ status: "SUCCEEDED", progress: 100, credits: { charged: 10, short: 0 } });
    expect((await host.call("GET", "/api/credits", { user })).body).toMatchObject({ balance: 90, held: 0 });
  });

  it("comes a moment before the task's row: it is told to come again, and applied even if it does not", async () => {
    const taskId = `${stub.name}-task-${stub.tasks.length + 1}`;
    stub.before = async (call) => {
      if (call !== "createTask") return;
      stub.before = null;
      const early = await tell(taskId, { status: "IN_PROGRESS", progress: 33 });
      expect([early.status, early.body]).toEqual([404, { error: "Record not found", taskId, message: "3D model record not yet created, will retry" }]);
    };
    const { task, state } = await start();
    expect(task.taskId).toBe(taskId);
    await until("the early delivery was applied", async () => (await state()).progress === 33);
    expect(await tell(taskId, { status: "IN_PROGRESS", progress: 34 })).toMatchObject(OK);
  });

  it("comes at the very moment at which the row is written, and is applied without coming again", async () => {
    const early: Promise<unknown>[] = [];
    stub.before = (call) => {
      const next = stub.tasks.length + 1;
      if (call === "createTask") early.push(tell(`${stub.name}-task-${next}`, { status: "IN_PROGRESS", progress: 50 }));
    };
    const models = await Promise.all(Array.from({ length: 6 }, start));
    stub.before = null;
    await Promise.all(early);
    await until("each was applied", async () => (await Promise.all(models.map(({ state }) => state()))).every(({ progress }) => progress === 50));
  });

  it("is known of a model that was deleted", async () => {
    const { task, user, modelId } = await start();
    expect((await host.call("DELETE", `/api/product-3d-models?modelId=${modelId}`, { user })).status).toBe(200);
    expect(await tell(task.taskId, { status: "SUCCEEDED" })).toMatchObject(OK);
    expect(await tell(task.taskId, { status: "IN_PROGRESS", progress: 1 })).toMatchObject(OK);
  });

  it("is acknowledged while the service is away, and applied when it is back", async () => {
    const { task, state } = await start();
    stub.tell(task.taskId, failedBecause("The photos show nothing."));
    stub.before = (call) => {
      if (call === "readTask") throw serviceIsAway();
    };
    expect(await tell(task.taskId, { status: "FAILED" })).toMatchObject(OK);
    await until("the service was asked", () => stub.calls.some(({ call, taskId }) => call === "readTask" && taskId === task.taskId));
    expect((await state()).status).toBe("PENDING");
    stub.before = null;
    await until("it was asked again", async () => (await state()).status === "FAILED");
  });
});
