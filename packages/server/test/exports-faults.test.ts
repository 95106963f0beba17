import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { afterEach, describe, expect, it } from "vitest";
import { ask, askAndWait, findExportFiles, look, makeModel } from "./export-bench.ts";
import { makeBoxGlb } from "./make-box-glb.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";

/** So many triangles that a STEP of them keeps a thread busy for seconds. */
const LARGE = { cuts: 120 };
const SLOW = { format: "step", options: { tessellated: true } };

describe("an export that comes to nothing", () => {
  let host: TestHost;
  afterEach(() => host.stop());

  it.each([
    ["takes longer than it may", { timeoutMs: 1 }, "took_too_long", /more than the 1 seconds/],
    ["takes more memory than it may", { maxMemoryMb: 16 }, "too_large", /16 MB/],
    ["becomes a larger file than it may", { maxFileBytes: 100 }, "too_large", /at most 100 bytes/],
  ])("says that it %s, and what to do, and is tried anew when it is asked for again", async (_what, exports, code, message) => {
    host = await startTestHost({ exports });
    const made = await makeModel(host, { glb: await makeBoxGlb(LARGE) });
    const failed = await askAndWait(host, made, { format: "stl" });
    expect(failed).toMatchObject({ status: "FAILED", url: null, file_name: null, card: null, failure: { code } });
    expect(failed.failure?.message).toMatch(message);
    expect(await findExportFiles(host.filesDirectory)).toEqual([]);
    const again = await ask(host, made, { format: "stl" });
    expect(again.status).toBe(202);
    expect(again.body.exportId).not.toBe(failed.exportId);
    expect((await host.model3d.check()).holds).toBe(true);
  });

  it("says that the model's file cannot be read", async () => {
    host = await startTestHost({});
    const made = await makeModel(host, { glb: new TextEncoder().encode("no GLB at all") });
    expect((await askAndWait(host, made, { format: "obj" })).failure).toMatchObject({ code: "unreadable", message: expect.stringContaining("Make the model anew") });
  });

  it("says which dimension a flat model has not", async () => {
    host = await startTestHost({});
    const made = await makeModel(host, { glb: await makeBoxGlb({ depth: 0 }) });
    const failed = await askAndWait(host, made, { format: "obj", options: { realSize: { axis: "depth", value: 1, unit: "m" } } });
    expect(failed.failure).toMatchObject({ code: "unsuitable", message: expect.stringContaining("no depth") });
  });

  it("is not begun for a format that the host does not give", async () => {
    host = await startTestHost({ exports: { formats: ["stl"] } });
    const made = await makeModel(host);
    expect(await ask(host, made, { format: "step" })).toMatchObject({ status: 409, body: { code: "format_unavailable" } });
    const { formats } = (await host.call("GET", "/api/export-formats", { user: made.user })).body;
    expect(formats.filter(({ available }: { available: boolean }) => available).map(({ format }: { format: string }) => format)).toEqual(["stl"]);
  });
});

describe("on real Postgres", () => {
  it("no more are begun than a user may have under way, however many are asked for at once", async () => {
    const test = await createTestDatabase({ kind: "postgres" });
    const host = await startTestHost({ database: String(test.connection) });
    const made = await makeModel(host);
    const other = await makeModel(host);
    const idle = await startTestHost({ database: String(test.connection), withoutWorkers: true, exports: { maxPerUser: 3 } });
    await host.stop();
    const starts = await Promise.all(["stl", "obj", "ply", "fbx", "3mf", "dxf"].map((format) => ask(idle, made, { format })));
    expect(starts.map(({ status }) => status).sort()).toEqual([202, 202, 202, 429, 429, 429]);
    expect(starts.find(({ status }) => status === 429)?.body).toMatchObject({ code: "too_many_exports", underWay: 3, limit: 3, retryAfter: 5 });
    // What was asked for 40 seconds ago and is at 80 % should need another 10.
    await test.database.asService((trx) => trx("model_exports").where({ model_id: made.modelId }).update({ status: "IN_PROGRESS", progress: 80, created_at: new Date(Date.now() - 40_000) }));
    const refused = await ask(idle, made, { format: "usdz" });
    expect(["10", "11"]).toContain(refused.headers.get("Retry-After"));
    expect(refused.body).toMatchObject({ code: "too_many_exports", retryAfter: Number(refused.headers.get("Retry-After")) });
    expect((await ask(idle, other, { format: "stl" })).status).toBe(202);
    await idle.stop();
    await test.remove();
  });

  it("a model that is deleted while its file is made takes it along, and nothing stays", async () => {
    const test = await createTestDatabase({ kind: "postgres" });
    const host = await startTestHost({ database: String(test.connection) });
    const made = await makeModel(host, { glb: await makeBoxGlb(LARGE) });
    await makeModel(host, made);
    const { exportId } = (await ask(host, made, SLOW)).body;
    await until("it is being made", async () => (await look(host, made.user, exportId)).body.status === "IN_PROGRESS");
    expect((await host.call("DELETE", `/api/product-3d-models?modelId=${made.modelId}`, { user: made.user })).status).toBe(200);
    expect((await look(host, made.user, exportId)).status).toBe(404);
    // The next one comes after it in the only place.
    const next = await makeModel(host, { user: made.user });
    expect((await askAndWait(host, next, { format: "stl" })).status).toBe("SUCCEEDED");
    await until("only the next one's file is left", async () => (await findExportFiles(host.filesDirectory)).length === 1);
    expect((await host.model3d.check()).holds).toBe(true);
    await host.stop();
    await test.remove();
  });

  it("a process that is killed leaves its export to the next one, and there is one file in the end", async () => {
    const test = await createTestDatabase({ kind: "postgres" });
    const maker = await startTestHost({ database: String(test.connection) });
    const storage = { kind: "folder", directory: maker.filesDirectory } as const;
    const made = await makeModel(maker, { glb: await makeBoxGlb(LARGE) });
    const host = await startTestHost({ database: String(test.connection), storage, withoutWorkers: true });
    await maker.model3d.stop();
    const children: ChildProcess[] = [];
    const startWorker = async () => {
      const child = fork(fileURLToPath(new URL("killed/export-worker.ts", import.meta.url)), [String(test.connection), storage.directory], { execArgv: ["--conditions=model-3d-source", "--disable-warning=ExperimentalWarning"] });
      children.push(child);
      await once(child, "message");
    };
    await startWorker();
    const { exportId } = (await ask(host, made, SLOW)).body;
    await until("it is being made", async () => (await look(host, made.user, exportId)).body.status === "IN_PROGRESS");
    children[0]?.kill("SIGKILL");
    await startWorker();
    const ready = await until("it is made", async () => {
      const { body } = await look(host, made.user, exportId);
      return body.status === "SUCCEEDED" && body;
    }, 90_000);
    expect((await host.call("GET", ready.url)).body).toHaveLength(ready.card.bytes);
    const attempts = await test.database.asService(async (trx) => (await trx("model_exports").where({ id: exportId }).select("attempts"))[0]?.attempts as number);
    expect(attempts).toBe(2);
    const stored = await test.database.asService((trx) => trx("stored_files").where("name", "like", "export-%").where({ state: "stored" }).select("key"));
    expect(stored).toHaveLength(1);
    children[1]?.kill();
    await host.stop();
    await maker.stop();
    await test.remove();
  });
});
