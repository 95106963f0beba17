import { createHash } from "node:crypto";
import { join, relative } from "node:path";
import { archiveAnswerSchema, type Archive } from "@model-3d/contract";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { letAllSucceed, makeItems, startBatch, untilDone } from "./batch-bench.ts";
import { makeModel } from "./export-bench.ts";
import { listFiles } from "./list-files.ts";
import { makeBoxGlb } from "./make-box-glb.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";

const HOUR_MS = 60 * 60_000;

describe("an archive that is stored", () => {
  let test: TestDatabase;
  let host: TestHost;
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
    host = await startTestHost({ database: String(test.connection), archives: { maxPerUser: 1 } });
  });
  afterAll(async () => {
    await host.stop();
    await test.remove();
  });

  const ask = (user: string, json: object) => host.call("POST", "/api/model-archives", { user, json });
  const ready = (user: string, { id }: Archive, of = host) =>
    until("it is packed", async () => {
      const { archive } = archiveAnswerSchema.parse((await of.call("GET", `/api/model-archives/${id}`, { user })).body);
      return archive.status === "SUCCEEDED" && archive;
    });
  const read = (user: string, { url }: Archive, headers: Record<string, string> = {}) => host.call("GET", String(url), { user, headers });
  const stored = async () => (await listFiles(host.filesDirectory)).map(({ parentPath, name }) => relative(host.filesDirectory, join(parentPath, name))).filter((name) => /^archives.*\.zip$/.test(name));

  it("is packed once, and its download goes on where it broke off", async () => {
    const glb = await makeBoxGlb();
    const user = await host.user(100);
    host.provider.always = (run) => run.succeed(glb);
    const batchId = await startBatch(host, user, await makeItems(host, user, 3), { name: "Oak: chairs" });
    await untilDone(host, user, batchId);
    const asked = await ask(user, { batchId });
    expect([asked.status, asked.body.archive]).toMatchObject([202, { status: "PENDING", models: 3, url: null, bytes: null, name: "Oak: chairs-glb.zip" }]);
    const archive = await ready(user, asked.body.archive);
    expect(await ask(user, { batchId })).toMatchObject({ status: 200, body: { archive: { id: archive.id, url: archive.url } } });
    expect(await stored()).toHaveLength(1);

    const whole = await read(user, archive);
    expect([whole.status, whole.headers.get("accept-ranges"), whole.headers.get("content-type"), Number(whole.headers.get("content-length"))]).toEqual([200, "bytes", "application/zip", archive.bytes]);
    expect(whole.headers.get("content-disposition")).toContain(`filename="Oak-chairs-glb.zip"`);
    const tag = `"${createHash("sha256").update(whole.body).digest("hex")}"`;
    expect(whole.headers.get("etag")).toBe(tag);
    expect(Object.keys(unzipSync(whole.body))).toHaveLength(4);

    const first = await read(user, archive, { range: "bytes=0-99" });
    const rest = await read(user, archive, { range: "bytes=100-", "if-range": tag });
    expect([first.status, rest.status, rest.headers.get("content-range")]).toEqual([206, 206, `bytes 100-${whole.body.length - 1}/${whole.body.length}`]);
    expect(Buffer.concat([first.body, rest.body]).equals(whole.body)).toBe(true);
    expect((await read(user, archive, { range: "bytes=100-", "if-range": '"of another one"' })).status).toBe(200);
    expect(await read(user, archive, { range: `bytes=${whole.body.length}-` })).toMatchObject({ status: 416, body: { code: "range_not_satisfiable" } });
    expect((await read(user, archive, { "if-none-match": tag })).status).toBe(304);
    expect((await host.call("HEAD", String(archive.url), { user })).headers.get("content-length")).toBe(String(archive.bytes));
    expect((await host.model3d.check()).invariants.flatMap(({ rows }) => rows)).toEqual([]);
  }, 60_000);

  it("is asked for once with an Idempotency-Key, which another wish cannot have", async () => {
    const { user, modelId } = await makeModel(host);
    host.provider.always = null;
    const headers = { "idempotency-key": "pack" };
    const post = (json: object) => host.call("POST", "/api/model-archives", { user, json, headers });
    const first = await post({ modelIds: [modelId] });
    expect(first.status).toBe(202);
    await ready(user, first.body.archive);
    expect(await post({ modelIds: [modelId] })).toMatchObject({ status: 202, body: first.body });
    expect(await post({ modelIds: [modelId], format: "stl" })).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
    expect(await host.call("POST", "/api/model-archives", { user, json: { modelIds: [modelId] } })).toMatchObject({ status: 200, body: { archive: { id: first.body.archive.id, missing: 0 } } });
  }, 60_000);

  it("is refused where there is nothing, or as many as may be are on their way", async () => {
    const made = await makeModel(host);
    host.provider.always = null;
    expect(await ask(made.user, { modelIds: [made.modelId], format: "stl" })).toMatchObject({ status: 202 });
    expect(await ask(made.user, {})).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    expect(await ask(made.user, { modelIds: [made.modelId], batchId: made.modelId })).toMatchObject({ status: 400 });
    expect(await ask(made.user, { modelIds: [made.sourceId] })).toMatchObject({ status: 409, body: { code: "nothing_to_archive" } });
    const other = await startTestHost({ database: String(test.connection), storage: { kind: "folder", directory: host.filesDirectory }, archives: { maxPerUser: 1 }, exports: { formats: ["glb"] }, withoutWorkers: true });
    expect(await other.call("POST", "/api/model-archives", { user: made.user, json: { modelIds: [made.modelId], format: "stl" } })).toMatchObject({ body: { code: "format_unavailable" } });
    await other.stop();
  }, 60_000);

  it("says when to ask again where as many as may be are on their way", async () => {
    const { user, modelId } = await makeModel(host);
    const models = JSON.stringify(Array.from({ length: 80 }, () => ({})));
    await test.database.asService((trx) => trx.raw("insert into model_archives (user_id, format, name, models, content_hash, status, created_at, expires_at) values (?, 'glb', 'long', ?, 'h', 'IN_PROGRESS', now(), now() + interval '1 day')", [user, models]));
    const refused = await ask(user, { modelIds: [modelId] });
    expect(refused).toMatchObject({ status: 429, body: { code: "too_many_exports", underWay: 1, limit: 1 } });
    const seconds = Number(refused.headers.get("retry-after"));
    expect(refused.body.retryAfter).toBe(seconds);
    // 80 models of a quarter of a second each, of which a moment has passed.
    expect(seconds).toBeGreaterThanOrEqual(10);
    expect(seconds).toBeLessThanOrEqual(20);
  }, 60_000);

  it("is taken away when its time is over, row and file, and made anew for whoever asks then", async () => {
    const user = await host.user(100);
    const [one, two] = [await makeModel(host, { user }), await makeModel(host, { user })];
    letAllSucceed(host)();
    const asked = (await ask(user, { modelIds: [one.modelId, two.modelId] })).body.archive;
    const archive = await ready(user, asked);
    const before = await stored();
    // Whoever starts tomorrow, when nobody of today is left to whom nothing is due yet.
    await host.model3d.stop();
    const later = await startTestHost({ database: String(test.connection), storage: { kind: "folder", directory: host.filesDirectory }, clock: { now: () => new Date(Date.now() + 25 * HOUR_MS) } });
    await until("the rows are gone", async () => (await later.call("GET", `/api/model-archives/${archive.id}`, { user })).status === 404);
    await until("the files are gone", async () => (await stored()).every((name) => !before.includes(name)));
    const again = await later.call("POST", "/api/model-archives", { user, json: { modelIds: [one.modelId, two.modelId] } });
    expect(again).toMatchObject({ status: 202 });
    expect((await ready(user, again.body.archive, later)).id).not.toBe(archive.id);
    await later.stop();
  }, 90_000);
});
