import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ErrorReport } from "../src/index.ts";
import { cancelBatch, changeBatch, letAllSucceed, makeItems, startBatch, untilBatch, untilDone } from "./batch-bench.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { photoIsBad } from "./stub-provider.ts";
import { DATABASE_KINDS, openTestConnection, type TestConnection } from "./test-connection.ts";

/** All figures under the name, by the labels as they are written. */
function figuresOf(text: string, name: string): Map<string, number> {
  const figures = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [, labels = "", value] = new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`).exec(line) ?? [];
    if (value !== undefined) figures.set(labels, Number(value));
  }
  return figures;
}

const sum = (figures: Map<string, number>) => [...figures.values()].reduce((total, value) => total + value, 0);

describe.each(DATABASE_KINDS)("what a host sees, on %s", (kind) => {
  let connection: TestConnection;
  let host: TestHost;
  const lines: Record<string, unknown>[] = [];
  const reports: [Error, ErrorReport][] = [];

  beforeAll(async () => {
    connection = await openTestConnection(kind);
    host = await startTestHost({
      database: connection.database,
      metrics: true,
      viewerReports: true,
      logger: pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line)) }),
      onError: (...report) => void reports.push(report),
      authenticate: (request) => {
        const user = request.get("x-user");
        if (user === "broken") throw new Error("The sessions are away.");
        return user ? { userId: user } : null;
      },
    });
  });

  afterAll(async () => {
    await host.stop();
    await connection.close();
  });

  const metrics = async () => new TextDecoder().decode((await host.call("GET", "/api/metrics")).body);
  const figures = async (name: string) => figuresOf(await metrics(), name);
  const start = async (user: string, sourceId: string) => (await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId } })).body.modelId as string;
  const runOf = (modelId: string) => until("the run has started", () => host.provider.runs.find((run) => run.request.modelId === modelId));
  const ends = (user: string, modelId: string, status: string) => until(`it is ${status}`, async () => (await host.call("GET", `/api/product-3d-models?modelIds=${modelId}`, { user })).body.models[modelId]?.status === status);
  const make = async (user: string, sourceId: string) => {
    const modelId = await start(user, sourceId);
    (await runOf(modelId)).succeed();
    await ends(user, modelId, "SUCCEEDED");
    return modelId;
  };

  it("how pages' viewers did, told by signed-in users, in the words of the contract alone", async () => {
    const user = await host.user();
    const tell = (reports: unknown, by: string | null = user) => host.call("POST", "/api/viewer-reports", { user: by, json: { reports } });
    const load = { kind: "load", quality: "low", seconds: 0.4 };
    expect((await tell([load, { ...load, quality: "full", seconds: 3 }, { kind: "fault", fault: "no_webgl" }])).body).toEqual({ success: true });
    for (const wrong of [[], [{ kind: "fault", fault: "a".repeat(30) }], [{ ...load, seconds: -1 }], [{ ...load, model: randomUUID() }], Array.from({ length: 51 }, () => load), null]) expect((await tell(wrong)).status).toBe(400);
    expect((await tell([load], null)).status).toBe(401);
    const text = await metrics();
    expect(Object.fromEntries(figuresOf(text, "model_3d_viewer_load_seconds_count"))).toEqual({ 'quality="low"': 1, 'quality="full"': 1 });
    expect(figuresOf(text, "model_3d_viewer_load_seconds_sum").get('quality="full"')).toBe(3);
    expect(Object.fromEntries([...figuresOf(text, "model_3d_viewer_faults_total")].filter(([, value]) => value > 0))).toEqual({ 'fault="no_webgl"': 1 });
  });

  it("generations by outcome, reason, views and whether they are the first; credits; roll-backs; what is under way", async () => {
    const user = await host.user(100);
    const sourceId = randomUUID();
    const first = await make(user, sourceId);
    await make(user, sourceId);
    const failing = await start(user, sourceId);
    await runOf(failing);
    const busy = await metrics();
    expect(figuresOf(busy, "model_3d_generations_open").size).toBe(1);
    expect(sum(figuresOf(busy, "model_3d_generations_open"))).toBe(1);
    expect(figuresOf(busy, "model_3d_generations_open_age_seconds").get('provider="stub"')).toBeGreaterThan(0);
    expect(figuresOf(busy, "model_3d_jobs").get('queue="run-generation",state="running"')).toBe(1);
    expect(figuresOf(busy, "model_3d_jobs").get('queue="process-webhook",state="ready"')).toBe(0);
    (await runOf(failing)).fail(photoIsBad("Nothing is seen."));
    await ends(user, failing, "FAILED");
    await host.call("PATCH", `/api/product-3d-models`, { user, json: { modelId: first, action: "set_active" } }).then(({ status }) => expect(status).toBe(200));

    const text = await metrics();
    expect(Object.fromEntries(figuresOf(text, "model_3d_generations_started_total"))).toEqual({ 'provider="stub",source="product",kind="first",views="back+front"': 1, 'provider="stub",source="product",kind="again",views="back+front"': 2 });
    expect(Object.fromEntries([...figuresOf(text, "model_3d_generations_total")].filter(([, value]) => value > 0))).toEqual({ 'provider="stub",outcome="succeeded",reason="none"': 2, 'provider="stub",outcome="failed",reason="user"': 1 });
    expect(figuresOf(text, "model_3d_generation_seconds_count").get('provider="stub",outcome="succeeded"')).toBe(2);
    expect(figuresOf(text, "model_3d_credits_charged_total").get('provider="stub"')).toBe(20);
    expect(Object.fromEntries(figuresOf(text, "model_3d_versions_activated_total"))).toEqual({ 'to="older"': 1 });
    expect(figuresOf(text, "model_3d_generations_open").size).toBe(0);
    expect(figuresOf(text, "model_3d_generations_open_age_seconds").get('provider="stub"')).toBe(0);
    // Its job ends a moment after its model.
    await until("the jobs are counted", async () => (await figures("model_3d_job_seconds_count")).get('queue="run-generation",result="done"') === 3);
    // What has not happened yet is 0, so that the first time is seen as a step.
    expect(figuresOf(text, "model_3d_provider_files_total").get('provider="stub",result="lost"')).toBe(0);
    expect([...figuresOf(text, "model_3d_info").keys()][0]).toMatch(/^version="\d/);
  });

  it("what waits in batches, which is no job yet, and for how long nobody's turn has come; not what rests", async () => {
    const user = await host.user(1_000);
    const waiting = (of: string) => figuresOf(of, "model_3d_batch_items_waiting").get('provider="stub"');
    const age = (of: string) => figuresOf(of, "model_3d_batch_turn_age_seconds").get('provider="stub"');
    const before = await metrics();
    expect([waiting(before), age(before)]).toEqual([0, 0]);
    const id = await startBatch(host, user, await makeItems(host, user, 30));
    const { counts } = await untilBatch(host, user, id, "as many as may be have begun", (batch) => batch.counts.inProgress > 0);
    const text = await until("somebody waits", async () => {
      const now = await metrics();
      return (age(now) ?? 0) > 0 && now;
    });
    expect(waiting(text)).toBeGreaterThan(0);
    expect(waiting(text)).toBeLessThanOrEqual(counts.waiting);
    expect(sum(new Map([...figuresOf(text, "model_3d_jobs")].filter(([labels]) => labels.includes('"start-batch-item"'))))).toBeLessThan(counts.waiting);
    await changeBatch(host, user, id, "pause");
    const resting = await metrics();
    expect([waiting(resting), age(resting)]).toEqual([0, 0]);
    await cancelBatch(host, user, id);
    const wait = letAllSucceed(host);
    await untilDone(host, user, id);
    wait();
  });

  it("requests by the form of their route and their status, never by address", async () => {
    const before = (await figures("model_3d_request_seconds_count")).get('method="GET",route="/model-files/:modelId/:name",status="404"') ?? 0;
    const user = await host.user(0);
    await host.call("GET", `/api/model-files/${randomUUID()}/model.glb`, { user });
    await until("it is counted", async () => ((await figures("model_3d_request_seconds_count")).get('method="GET",route="/model-files/:modelId/:name",status="404"') ?? 0) === before + 1);
    expect(await metrics()).not.toContain(user);
  });

  it("a line for each request: its id, route, status, the user's hash and the model, and no user's id", async () => {
    const user = await host.user(0);
    const modelId = randomUUID();
    const requestId = `test-${randomUUID()}`;
    await host.call("PATCH", "/api/product-3d-models", { user, json: { modelId, action: "set_active" }, headers: { "x-request-id": requestId } });
    const line = await until("the line is written", () => lines.find((each) => each.requestId === requestId));
    expect(line).toMatchObject({ msg: "Answered", method: "PATCH", route: "/product-3d-models", status: "404", modelId });
    expect(line.user).toMatch(/^[0-9a-f]{16}$/);
    await host.call("GET", "/api/credits", { user, headers: { "x-request-id": `${requestId}-2` } });
    const second = await until("the line is written", () => lines.find((each) => each.requestId === `${requestId}-2`));
    expect(second.user).toBe(line.user);
    expect(JSON.stringify(lines)).not.toContain(user);
  });

  it("an error is told to the host's function with the request it happened in", async () => {
    const { status, headers } = await host.call("GET", "/api/credits", { user: "broken" });
    expect(status).toBe(500);
    const [error, report] = await until("it was reported", () => reports.find(([each]) => each.message === "The sessions are away."));
    expect(error).toBeInstanceOf(Error);
    expect(report).toMatchObject({ level: "error", tags: { requestId: headers.get("x-request-id"), route: "/credits", method: "GET", code: "internal_error" }, extra: { message: "A request failed" } });
  });
});
