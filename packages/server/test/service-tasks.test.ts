import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProviderError } from "../src/providers/provider-error.ts";
import type { TaskReport } from "../src/providers/provider.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { createStubAsyncProvider, failedBecause, serviceIsAway, succeededAt, type StubAsyncProvider } from "./stub-async-provider.ts";
import { DATABASE_KINDS, openTestConnection, type TestConnection } from "./test-connection.ts";

/** Short enough for a test, in the proportions of the defaults. */
const QUICK = { tickMs: 50, firstLookMs: 30, lastLookMs: 100, askIntervalMs: 1, fateLooksMs: [0, 20, 30] };
const FILE = "https://assets.example.com/model.glb";

describe.each(DATABASE_KINDS)("tasks of a service, on %s", (kind) => {
  let connection: TestConnection;
  let host: TestHost;
  let service: StubAsyncProvider;
  let spare: StubAsyncProvider;

  beforeAll(async () => {
    connection = await openTestConnection(kind);
    service = createStubAsyncProvider({ name: "service", withoutStream: false });
    spare = createStubAsyncProvider({ name: "spare" });
    const chooseProvider = ({ requested }: { requested: string | null }) => requested ?? ["service", "spare"];
    host = await startTestHost({ database: connection.database, providers: [service, spare], chooseProvider, tasks: QUICK, files: { allowedOrigins: [] } });
  });

  afterAll(async () => {
    await host.stop();
    await connection.close();
  });

  const start = async (user: string, { sourceId = randomUUID(), provider }: { sourceId?: string; provider?: string } = {}) =>
    host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId, ...(provider ? { provider } : {}) } });
  const status = async (user: string, taskId: string) => (await host.call("GET", `/api/generate-3d-model?taskId=${taskId}`, { user })).body;
  const credits = async (user: string) => (await host.call("GET", "/api/credits", { user })).body;
  const entry = async (user: string, sourceId: string) => (await host.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${sourceId}`, { user })).body;
  const ends = (user: string, taskId: string, word: string) => until(`it is ${word}`, async () => (await status(user, taskId)).status === word);

  it("submits, follows and settles: the service's id, progress, one charge, the files' links", async () => {
    const user = await host.user(30);
    const sourceId = randomUUID();
    const { status: code, body } = await start(user, { sourceId });
    expect(code).toBe(200);
    const task = service.taskOf(body.modelId);
    expect(body.taskId).toBe(task?.taskId);
    expect(task?.request.views.map(({ view }) => view)).toEqual(["front", "back"]);
    expect((await task?.request.views[0]?.read(new AbortController().signal))?.byteLength).toBeGreaterThan(100);
    expect(await credits(user)).toMatchObject({ balance: 30, held: 10 });
    service.tell(body.taskId, { status: "IN_PROGRESS", progress: 40 });
    await until("progress is told by itself", async () => (await entry(user, sourceId)).generation?.progress === 40);
    service.tell(body.taskId, succeededAt(FILE));
    const { model } = await until("the model is there", async () => {
      const answer = await entry(user, sourceId);
      return answer.model && answer;
    });
    expect(model).toMatchObject({ id: body.modelId, status: "SUCCEEDED", is_active: true, provider: "service", task_id: body.taskId });
    expect(Object.keys(model.model_urls)).toEqual(["glb"]);
    expect(model.model_urls.glb).not.toMatch(/^https:\/\/assets/);
    expect(await status(user, body.taskId)).toMatchObject({ credits: { charged: 10, short: 0 } });
    expect(await credits(user)).toMatchObject({ balance: 20, held: 0 });
  });

  it("adopts a task whose submission had no answer, and sends no second one", async () => {
    const user = await host.user(10);
    service.loseAnswer = new ProviderError("No answer.", { actor: "provider", retryable: true, code: "cut", taskFate: "unknown" });
    const made = service.tasks.length;
    const { body } = await start(user);
    service.loseAnswer = null;
    expect(service.tasks.length).toBe(made + 1);
    expect(body.taskId).toBe(service.taskOf(body.modelId)?.taskId);
    service.tell(body.taskId, succeededAt(FILE));
    await ends(user, body.taskId, "SUCCEEDED");
    expect(service.tasks.length).toBe(made + 1);
  });

  it("sends again only when the list shows that no task was made; meanwhile the model's own id stands for the task's", async () => {
    const user = await host.user(10);
    let cuts = 0;
    service.before = (call) => {
      if (call === "createTask" && cuts++ === 0) throw new ProviderError("No answer.", { actor: "provider", retryable: true, code: "cut", taskFate: "unknown" });
    };
    const { body } = await start(user);
    expect(body.taskId).toBe(body.modelId);
    expect(await status(user, body.modelId)).toMatchObject({ status: "PENDING" });
    const task = await until("it was sent again", () => service.taskOf(body.modelId));
    service.before = null;
    service.tell(task.taskId, succeededAt(FILE));
    await ends(user, body.modelId, "SUCCEEDED");
    await ends(user, task.taskId, "SUCCEEDED");
    expect(service.tasks.filter(({ request }) => request.modelId === body.modelId)).toHaveLength(1);
  });

  it("gives nobody a task that may be another's: two unknown ones fail the model and free its credits", async () => {
    const user = await host.user(10);
    const told: string[] = [];
    service.before = (call, { request }) => {
      if (call !== "createTask" || !request) return;
      for (const id of ["x", "y"]) service.tasks.push({ taskId: `foreign-${kind}-${id}`, request: { ...request, modelId: randomUUID() }, createdAt: new Date(), report: { status: "PENDING", queuePlace: null }, reads: 0, isCancelled: false });
      throw new ProviderError("No answer.", { actor: "provider", retryable: true, code: "cut", taskFate: "unknown" });
    };
    const stop = host.model3d.on("task.ambiguous", ({ data }) => void told.push(...data.taskIds));
    const { status: code, body } = await start(user);
    service.before = null;
    expect([code, body.code]).toEqual([503, "provider_unavailable"]);
    await until("the operator is told", () => told.length === 2);
    stop();
    expect(await credits(user)).toMatchObject({ balance: 10, held: 0 });
    service.tasks.splice(0, service.tasks.length, ...service.tasks.filter(({ taskId }) => !taskId.startsWith("foreign-")));
  });

  it("asks the service at most once per task and interval, however many ask, and says when it is away", async () => {
    const user = await host.user(10);
    const { body } = await start(user, { provider: "spare" });
    spare.before = () => {
      throw serviceIsAway();
    };
    const answer = await until("it is stale", async () => {
      const state = await status(user, body.taskId);
      return state.stale && state;
    });
    expect(answer).toMatchObject({ status: "PENDING", stale: true });
    spare.before = null;
    spare.tell(body.taskId, failedBecause("The back photo shows another product."));
    await ends(user, body.taskId, "FAILED");
    expect(await status(user, body.taskId)).toMatchObject({ task_error: "The back photo shows another product." });
    expect(await credits(user)).toMatchObject({ balance: 10, held: 0 });
  });

  it("refuses with the service's reason when the photos are to blame, and holds nothing", async () => {
    const user = await host.user(10);
    service.before = (call) => {
      if (call === "createTask") throw new ProviderError("The photos show two objects.", { actor: "user", retryable: false, code: "bad_request" });
    };
    const { status: code, body } = await start(user);
    service.before = null;
    expect([code, body.code, body.message]).toEqual([502, "provider_error", "The photos show two objects. Nothing was charged."]);
    expect(await credits(user)).toMatchObject({ balance: 10, held: 0 });
  });

  it("takes the next provider when one is not available, and says so when none is left", async () => {
    const user = await host.user(20);
    const refuse = (call: string) => {
      if (call === "createTask") throw new ProviderError("The key is refused.", { actor: "host", retryable: false, code: "key_refused" });
    };
    service.before = refuse;
    const { body } = await start(user);
    expect(spare.taskOf(body.modelId)?.taskId).toBe(body.taskId);
    spare.tell(body.taskId, succeededAt(FILE));
    await ends(user, body.taskId, "SUCCEEDED");
    spare.before = refuse;
    const none = await start(user);
    service.before = spare.before = null;
    expect([none.status, none.body.code]).toEqual([503, "provider_unavailable"]);
    expect(JSON.stringify(none.body)).not.toMatch(/key/i);
    expect(await credits(user)).toMatchObject({ balance: 10, held: 0 });
  });

  it("says the same when a worker is quicker to be refused than the requests that wait for one another", async () => {
    const users = await Promise.all(Array.from({ length: 5 }, () => host.user(10)));
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    spare.before = async (call) => {
      if (call !== "createTask") return;
      await held;
      throw new ProviderError("The key is refused.", { actor: "host", retryable: false, code: "key_refused" });
    };
    const answers = Promise.all(users.map((user) => start(user, { provider: "spare" })));
    await until("all wait", async () => (await Promise.all(users.map(credits))).every(({ held: credit }) => credit === 10));
    letGo();
    // Whose turn it is not yet is told to wait, as ever.
    const refused = (await answers).filter(({ status: code }) => code !== 200);
    spare.before = null;
    expect(refused.map(({ status: code, body }) => [code, body.code, body.message])).toEqual(refused.map(() => [503, "provider_unavailable", expect.not.stringMatching(/key/i)]));
    expect(refused.length).toBeGreaterThan(0);
  });

  it("has the service stop a task whose model is deleted, also one that was just being sent", async () => {
    const user = await host.user(20);
    const { body } = await start(user);
    expect((await host.call("DELETE", `/api/product-3d-models?modelId=${body.modelId}`, { user })).status).toBe(200);
    await until("the service was told", () => service.taskOf(body.modelId)?.isCancelled);
    let sending: string | null = null;
    let send: () => void = () => undefined;
    service.before = (call, { request }) => {
      if (call !== "createTask" || !request) return;
      sending = request.modelId;
      return new Promise((resolve) => (send = resolve));
    };
    const starting = start(user);
    const modelId = await until("it is being sent", () => sending);
    expect((await host.call("DELETE", `/api/product-3d-models?modelId=${modelId}`, { user })).status).toBe(200);
    service.before = null;
    send();
    await starting;
    await until("the service was told", () => service.taskOf(modelId)?.isCancelled);
    expect(await credits(user)).toMatchObject({ balance: 20, held: 0 });
  });

  it("ends in the state of the first end that was told, for every order of news", async () => {
    const news: TaskReport[] = [{ status: "PENDING", queuePlace: 1 }, { status: "IN_PROGRESS", progress: 70 }, succeededAt(FILE), failedBecause("no")];
    const user = await host.user(240);
    const imageUrls = await uploadPhotos(host, user);
    for (const order of permutations(news)) {
      const before = (await credits(user)).balance;
      const { body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls, sourceType: "product", sourceId: randomUUID(), provider: "spare" } });
      const first = order.find((report) => report.status === "SUCCEEDED" || report.status === "FAILED");
      let progress = 0;
      for (const report of order) {
        spare.tell(body.taskId, report);
        const state = await status(user, body.taskId);
        expect(state.progress).toBeGreaterThanOrEqual(progress);
        progress = state.progress;
        // The service is asked once in an interval, also when the sweeper was the one who asked: the first end must have been heard before the next.
        if (report === first) await ends(user, body.taskId, first.status);
      }
      await ends(user, body.taskId, first?.status ?? "");
      expect((await credits(user)).balance).toBe(first?.status === "SUCCEEDED" ? before - 10 : before);
    }
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) => permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]));
}
