import { randomUUID } from "node:crypto";
import { adminDeliveryPageSchema, adminGenerationPageSchema, adminLedgerPageSchema, overviewSchema, storageUseSchema, timelineSchema, troubledFilePageSchema, usageSchema, type TimelineEvent } from "@model-3d/contract";
import express from "express";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ENDPOINTS } from "../src/router.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type Answer, type TestHost } from "./start-test-host.ts";
import { createStubAsyncProvider, STUB_SECRET, STUB_SECRET_HEADER, succeededAt, type StubAsyncProvider } from "./stub-async-provider.ts";

const MINUTE_MS = 60_000;
const FILE = "https://assets.example.com/model.glb?Signature=very-secret-signature";
const READS = ENDPOINTS.filter(({ who, method }) => who === "operator" && method === "get").map(({ path }) => `/api${path.replace(/:\w+/, randomUUID())}`);

let host: TestHost;
let service: StubAsyncProvider;
let aheadMs = 0;
const clock = { now: () => new Date(Date.now() + aheadMs) };
const made: Record<"succeeded" | "failed" | "stuck" | "other", { modelId: string; taskId: string; user: string; sourceId: string }> = {} as never;

const ask = (path: string, headers: Record<string, string> = { "x-operator": "ann" }): Promise<Answer> => host.call("GET", path, { headers });
const read = async (path: string) => {
  const { status, body } = await ask(path);
  expect([status, body.success], JSON.stringify(body)).toEqual([200, true]);
  return body;
};
const deliver = (taskId: string, body = service.bodyOf(taskId, service.tasks.find((task) => task.taskId === taskId)?.report ?? { status: "SUCCEEDED" })) =>
  host.call("POST", `/api/webhooks/${service.name}`, { body, headers: { "content-type": "application/json", [STUB_SECRET_HEADER]: STUB_SECRET } });

beforeAll(async () => {
  service = createStubAsyncProvider({ fileLifeMs: 3 * 24 * 60 * MINUTE_MS, now: clock.now });
  host = await startTestHost({
    providers: [service],
    tasks: { tickMs: 50, firstLookMs: 30, lastLookMs: 100, askIntervalMs: 1, news: { sweeper: false, stream: false } },
    clock,
    authorizeOperator: (request) => (request.get("x-operator") ? { operatorId: request.get("x-operator") ?? "", may: request.get("x-operator") === "bob" ? [] : ["generations", "webhooks", "credits"] } : null),
  });
  for (const name of ["succeeded", "failed", "stuck", "other"] as const) {
    const [user, sourceId] = [await host.user(50), randomUUID()];
    const { body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId } });
    made[name] = { ...body, user, sourceId };
  }
  service.tell(made.succeeded.taskId, succeededAt(FILE));
  service.tell(made.failed.taskId, { status: "FAILED", message: `No object was found in ${FILE}`, code: "no_object", actor: "user", cost: null });
  for (const { taskId } of [made.succeeded, made.failed]) await deliver(taskId);
  await until("both have ended", async () => (await read("/api/admin/overview")).ended.succeeded + (await read("/api/admin/overview")).ended.failed === 2);
  await until("their news was worked on", async () => (await read("/api/admin/webhooks?state=applied")).deliveries.length === 2);
});
afterAll(() => host.stop());

describe("who is let in", () => {
  it.each(READS)("%s is not there for anybody but an operator, signed in or not, and by no method", async (path) => {
    for (const headers of [{}, { "x-user": made.succeeded.user }] as Record<string, string>[]) {
      for (const method of ["GET", "POST", "PUT", "DELETE"]) {
        const { status, body, headers: answered } = await host.call(method, path, { headers: { ...headers, origin: "https://evil.example" } });
        expect([status, body.code, answered.get("allow")], method).toEqual([404, "not_found", null]);
      }
    }
    expect((await host.call("PUT", path, { headers: { "x-operator": "ann" } })).status).toBe(405);
  });

  it("where the host names nobody, the paths are the host's own and no document tells of them", async () => {
    const other = await startTestHost({ withoutWorkers: true, mount: ({ router }) => express().use("/api", router).use("/api/admin", (_request, response) => void response.status(418).json({ ours: true })) });
    for (const path of READS) expect((await other.call("GET", path, { headers: { "x-operator": "ann" } })).body, path).toEqual({ ours: true });
    const paths = async (from: TestHost) => Object.keys((await from.call("GET", "/api/openapi.json")).body.paths).filter((path) => path.startsWith("/admin"));
    expect(await paths(other)).toEqual([]);
    expect((await paths(host)).length).toBeGreaterThanOrEqual(READS.length);
    await other.stop();
  });

  it("counts those who are none towards their address, until they are told to wait", async () => {
    const strict = await startTestHost({ withoutWorkers: true, rateLimits: { strangers: { requests: 3, windowMs: MINUTE_MS }, reads: { requests: 2, windowMs: MINUTE_MS } }, authorizeOperator: (request) => (request.get("x-operator") ? { operatorId: "ann" } : null) });
    const statuses = async (headers: Record<string, string>, times: number) => Promise.all(Array.from({ length: times }, async () => (await strict.call("GET", "/api/admin/usage", { headers })).status));
    expect((await statuses({}, 5)).sort()).toEqual([404, 404, 404, 429, 429]);
    expect((await statuses({ "x-operator": "ann" }, 4)).sort()).toEqual([200, 200, 429, 429]);
    await strict.stop();
  });

  it("says what an operator may, and refuses a host that says nonsense", async () => {
    expect((await ask("/api/admin/overview", { "x-operator": "bob" })).body.operator).toEqual({ id: "bob", may: [] });
    expect((await ask(`/api/admin/generations/${made.stuck.modelId}`, { "x-operator": "bob" })).body.can).toEqual([]);
    expect((await ask("/api/admin/overview", { "x-operator": "x".repeat(201) })).status).toBe(500);
  });
});

describe("what an operator reads", () => {
  it("the overview: the queue, what goes on, what ended and why, what waits", async () => {
    const overview = overviewSchema.parse(await read("/api/admin/overview"));
    expect(overview.open?.reduce((sum, { count }) => sum + count, 0)).toBe(2);
    expect(overview).toMatchObject({ operator: { id: "ann", may: ["generations", "webhooks", "credits"] }, stuck: 0, ended: { succeeded: 1, failed: 1, expired: 0 } });
    expect(overview.ended?.reasons).toEqual([{ reason: expect.stringContaining("No object was found in https://assets.example.com/model.glb?[hidden]"), count: 1 }]);
    expect(overview.files).toEqual([{ provider: service.name, waiting: 1, at_risk: 0 }]);
    expect(overview.jobs?.map(({ name }) => name)).toContain("copy-model-files");
  });

  it("generations by state, reason, user, source and time", async () => {
    const ids = async (query: string) => adminGenerationPageSchema.parse(await read(`/api/admin/generations?${query}`)).generations.map(({ id }) => id);
    const { succeeded, failed, stuck, other } = made;
    expect(await ids("")).toEqual([other, stuck, failed, succeeded].map(({ modelId }) => modelId));
    expect(await ids("status=FAILED")).toEqual([failed.modelId]);
    expect(await ids("reason=no%20OBJECT")).toEqual([failed.modelId]);
    expect(await ids("reason=%25")).toEqual([]);
    expect(await ids(`userId=${stuck.user.toUpperCase()}`)).toEqual([stuck.modelId]);
    expect(await ids(`sourceType=product&sourceId=${other.sourceId}`)).toEqual([other.modelId]);
    expect(await ids(`since=${new Date(Date.now() + MINUTE_MS).toISOString()}`)).toEqual([]);
    expect(await ids("stuck=true")).toEqual([]);
  });

  it("by pages, without one twice and without a gap, also where a state has none", async () => {
    for (const query of ["", "&reason=no"]) {
      const seen: string[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const { generations, nextCursor }: { generations: { id: string }[]; nextCursor: string | null } = await read(`/api/admin/generations?limit=1${query}${cursor && `&cursor=${cursor}`}`);
        seen.push(...generations.map(({ id }) => id));
        cursor = nextCursor;
      }
      expect(seen).toEqual((await read(`/api/admin/generations?limit=100${query}`)).generations.map(({ id }: { id: string }) => id));
    }
    expect((await ask("/api/admin/generations?cursor=bm9uc2Vuc2U")).body).toMatchObject({ code: "invalid_request", issues: [{ path: "cursor" }] });
    for (const bad of ["limit=0", "limit=101", "status=DONE", "userId=ann", "since=yesterday", "sourceId=1", "stuck=maybe"]) expect((await ask(`/api/admin/generations?${bad}`)).status, bad).toBe(400);
  });

  it("every event of one generation on one time line, in order, without an address that gives anything away", async () => {
    const timeline = timelineSchema.parse(await read(`/api/admin/generations/${made.succeeded.modelId}`));
    expect(timeline).toMatchObject({ isComplete: true, can: ["refund"], generation: { id: made.succeeded.modelId, status: "SUCCEEDED", is_active: true, is_stuck: false, task_id: made.succeeded.taskId } });
    const kinds = timeline.events.map(({ kind }) => kind);
    for (const kind of ["requested", "credits_held", "task_queued", "task_submitted", "webhook_received", "credits_charged", "succeeded", "activated", "task_ended", "event_told", "file_waiting"] as const) expect(kinds, kind).toContain(kind);
    expect(timeline.events.map(({ at }) => at)).toEqual(timeline.events.map(({ at }) => at).sort());
    const factsOf = (kind: TimelineEvent["kind"]) => timeline.events.find((event) => event.kind === kind)?.facts;
    expect(factsOf("requested")).toMatchObject({ provider: service.name, version: 1 });
    expect(factsOf("credits_held")).toEqual({ amount: 10 });
    expect(factsOf("credits_charged")).toEqual({ amount: 10, short: 0 });
    expect(factsOf("webhook_received")).toMatchObject({ state: "applied", status: "SUCCEEDED", attempts: 1 });
    const failed = timelineSchema.parse(await read(`/api/admin/generations/${made.failed.modelId}`));
    expect(failed.events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["failed", "credits_released"]));
  });

  it("what services told, without what they sent", async () => {
    const [first] = adminDeliveryPageSchema.parse(await read("/api/admin/webhooks?limit=1")).deliveries;
    expect(first).toMatchObject({ provider: service.name, task_id: made.failed.taskId, state: "applied", status: "FAILED" });
    expect(Object.keys((await read("/api/admin/webhooks")).deliveries[0])).not.toEqual(expect.arrayContaining(["body"]));
    const { nextCursor } = await read("/api/admin/webhooks?limit=1");
    expect((await read(`/api/admin/webhooks?limit=1&cursor=${nextCursor}`)).deliveries[0].task_id).toBe(made.succeeded.taskId);
    expect((await read("/api/admin/webhooks?state=given_up")).deliveries).toEqual([]);
    expect((await read("/api/admin/webhooks?provider=nobody")).deliveries).toEqual([]);
  });

  it("the ledger of all users by user, kind, reference and time", async () => {
    const search = async (query: string) => adminLedgerPageSchema.parse(await read(`/api/admin/ledger?${query}`)).entries;
    expect((await search("limit=100")).filter(({ kind }) => kind === "hold")).toHaveLength(4);
    expect((await search("kind=grant")).map(({ user_id }) => user_id)).toEqual([made.other, made.stuck, made.failed, made.succeeded].map(({ user }) => user));
    expect((await search(`userId=${made.failed.user}`)).map(({ kind }) => kind)).toEqual(["release", "hold", "grant"]);
    expect((await search(`reference=${made.succeeded.modelId}`)).map(({ kind }) => kind)).toEqual(["charge", "hold"]);
    expect(await search(`reference=${randomUUID()}`)).toEqual([]);
    expect(await search(`until=${new Date(Date.now() - 60 * MINUTE_MS).toISOString()}`)).toEqual([]);
  });

  it("files that lie with the service still, what is stored, and what was used", async () => {
    const { files } = troubledFilePageSchema.parse(await read("/api/admin/files"));
    expect(files).toMatchObject([{ model_id: made.succeeded.modelId, name: "model.glb", state: "waiting", provider: service.name }]);
    expect((await read("/api/admin/files?state=lost")).files).toEqual([]);
    const storage = storageUseSchema.parse(await read("/api/admin/storage"));
    expect(storage.isEstimate).toBe(false);
    expect(storage.kinds.find(({ kind, state }) => kind === "source_image" && state === "stored")).toMatchObject({ files: expect.any(Number) });
    expect(storage.kinds.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(1_000);
    const usage = usageSchema.parse(await read("/api/admin/usage?days=7"));
    expect(usage.days.reduce((sum, day) => sum + day.generations, 0)).toBe(4);
    expect(usage.days.reduce((sum, day) => sum + day.credits, 0)).toBe(10);
    expect(usage.users).toEqual([{ user_id: made.succeeded.user, generations: 1, credits: 10 }]);
  });

  it("nowhere a secret, the signature of an address, or the body of a delivery", async () => {
    for (const path of [...READS.filter((known) => !/generations\/./.test(known)), ...Object.values(made).map(({ modelId }) => `/api/admin/generations/${modelId}`)]) {
      const text = JSON.stringify((await ask(path)).body);
      expect(text, path).not.toContain("very-secret-signature");
      expect(text, path).not.toContain(STUB_SECRET);
    }
  });

  it("a generation that nobody has heard of for ten minutes is stuck, the longest silent first", async () => {
    aheadMs = 11 * MINUTE_MS;
    const { generations } = await read("/api/admin/generations?stuck=true");
    expect(generations.map(({ id }: { id: string }) => id)).toEqual([made.stuck.modelId, made.other.modelId]);
    expect(generations[0]).toMatchObject({ is_stuck: true });
    expect((await read("/api/admin/overview")).stuck).toBe(2);
    const { nextCursor } = await read("/api/admin/generations?stuck=true&limit=1");
    expect((await read(`/api/admin/generations?stuck=true&limit=1&cursor=${nextCursor}`)).generations.map(({ id }: { id: string }) => id)).toEqual([made.other.modelId]);
    aheadMs = 0;
  });
});

it("what is kept of a version that was deleted is still shown, and nothing of one that never was", async () => {
  const { modelId, user } = made.failed;
  expect((await host.call("DELETE", `/api/product-3d-models?modelId=${modelId}`, { user })).status).toBe(200);
  const timeline = await read(`/api/admin/generations/${modelId}`);
  expect(timeline).toMatchObject({ generation: null, can: [] });
  expect(timeline.events.map(({ kind }: TimelineEvent) => kind)).toEqual(expect.arrayContaining(["credits_held", "credits_released", "task_ended"]));
  expect((await ask(`/api/admin/generations/${randomUUID()}`)).status).toBe(404);
  expect((await ask("/api/admin/generations/1")).status).toBe(400);
});
