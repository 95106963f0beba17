import { spawnSync } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { archiveManifestSchema, type ArchiveManifest } from "@model-3d/contract";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeItems, runOf, startBatch, untilDone } from "./batch-bench.ts";
import { makeModel } from "./export-bench.ts";
import { makeBoxGlb, measureStl } from "./make-box-glb.ts";
import { photoIsBad } from "./stub-provider.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { DATABASE_KINDS, openTestConnection, type TestConnection } from "./test-connection.ts";

const hasReaders = ["unzip", "python3"].every((program) => spawnSync(program, ["-h"]).error === undefined);
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** What an archive has, read by somebody else's reader; every file is as its manifest says. */
function readArchive(bytes: Uint8Array): { names: string[]; files: Record<string, Uint8Array>; manifest: ArchiveManifest } {
  const files = unzipSync(bytes);
  const manifest = archiveManifestSchema.parse(JSON.parse(new TextDecoder().decode(files["manifest.json"])));
  expect(Object.keys(files).sort()).toEqual([...manifest.files.map(({ path }) => path), "manifest.json"].sort());
  for (const { path, bytes: size, sha256: hash } of manifest.files) expect([path, files[path]?.length, sha256(files[path] ?? new Uint8Array())]).toEqual([path, size, hash]);
  return { names: manifest.files.map(({ path }) => path), files, manifest };
}

describe.each(DATABASE_KINDS)("archives on %s", (kind) => {
  let connection: TestConnection;
  let host: TestHost;
  beforeAll(async () => {
    connection = await openTestConnection(kind);
    host = await startTestHost({ database: connection.database, exports: { maxPerUser: 1, productName: () => "Chair" } });
  });
  afterAll(async () => {
    await host.stop();
    await connection.close();
  });
  const download = async (user: string, path: string) => {
    const answer = await host.call("GET", `/api${path}`, { user });
    expect([path, answer.status, answer.headers.get("content-type")]).toEqual([path, 200, "application/zip"]);
    return answer as { headers: Headers; body: Uint8Array };
  };

  it("have all that a batch has made, under the names of its items, as they are and in other formats", async () => {
    const user = await host.user(100);
    const glb = await makeBoxGlb();
    const items = await makeItems(host, user, 4);
    ["Stühle", "CON", "STÜHLE", "lost"].forEach((name, at) => Object.assign(items[at] ?? {}, { name }));
    const id = await startBatch(host, user, items, { name: "Spring: 2026" });
    const [, , , last] = items;
    host.provider.always = (run) => run.succeed(glb);
    for (const run of host.provider.runs) run.succeed(glb);
    await untilDone(host, user, id);
    const lost = (await host.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${last?.sourceId}`, { user })).body.model.id;
    const whole = await download(user, `/generation-batches/${id}/archive`);
    expect(whole.headers.get("content-disposition")).toContain(`filename="Spring-2026-glb.zip"`);
    const direct = readArchive(whole.body);
    expect(direct.names).toEqual(["Stühle-v1.glb", "CON-v1.glb", "STÜHLE-v1-2.glb", "lost-v1.glb"]);
    expect(direct.manifest).toMatchObject({ format: "glb", missing: [], files: [{ source_id: items[0]?.sourceId, version: 1, sha256: sha256(glb) }, {}, {}, { model_id: lost }] });
    const made = readArchive((await download(user, `/generation-batches/${id}/archive?format=stl`)).body);
    expect(made.names).toEqual(["Stühle-v1.stl", "CON-v1.stl", "STÜHLE-v1-2.stl", "lost-v1.stl"]);
    expect(measureStl(made.files["CON-v1.stl"] ?? new Uint8Array()).every((side) => side > 0)).toBe(true);
    expect(readArchive((await download(user, `/generation-batches/${id}/archive?format=obj`)).body).names[0]).toBe("Stühle-v1.obj.zip");
    host.provider.always = null;
    if (!hasReaders) return;
    const folder = mkdtempSync(join(tmpdir(), "model-3d-archive-"));
    const file = join(folder, "archive.zip");
    writeFileSync(file, whole.body);
    expect(spawnSync("unzip", ["-t", file]).stdout.toString()).toContain("No errors detected");
    expect(spawnSync("python3", ["-c", "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), z.namelist())", file]).stdout.toString()).toBe("None ['Stühle-v1.glb', 'CON-v1.glb', 'STÜHLE-v1-2.glb', 'lost-v1.glb', 'manifest.json']\n");
    rmSync(folder, { recursive: true });
  }, 120_000);

  it("have of a selection what is the user's own and is made, and say what can't be converted", async () => {
    const user = await host.user(100);
    const [good, broken] = [await makeModel(host, { user }), await makeModel(host, { user, glb: randomBytes(500) })];
    const theirs = await makeModel(host);
    host.provider.always = null;
    const { names, manifest } = readArchive((await download(user, `/model-archive?format=stl&modelIds=${[broken.modelId, theirs.modelId, good.modelId, randomUUID()].join(",")}`)).body);
    expect(names).toEqual(["Chair-v1.stl"]);
    expect(manifest.files).toMatchObject([{ model_id: good.modelId }]);
    expect(manifest.missing).toMatchObject([{ model_id: broken.modelId, reason: expect.stringMatching(/\w+ \w+/) }]);
    for (const path of [`/model-archive?modelIds=${theirs.modelId}`, `/model-archive?modelIds=${randomUUID()}`]) expect((await host.call("GET", `/api${path}`, { user })).body).toMatchObject({ code: "nothing_to_archive" });
    expect((await host.call("GET", `/api/model-archive?modelIds=${good.modelId}&format=dwg`, { user })).status).toBe(400);
  }, 120_000);

  it("have of a selection of a thousand, more than an address holds, what is made, each once", async () => {
    const user = await host.user(100);
    const [first, second] = [await makeModel(host, { user }), await makeModel(host, { user })];
    const theirs = await makeModel(host);
    host.provider.always = null;
    const strangers = Array.from({ length: 996 }, () => randomUUID());
    const send = (modelIds: readonly string[], format?: string) => host.call("POST", "/api/model-archive", { user, json: { modelIds, format } });
    const { status, headers, body } = await send([second.modelId, ...strangers, theirs.modelId, first.modelId, second.modelId], "stl");
    expect([status, headers.get("content-type"), headers.get("content-disposition"), headers.get("accept-ranges")]).toEqual([200, "application/zip", expect.stringContaining(`filename="models-stl.zip"`), "none"]);
    expect(readArchive(body).manifest).toMatchObject({ format: "stl", missing: [], files: [{ model_id: second.modelId }, { model_id: first.modelId }] });
    expect(readArchive((await send([first.modelId])).body).names).toEqual(["Chair-v1.glb"]);
    expect((await send([theirs.modelId])).body.code).toBe("nothing_to_archive");
    for (const [modelIds, format] of [[[...strangers, ...strangers.slice(0, 5)]], [[]], [["a"]], [[first.modelId], "dwg"]] as const) expect((await send(modelIds, format)).body.code).toBe("invalid_request");
  }, 120_000);

  it("of a batch without a success are refused", async () => {
    const user = await host.user(10);
    const items = await makeItems(host, user, 1);
    const id = await startBatch(host, user, items);
    const [only] = items;
    if (!only) throw new Error("There is one.");
    expect((await host.call("GET", `/api/generation-batches/${id}/archive`, { user })).body.code).toBe("nothing_to_archive");
    (await runOf(host, only, user)).fail(photoIsBad("It shows nothing."));
    await untilDone(host, user, id);
    expect((await host.call("GET", `/api/generation-batches/${id}/archive`, { user })).status).toBe(409);
  }, 120_000);

  it.runIf(process.platform === "linux")("are read as fast as they are taken, one file at a time, and no further when their reader leaves", async () => {
    const user = await host.user(100);
    const bytes = randomBytes(24 * 1024 * 1024);
    const made = [await makeModel(host, { user, glb: bytes }), await makeModel(host, { user, glb: bytes }), await makeModel(host, { user, glb: bytes })];
    host.provider.always = null;
    const openFiles = () =>
      readdirSync("/proc/self/fd").filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).startsWith(host.filesDirectory);
        } catch {
          return false;
        }
      }).length;
    const request = get(`${host.url}/api/model-archive?modelIds=${made.map(({ modelId }) => modelId).join(",")}`, { headers: { "x-user": user } });
    const response = await new Promise<NodeJS.ReadableStream>((resolve, reject) => request.on("response", resolve).on("error", reject));
    await until("the first file is open", () => openFiles() === 1);
    let most = 0;
    await until("nothing moves", async () => {
      most = Math.max(most, openFiles());
      return (await host.call("GET", "/api/health")).status === 200;
    });
    expect([most, openFiles()]).toEqual([1, 1]);
    response.on("error", () => undefined);
    request.on("error", () => undefined).destroy();
    await until("no file is open", () => openFiles() === 0);
  }, 120_000);
});
