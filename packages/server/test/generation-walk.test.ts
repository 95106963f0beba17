import { generateAnswerSchema, generationStatusSchema, modelEntryAnswerSchema, modelPageAnswerSchema, modelsByIdAnswerSchema, modelVersionsAnswerSchema, creditsSchema, ledgerPageSchema, modelEntriesAnswerSchema } from "@model-3d/contract";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uploadPhotos } from "./photos.ts";
import { DATABASE_KINDS, openTestConnection, type TestConnection } from "./test-connection.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { photoIsBad } from "./stub-provider.ts";

describe.each(DATABASE_KINDS)("the walk on %s", (kind) => {
  let host: TestHost;
  let connection: TestConnection;

  beforeAll(async () => {
    connection = await openTestConnection(kind);
    host = await startTestHost({ database: connection.database });
  });

  afterAll(async () => {
    await host.stop();
    await connection.close();
  });

  const start = async (user: string, sourceId: string, options?: object) =>
    host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId, ...(options ? { options } : {}) } });
  const entry = async (user: string, sourceId: string) => (await host.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${sourceId}`, { user })).body;
  const versions = async (user: string, sourceId: string) => (await host.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${sourceId}&includeAll=true`, { user })).body;
  const runOf = (modelId: string) => until("the run has started", () => host.provider.runs.find((run) => run.request.modelId === modelId));
  const finish = async (user: string, sourceId: string) => {
    const { body } = await start(user, sourceId);
    (await runOf(body.modelId)).succeed();
    await until("the model is there", async () => (await entry(user, sourceId)).model?.id === body.modelId);
    return body.modelId as string;
  };

  it("goes from photos to two versions, back to the first, and deletes the second", async () => {
    const user = await host.user(100);
    const sourceId = randomUUID();
    const started = await start(user, sourceId);
    expect(started.status).toBe(200);
    const { taskId, modelId, version } = generateAnswerSchema.parse(started.body);
    expect(version).toBe(1);
    expect((await host.call("GET", "/api/credits", { user })).body).toMatchObject({ balance: 100, held: 10, available: 90 });

    const run = await runOf(modelId);
    expect(run.request.views.map(({ view }) => view)).toEqual(["front", "back"]);
    run.progress(50);
    const half = await until("progress is told", async () => {
      const { body } = await host.call("GET", `/api/generate-3d-model?taskId=${taskId}`, { user });
      return body.progress >= 40 && body;
    });
    expect(generationStatusSchema.parse(half)).toMatchObject({ status: "IN_PROGRESS", modelId, credits: { charged: 0 } });
    expect(await entry(user, sourceId)).toMatchObject({ model: null, generation: { id: modelId, status: "IN_PROGRESS" } });

    run.succeed();
    const done = await until("the model is there", async () => {
      const answer = modelEntryAnswerSchema.parse(await entry(user, sourceId));
      return answer.model && answer;
    });
    expect(done.generation).toBeNull();
    expect(done.model).toMatchObject({ id: modelId, version: 1, is_active: true, progress: 100, status: "SUCCEEDED" });
    expect((await host.call("GET", `/api/generate-3d-model?taskId=${taskId}`, { user })).body).toMatchObject({ status: "SUCCEEDED", credits: { charged: 10, short: 0 } });
    const glb = await host.call("GET", done.model?.model_urls.glb ?? "");
    expect([glb.status, glb.headers.get("content-type"), new TextDecoder().decode(glb.body)]).toEqual([200, "model/gltf-binary", "glTF"]);

    const second = await finish(user, sourceId);
    const both = modelVersionsAnswerSchema.parse(await versions(user, sourceId));
    expect(both.models.map((model) => [model.version, model.is_active])).toEqual([
      [2, true],
      [1, false],
    ]);

    const activated = await host.call("PATCH", "/api/product-3d-models", { user, json: { modelId, action: "set_active" } });
    expect(activated.body).toMatchObject({ success: true, model: { id: modelId, is_active: true }, message: "Model set as active successfully" });
    const stored = (await host.storedFiles()).length;
    const deleted = await host.call("DELETE", `/api/product-3d-models?modelId=${second}`, { user });
    expect(deleted.body).toEqual({ success: true, message: "3D model deleted successfully" });
    await until("its files are gone", async () => (await host.storedFiles()).length === stored - 2);
    expect((await versions(user, sourceId)).count).toBe(1);

    expect(creditsSchema.parse((await host.call("GET", "/api/credits", { user })).body)).toMatchObject({ balance: 80, held: 0, available: 80, cost: 10, low: false });
    const ledger = ledgerPageSchema.parse((await host.call("GET", "/api/credits/ledger", { user })).body);
    expect(ledger.entries.reduce((sum, { amount }) => sum + amount, 0)).toBe(80);
    expect(ledger.entries.reduce((sum, { held_change: change }) => sum + change, 0)).toBe(0);
    const page = modelPageAnswerSchema.parse((await host.call("GET", "/api/product-3d-models?limit=1", { user })).body);
    expect(page.models.map(({ id }) => id)).toEqual([modelId]);
  });

  it("keeps showing the old version while a new one is made and when it fails, and gives the credits back", async () => {
    const user = await host.user(20);
    const sourceId = randomUUID();
    const first = await finish(user, sourceId);
    const { body } = await start(user, sourceId);
    const run = await runOf(body.modelId);
    expect(await entry(user, sourceId)).toMatchObject({ model: { id: first }, generation: { id: body.modelId } });
    run.fail(photoIsBad("The back photo shows nothing that stands out."));
    const failed = await until("the failure is told", async () => {
      const answer = await entry(user, sourceId);
      return answer.generation?.status === "FAILED" && answer;
    });
    expect(failed).toMatchObject({ model: { id: first, is_active: true }, generation: { id: body.modelId, task_error: "The back photo shows nothing that stands out." } });
    expect((await host.call("GET", "/api/credits", { user })).body).toMatchObject({ balance: 10, held: 0 });
  });

  it("answers for many sources in one request, also for those without a model", async () => {
    const user = await host.user();
    const [made, bare] = [randomUUID(), randomUUID()];
    const modelId = await finish(user, made);
    const { body } = await host.call("GET", `/api/product-3d-models?sourceType=product&sourceIds=${made},${bare}`, { user });
    expect(modelEntriesAnswerSchema.parse(body).models).toMatchObject({ [made]: { model: { id: modelId }, generation: null }, [bare]: { model: null, generation: null } });
  });

  it("answers for models by their ids, and leaves out those of others and those that are not there", async () => {
    const [user, other] = [await host.user(), await host.user()];
    const [mine, theirs] = [await finish(user, randomUUID()), await finish(other, randomUUID())];
    const { status, body } = await host.call("GET", `/api/product-3d-models?modelIds=${mine.toUpperCase()},${theirs},${randomUUID()}`, { user });
    expect([status, Object.keys(modelsByIdAnswerSchema.parse(body).models)]).toEqual([200, [mine]]);
    expect(body.models[mine]).toMatchObject({ id: mine, status: "SUCCEEDED", is_active: true, model_urls: { glb: expect.stringContaining(mine) } });
  });

  it("refuses a second generation of the same source with the first one's ids", async () => {
    const user = await host.user();
    const sourceId = randomUUID();
    const first = await start(user, sourceId);
    const again = await start(user, sourceId);
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ success: false, code: "generation_in_progress", modelId: first.body.modelId, taskId: first.body.taskId });
    (await runOf(first.body.modelId)).succeed();
  });

  it("stops what is being made when it is deleted, frees its credits, and never shows it", async () => {
    const user = await host.user(10);
    const sourceId = randomUUID();
    const { body } = await start(user, sourceId);
    const run = await runOf(body.modelId);
    expect((await host.call("DELETE", `/api/product-3d-models?modelId=${body.modelId}`, { user })).status).toBe(200);
    expect((await host.call("GET", "/api/credits", { user })).body).toMatchObject({ balance: 10, held: 0 });
    run.progress(70);
    await until("the run is stopped", () => run.signal.aborted);
    expect(await entry(user, sourceId)).toMatchObject({ model: null, generation: null });
    expect((await host.call("GET", `/api/generate-3d-model?taskId=${body.taskId}`, { user })).status).toBe(404);
  });

  it("keeps the only version, and makes the newest one active when the active one goes", async () => {
    const user = await host.user();
    const sourceId = randomUUID();
    const first = await finish(user, sourceId);
    const only = await host.call("DELETE", `/api/product-3d-models?modelId=${first}`, { user });
    expect([only.status, only.body.code]).toEqual([409, "only_version"]);
    const second = await finish(user, sourceId);
    const third = await finish(user, sourceId);
    expect((await host.call("DELETE", `/api/product-3d-models?modelId=${third}`, { user })).status).toBe(200);
    expect((await entry(user, sourceId)).model).toMatchObject({ id: second, is_active: true });
    const fourth = await finish(user, sourceId);
    const all = await versions(user, sourceId);
    expect(all.models.map((model: { version: number }) => model.version)).toEqual([4, 2, 1]);
    expect(all.models[0].id).toBe(fourth);
  });

  it("starts two of 25 credits when 12 sources are asked for at once, and says why of the others", async () => {
    const user = await host.user(25);
    const imageUrls = await uploadPhotos(host, user);
    const answers = await Promise.all(Array.from({ length: 12 }, () => host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls, sourceType: "product", sourceId: randomUUID() } })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, ...Array.from({ length: 10 }, () => 402)]);
    expect(answers.find(({ status }) => status === 402)?.body).toMatchObject({ code: "insufficient_credits", cost: 10, available: 5, message: expect.stringContaining("5 are available") });
    // One runs at a time, and which of the two is first need not be the order of their answers.
    await Promise.all(answers.filter(({ status }) => status === 200).map(async ({ body }) => (await runOf(body.modelId)).succeed()));
    await until("both are charged", async () => (await host.call("GET", "/api/credits", { user })).body.balance === 5);
  });
});
