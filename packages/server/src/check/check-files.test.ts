import { randomUUID } from "node:crypto";
import { DATABASE_KINDS } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFileService } from "../files/file-service.ts";
import { checkInvariants } from "./check-service.ts";
import { openCheckBench, type CheckBench } from "./test/open-check-bench.ts";

const HOUR_MS = 3_600_000;

const AT_ONCE = 64;
/** Each is on the disk when it is done, which takes its time one after the other. */
async function together(keys: readonly string[], work: (key: string) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < keys.length; start += AT_ONCE) await Promise.all(keys.slice(start, start + AT_ONCE).map(work));
}

describe.each(DATABASE_KINDS)("check() of the storage on %s", (kind) => {
  let bench: CheckBench;
  beforeAll(async () => {
    bench = await openCheckBench(kind, "uuid");
    // One that is there throughout: a storage without any file of the database is not repaired.
    await bench.make("SUCCEEDED");
  });
  afterAll(() => bench.close());

  const keepAtService = (modelId: string, userId: string, expiresAt: string) =>
    bench.break(`insert into provider_files (model_id, name, user_id, provider, kind, content_type, url, url_sha256, expires_at, state)
      values ('${modelId}', 'model.glb', '${userId}', 'stub', 'glb', 'model/gltf-binary', 'https://assets.example/model.glb', 'x', ${expiresAt}, 'copied')`);

  it("has a missing file fetched from its service again while that keeps it; meanwhile its address there stands for it", async () => {
    const { modelId, userId, key } = await bench.make("SUCCEEDED");
    await keepAtService(modelId, userId, "now() + interval '1 day'");
    await bench.storage.remove(key);
    const { holds, invariants } = await bench.check();
    expect(holds).toBe(false);
    expect(invariants.flatMap(({ rows }) => rows)).toEqual([{ finding: "file_missing", key, modelId, userId, name: "model.glb" }]);
    const jobs = await bench.jobs("copy-model-files");
    const repaired = await bench.check({ repair: true });
    expect(repaired).toMatchObject({ holds: true, repaired: [{ finding: "file_missing", repaired: 1, rows: [{ key }] }] });
    expect(await bench.jobs("copy-model-files")).toBe(jobs + 1);
    expect(await bench.rows(`select state from provider_files where model_id = '${modelId}'`)).toEqual([{ state: "waiting" }]);
    expect(await bench.rows(`select model_urls from product_3d_models where id = '${modelId}'`)).toEqual([{ model_urls: { glb: "https://assets.example/model.glb" } }]);
  });

  it("reports a missing file that nobody keeps, and changes nothing of its row", async () => {
    const gone = await bench.make("SUCCEEDED");
    const never = await bench.make("SUCCEEDED");
    await keepAtService(gone.modelId, gone.userId, "now() - interval '1 day'");
    for (const { key } of [gone, never]) await bench.storage.remove(key);
    const { holds, repaired, invariants } = await bench.check({ repair: true });
    expect([holds, repaired]).toEqual([false, []]);
    expect(invariants.flatMap(({ rows }) => rows.map(({ key }) => key)).sort()).toEqual([gone.key, never.key].sort());
    expect(await bench.rows(`select state from stored_files where key in ('${gone.key}', '${never.key}')`)).toEqual([{ state: "stored" }, { state: "stored" }]);
    for (const { key } of [gone, never]) await bench.storage.write(key, Buffer.from("glb"), { contentType: "model/gltf-binary", maxBytes: 100 });
    expect(await bench.found()).toEqual([]);
  });

  it("forgets a stored archive whose file is missing: it is packed anew for whoever asks", async () => {
    const { userId } = await bench.make("SUCCEEDED");
    const { files } = bench.context;
    const { key } = await files.writeFile({ userId, kind: "archive", name: "all", contentType: "application/zip", source: Buffer.from("zip"), maxBytes: 10 });
    await bench.test.database.asService((trx) => files.adoptArchive(trx, key));
    await bench.break(`insert into model_archives (user_id, format, name, models, content_hash, status, file_key, finished_at, expires_at) values ('${userId}', 'stl', 'all', '[]', 'h', 'SUCCEEDED', '${key}', now(), now())`);
    expect(await bench.found()).toEqual([]);
    await bench.storage.remove(key);
    expect(await bench.found()).toEqual(["file_missing"]);
    expect(await bench.check({ repair: true })).toMatchObject({ holds: true, repaired: [{ finding: "file_missing", repaired: 1, rows: [{ key }] }] });
    expect(await bench.rows(`select id from model_archives where user_id = '${userId}'`)).toEqual([]);
  });

  it("finds and removes files that no row names, but nothing outside of its own folders and nothing young", async () => {
    const { key: named } = await bench.make("SUCCEEDED");
    const orphans = [`model-files/${randomUUID()}/${randomUUID()}/model.glb`, `source-images/${randomUUID()}`];
    for (const key of [...orphans, "of-the-host/picture.png"]) await bench.storage.write(key, Buffer.from("x"), { contentType: "image/png", maxBytes: 100 });
    expect(await bench.found()).toEqual([]);
    bench.now = new Date(bench.now.getTime() + 2 * HOUR_MS);
    expect(await bench.found()).toEqual(["file_unnamed", "file_unnamed"]);
    const { holds, repaired } = await bench.check({ repair: true });
    expect(holds).toBe(true);
    expect(repaired.flatMap(({ rows }) => rows.map(({ key }) => key)).sort()).toEqual([...orphans].sort());
    for (const key of [named, "of-the-host/picture.png"]) expect(await bench.storage.exists(key)).toBe(true);
  });

  it("compares in the order of bytes whatever the database sorts by, over many pages", async () => {
    const userId = await bench.user();
    // In most languages' order "a-b" comes after "aa" and "B" after "a"; a folder's name is not in the order of its files' names.
    const names = ["a-b/1", "a.b/1", "a/1", "aa/1", "B/1", "b/1", "A-1", "a-1", "_x", "10", "2"].map((name) => `source-images/${name}`);
    const many = Array.from({ length: 6_300 }, () => `source-images/${randomUUID()}`);
    const keys = [...names, ...many];
    await bench.break(`insert into stored_files (key, user_id, kind, state) values ${keys.map((key) => `('${key}', '${userId}', 'source_image', 'stored')`).join()}`);
    await together(keys, (key) => bench.storage.write(key, Buffer.from("x"), { contentType: "image/png", maxBytes: 10 }));
    const listed: string[] = [];
    for await (const key of bench.storage.list("source-images")) listed.push(key);
    expect(listed).toEqual([...listed].sort());
    let looks = 0;
    const { exists, stat } = bench.storage;
    bench.storage.exists = (key) => ((looks += 1), exists(key));
    bench.storage.stat = (key) => ((looks += 1), stat(key));
    expect(await bench.found()).toEqual([]);
    expect(looks).toBe(0);
    Object.assign(bench.storage, { exists, stat });
    await bench.storage.remove(keys[5] ?? "");
    await bench.storage.remove(many[1_200] ?? "");
    expect((await bench.found()).sort()).toEqual(["file_missing", "file_missing"]);
    await bench.break(`delete from stored_files where kind = 'source_image' and user_id = '${userId}'`);
    await together(keys, (key) => bench.storage.remove(key));
  });

  it("takes nothing for missing that is given up, or for left over that is removed, between two looks", async () => {
    const { modelId, key } = await bench.make("SUCCEEDED");
    const { exists } = bench.storage;
    // The model is deleted after the row was read and before its file is looked for.
    bench.storage.exists = async (asked) => {
      if (asked === key) await bench.break(`update stored_files set state = 'deleting' where key = '${key}'; delete from product_3d_models where id = '${modelId}'`);
      return exists(asked);
    };
    await bench.storage.remove(key);
    expect(await bench.found()).toEqual([]);
    bench.storage.exists = exists;
  });

  it("repairs nothing in a storage that has none of the database's files: it is another's", async () => {
    await bench.make("SUCCEEDED");
    const other = await openCheckBench(kind, "uuid");
    const { key } = await other.make("SUCCEEDED");
    other.now = bench.now = new Date(bench.now.getTime() + 2 * HOUR_MS);
    try {
      const mistaken = checkInvariants({ ...other.context, files: createFileService({ database: bench.test.database, storage: other.storage, clock: bench.context.clock, ids: { uuid: randomUUID } }) }, { repair: true });
      await expect(mistaken).rejects.toThrow("so it may be another's");
      expect(await other.storage.exists(key)).toBe(true);
    } finally {
      await other.close();
    }
  });

  it("does not compare where the storage is not known, and says so", async () => {
    await bench.make("SUCCEEDED");
    const { invariants, holds } = await checkInvariants({ ...bench.context, files: null });
    expect(holds).toBe(true);
    expect(invariants.map(({ checked }) => checked === null)).toEqual([false, false, false, false, false, false, true, false]);
  });
});
