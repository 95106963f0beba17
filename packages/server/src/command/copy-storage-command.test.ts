import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { uploadPhotos } from "../../test/photos.ts";
import { startTestHost, until, type TestHost } from "../../test/start-test-host.ts";
import { createStubProvider } from "../../test/stub-provider.ts";
import { startBucketServer, type BucketServer } from "../files/test/bucket-server.ts";
import { runWords } from "./test/run-words.ts";

describe("model-3d storage copy", () => {
  let test: TestDatabase;
  let host: TestHost;
  let bucket: BucketServer;
  let into: string;
  let user: string;
  let modelId: string;
  const copy = (...words: string[]) => runWords(test, ["storage", "copy", ...words]);
  const keys = async () => (await test.database.knex("stored_files").where({ state: "stored" }).select("key")).map(({ key }: { key: string }) => key).sort();

  beforeAll(async () => {
    test = await createTestDatabase();
    const provider = createStubProvider();
    provider.always = (one) => one.succeed();
    host = await startTestHost({ database: test.connection, provider });
    user = await host.user(20);
    const { body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: randomUUID() } });
    modelId = body.modelId;
    await until("it is made", async () => (await host.call("GET", `/api/generate-3d-model?taskId=${body.taskId}`, { user })).body.status === "SUCCEEDED");
    bucket = await startBucketServer("shop");
    into = `s3://shop/files?region=auto&endpoint=${encodeURIComponent(bucket.endpoint)}`;
    vi.stubEnv("AWS_ACCESS_KEY_ID", "test-key");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test-secret");
  });
  afterEach(() => void (bucket.failWith = null));
  afterAll(async () => {
    vi.unstubAllEnvs();
    await host.stop();
    await bucket.close();
    await test.remove();
  });

  it("takes all files from a folder into a bucket under the same names, and a server on the bucket gives them", async () => {
    const names = await keys();
    expect(names.length).toBeGreaterThan(3);
    const { code, printed } = await copy("--from", host.filesDirectory, "--to", into, "--json");
    expect([code, JSON.parse(printed)]).toEqual([0, { copied: names.length, bytes: expect.any(Number), kept: 0, missing: [], damaged: [] }]);
    expect([...bucket.objects.keys()].sort()).toEqual(names.map((key) => `files/${key}`));
    for (const key of names) expect(bucket.objects.get(`files/${key}`)?.bytes.equals(await readFile(join(host.filesDirectory, key)))).toBe(true);
    expect((await runWords(test, ["check", "--storage", into])).code).toBe(0);

    const moved = await startTestHost({ database: test.connection, withoutWorkers: true, storage: { kind: "s3", bucket: "shop", prefix: "files", region: "auto", endpoint: bucket.endpoint, credentials: { accessKeyId: "a-key", secretAccessKey: "a-secret" } } });
    const links = (await moved.call("GET", `/api/product-3d-models?modelIds=${modelId}`, { user })).body.models[modelId].model_urls;
    expect((await moved.call("GET", links.glb)).body).toEqual((await host.call("GET", links.glb)).body);
    await moved.stop();
  });

  it("copies nothing twice, what came since, and back into a folder", async () => {
    const before = (await keys()).length;
    await uploadPhotos(host, user);
    const added = (await keys()).length - before;
    expect(added).toBeGreaterThan(0);
    expect(JSON.parse((await copy("--from", host.filesDirectory, "--to", into, "--json")).printed)).toMatchObject({ copied: added, kept: before });
    const folder = await mkdtemp(join(tmpdir(), "model-3d-copied-"));
    expect(await copy("--from", into, "--to", folder)).toMatchObject({ code: 0, printed: expect.stringContaining(`${before + added} files of `) });
    expect((await runWords(test, ["check", "--storage", folder])).code).toBe(0);
    await rm(folder, { recursive: true });
  });

  it("names what is missing and what is damaged, copies neither, and ends with 1", async () => {
    const [first = "", second = ""] = await keys();
    const [folder, to] = [host.filesDirectory, await mkdtemp(join(tmpdir(), "model-3d-copied-"))];
    const [one, two] = [await readFile(join(folder, first)), await readFile(join(folder, second))];
    await rm(join(folder, first));
    await writeFile(join(folder, second), Buffer.alloc(two.length));
    const { code, printed, complained } = await copy("--from", folder, "--to", to);
    expect(code).toBe(1);
    expect(printed).toMatch(new RegExp(`\\nmissing {2}${first}\\ndamaged {2}${second}$`));
    expect(complained).toMatch(/^1 files are missing and 1 damaged\./);
    await writeFile(join(folder, first), one);
    await writeFile(join(folder, second), two);
    expect(JSON.parse((await copy("--from", folder, "--to", to, "--json")).printed)).toMatchObject({ copied: 2, missing: [], damaged: [] });
    await rm(to, { recursive: true });
  });

  it("goes nowhere without two places, and says so when the bucket refuses", async () => {
    expect(await copy("--from", host.filesDirectory)).toMatchObject({ code: 2, complained: expect.stringContaining("--to is missing") });
    expect(await copy("--to", host.filesDirectory)).toMatchObject({ code: 2, complained: expect.stringContaining("--from is missing") });
    expect(await copy("--from", into, "--to", into)).toMatchObject({ code: 2, complained: expect.stringContaining("the same place") });
    expect(await copy("--from", "/nowhere", "--to", into)).toMatchObject({ code: 2, complained: expect.stringContaining("--from: there is no folder /nowhere") });
    bucket.failWith = 403;
    expect(await copy("--from", host.filesDirectory, "--to", into)).toMatchObject({ code: 1, complained: expect.stringContaining("403") });
  });
});
