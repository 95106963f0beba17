import { rm, mkdtemp, readdir, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { archiveManifestSchema, type Archive, type HostEvent } from "@model-3d/contract";
import { unzipSync } from "fflate";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBucketServer, type BucketServer } from "../src/files/test/bucket-server.ts";
import { makeModel, type MadeModel } from "./export-bench.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";

const manifestOf = (bytes: Uint8Array) => archiveManifestSchema.parse(JSON.parse(new TextDecoder().decode(unzipSync(bytes)["manifest.json"])));
const pathOf = (models: readonly MadeModel[]) => `/api/model-archive?modelIds=${models.map(({ modelId }) => modelId).join(",")}`;

/** Asks and leaves after a moment; however far it came. */
const leaveAfter = (host: TestHost, user: string, path: string, milliseconds: number) =>
  fetch(host.url + path, { headers: { "x-user": user }, signal: AbortSignal.timeout(milliseconds) })
    .then((answer) => answer.arrayBuffer())
    .catch(() => undefined);

describe("an archive of files in a folder", () => {
  let host: TestHost;
  let models: MadeModel[];
  let user: string;
  beforeAll(async () => {
    host = await startTestHost({});
    user = await host.user(100);
    models = [];
    for (let count = 0; count < 6; count += 1) models.push(await makeModel(host, { user }));
  }, 60_000);
  afterAll(() => host.stop());

  const untilPacked = (id: string, of = user): Promise<Archive & { url: string }> =>
    until("it is packed", async () => {
      const { archive } = (await host.call("GET", `/api/model-archives/${id}`, { user: of })).body;
      return archive.url !== null && archive;
    });

  it("ends with readers who leave at any moment, and with them nothing else", async () => {
    const faults: unknown[] = [];
    const note = (error: unknown) => void faults.push(error);
    process.on("uncaughtException", note);
    for (let round = 0; round < 12; round += 1) await Promise.all(Array.from({ length: 5 }, (_, at) => leaveAfter(host, user, pathOf(models), (round * 5 + at) % 37)));
    expect((await host.call("GET", pathOf(models), { user })).status).toBe(200);
    process.off("uncaughtException", note);
    expect(faults).toEqual([]);
  }, 60_000);

  it("has all others where the file of one is gone, sent and stored, and says so", async () => {
    const lost = [models[0], models[4]].map((model) => String(model?.modelId));
    const files = await readdir(host.filesDirectory, { recursive: true });
    for (const id of lost) for (const name of files.filter((file) => file.includes(id) && file.endsWith(".glb"))) await rm(join(host.filesDirectory, name));
    const missing = lost.map((model_id) => ({ model_id, reason: expect.stringContaining("gone from the storage") }));
    const sent = await host.call("GET", pathOf(models), { user });
    expect(sent.status).toBe(200);
    expect(manifestOf(sent.body)).toMatchObject({ missing, files: [1, 2, 3, 5].map((at) => ({ model_id: models[at]?.modelId })) });
    expect((await host.call("GET", pathOf(models.slice(0, 1)), { user })).status).toBe(200);
    const { archive } = (await host.call("POST", "/api/model-archives", { user, json: { modelIds: models.map(({ modelId }) => modelId) } })).body;
    const packed = await untilPacked(archive.id);
    expect(packed).toMatchObject({ models: 6, missing: 2 });
    expect(manifestOf((await host.call("GET", packed.url, { user })).body).missing).toMatchObject(missing);
  }, 60_000);

  it("is packed anew for whoever asks once what was missing is back, and again until then", async () => {
    const user = await host.user(100);
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.push((await makeModel(host, { user })).modelId);
    const place = (await readdir(host.filesDirectory, { recursive: true })).find((name) => name.includes(String(ids[1])) && name.endsWith(".glb"));
    if (place === undefined) throw new Error("There is a file of it.");
    const [there, away] = [join(host.filesDirectory, place), join(host.filesDirectory, "..", `${String(ids[1])}.glb`)];
    const heard: HostEvent[] = [];
    const leave = host.model3d.on("archive.ready", (event) => void (event.userId === user && heard.push(event)));
    const pack = async () => untilPacked((await host.call("POST", "/api/model-archives", { user, json: { modelIds: ids } })).body.archive.id, user);
    await rename(there, away);
    const first = await pack();
    expect(first).toMatchObject({ models: 3, missing: 1 });
    const second = await pack();
    expect(second.missing).toBe(1);
    expect(second.id).not.toBe(first.id);
    expect((await host.call("GET", `/api/model-archives/${first.id}`, { user })).status).toBe(404);
    await rename(away, there);
    const healed = await pack();
    expect(healed).toMatchObject({ models: 3, missing: 0 });
    expect(manifestOf((await host.call("GET", healed.url, { user })).body)).toMatchObject({ missing: [], files: [{}, {}, {}] });
    expect((await pack()).id).toBe(healed.id);
    await until("the host was told", () => heard.length === 3);
    leave();
    expect(heard.map(({ data }) => data)).toMatchObject([{ models: 3, missing: 1 }, { missing: 1 }, { missing: 0 }]);
  }, 60_000);
});

describe("an archive of files in a bucket that fails", () => {
  let bucket: BucketServer;
  let folder: string;
  let host: TestHost;
  let models: MadeModel[];
  let user: string;
  const lines: { level: number; msg: string; modelId?: string; key?: string; err?: { message: string } }[] = [];
  const reported: string[] = [];
  beforeAll(async () => {
    bucket = await startBucketServer("shop");
    folder = await mkdtemp(join(tmpdir(), "model-3d-bucket-"));
    host = await startTestHost({
      logger: pino({ level: "error" }, { write: (line: string) => void lines.push(JSON.parse(line)) }),
      onError: (error) => void reported.push(error.message),
      storage: { kind: "s3", bucket: "shop", region: "eu-central-1", endpoint: bucket.endpoint, forcePathStyle: true, credentials: { accessKeyId: "test-key", secretAccessKey: "test-secret" }, temporaryDirectory: folder },
    });
    user = await host.user(100);
    const glb = randomBytes(24 * 1024 * 1024);
    models = [await makeModel(host, { user, glb }), await makeModel(host, { user, glb })];
  }, 60_000);
  afterAll(async () => {
    await host.stop();
    await bucket.close();
    await rm(folder, { recursive: true, force: true });
  });
  const told = () => lines.splice(0).filter(({ msg }) => msg === "An archive broke off");

  it("before its first byte is answered as anything else is, and after it breaks off; the log says at which file", async () => {
    bucket.failWith = 403;
    expect(await host.call("GET", pathOf(models), { user })).toMatchObject({ status: 503, body: { code: "service_unavailable" } });
    expect(told()).toMatchObject([{ level: 50, modelId: models[0]?.modelId, key: expect.stringContaining(String(models[0]?.modelId)), err: { message: expect.stringContaining("403") } }]);

    bucket.failWith = null;
    const answer = await fetch(host.url + pathOf(models), { headers: { "x-user": user } });
    bucket.failWith = 403;
    await expect(answer.arrayBuffer()).rejects.toThrow();
    await until("it is told", () => lines.some(({ msg }) => msg === "An archive broke off"));
    expect(told()).toMatchObject([{ modelId: models[1]?.modelId, key: expect.stringContaining(String(models[1]?.modelId)), err: { message: expect.stringContaining("403") } }]);
    expect(reported.filter((message) => message.includes("403")).length).toBeGreaterThanOrEqual(2);

    const { archive } = (await host.call("POST", "/api/model-archives", { user, json: { modelIds: models.map(({ modelId }) => modelId) } })).body;
    await until("a try has failed", () => lines.some(({ msg }) => msg === "An archive broke off"));
    bucket.failWith = null;
    await until("a later one has not", async () => (await host.call("GET", `/api/model-archives/${archive.id}`, { user })).body.archive.status === "SUCCEEDED");
  }, 60_000);
});
