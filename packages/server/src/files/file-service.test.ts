import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { DATABASE_KINDS } from "@model-3d/test-utils/database";
import { describe, expect, it } from "vitest";
import { until } from "../../test/start-test-host.ts";
import { createFileService } from "./file-service.ts";
import { AGES, DAY_MS, glb, HOUR_MS, OTHER, photo, USER, useFiles } from "./test/use-files.ts";

describe.each(DATABASE_KINDS)("files with rows on %s", (kind) => {
  const { bench, clock, uuid, serviceOver, asService, pass, makeModel, rowsLeft, filesLeft } = useFiles(kind);

  it("keeps a photo for its owner, and shows it to nobody else", async () => {
    const stored = await bench.files.writeFile(photo());
    expect(stored).toMatchObject({ userId: USER, kind: "source_image", state: "stored", bytes: 5, width: 300, height: 400, view: "front", modelId: null, createdAt: bench.now });
    const imageId = stored.imageId ?? "";
    expect(await bench.files.findSourceImage(USER, imageId)).toEqual(stored);
    expect(await bench.files.findSourceImage(null, imageId)).toEqual(stored);
    expect(await bench.files.findSourceImage(OTHER, imageId)).toBeNull();
    expect(await bench.files.findSourceImage(USER, uuid())).toBeNull();
    expect((await buffer(await bench.files.openFile(stored, { start: 1, end: 2 }))).toString()).toBe("ho");
  });

  it("shows a model's file once it is adopted, and not before", async () => {
    const modelId = await makeModel();
    const written = await bench.files.writeFile(glb(modelId));
    expect(written.state).toBe("writing");
    expect(await bench.files.findModelFile(USER, modelId, "model.glb")).toBeNull();
    await asService((trx) => bench.files.adoptFiles(trx, { modelId, keys: [written.key] }));
    expect(await bench.files.findModelFile(USER, modelId, "model.glb")).toMatchObject({ key: written.key, state: "stored", modelId });
    expect(await bench.files.findModelFile(OTHER, modelId, "model.glb")).toBeNull();
    expect(await bench.files.findModelFile(USER, modelId, "other.glb")).toBeNull();
  });

  it("replaces the files of an earlier run by name", async () => {
    const modelId = await makeModel();
    const [old, kept, fresh] = [await bench.files.writeFile(glb(modelId)), await bench.files.writeFile(glb(modelId, { name: "thumbnail.png" })), await bench.files.writeFile(glb(modelId))];
    await asService((trx) => bench.files.adoptFiles(trx, { modelId, keys: [old.key, kept.key] }));
    await asService((trx) => bench.files.adoptFiles(trx, { modelId, keys: [fresh.key] }));
    expect((await bench.files.findModelFile(USER, modelId, "model.glb"))?.key).toBe(fresh.key);
    expect(await bench.files.sweep(AGES)).toEqual({ removed: 1 });
    expect(await filesLeft()).toEqual([fresh.key, kept.key].sort());
  });

  it("adopts all or nothing, and nothing of another model", async () => {
    const [modelId, otherModel] = [await makeModel(), await makeModel()];
    const [one, two] = [await bench.files.writeFile(glb(modelId)), await bench.files.writeFile(glb(otherModel))];
    await expect(asService((trx) => bench.files.adoptFiles(trx, { modelId, keys: [one.key, two.key] }))).rejects.toThrow();
    pass(2 * HOUR_MS);
    await bench.files.sweep(AGES);
    await expect(asService((trx) => bench.files.adoptFiles(trx, { modelId, keys: [one.key] }))).rejects.toThrow("given up");
    expect(await rowsLeft()).toEqual([]);
    expect(await filesLeft()).toEqual([]);
  });

  it("leaves neither row nor bytes when a write fails, is aborted or grows too large", async () => {
    await expect(bench.files.writeFile(photo({ source: Buffer.alloc(101) }))).rejects.toMatchObject({ code: "payload_too_large" });
    const stop = new AbortController();
    const stuck = new Readable({ read: () => setImmediate(() => stop.abort()) });
    await expect(bench.files.writeFile(photo({ source: stuck, signal: stop.signal }))).rejects.toThrow();
    await expect(bench.files.writeFile(photo({ signal: AbortSignal.abort() }))).rejects.toThrow();
    await expect(serviceOver({ ...bench.storage, write: () => Promise.reject(new Error("the disk is full")) }).writeFile(photo())).rejects.toThrow("the disk is full");
    expect(await rowsLeft()).toEqual([]);
    expect(await filesLeft()).toEqual([]);
  });

  it("leaves nothing of a file whose model is deleted while it is written", async () => {
    const modelId = await makeModel();
    const source = Readable.from((async function* () {
      yield Buffer.from("glb");
      await asService((trx) => bench.files.markModelFiles(trx, modelId));
    })());
    await expect(bench.files.writeFile(glb(modelId, { source }))).rejects.toThrow("given up");
    expect(await rowsLeft()).toEqual([]);
    expect(await filesLeft()).toEqual([]);
  });

  it("removes a deleted model's files with the next sweep", async () => {
    const modelId = await makeModel();
    const written = await bench.files.writeFile(glb(modelId));
    await asService((trx) => bench.files.adoptFiles(trx, { modelId, keys: [written.key] }));
    await asService(async (trx) => {
      await bench.files.markModelFiles(trx, modelId);
      await trx("product_3d_models").where({ id: modelId }).delete();
    });
    expect(await filesLeft()).toEqual([written.key]);
    expect(await bench.files.sweep(AGES)).toEqual({ removed: 1 });
    expect(await filesLeft()).toEqual([]);
    expect(await rowsLeft()).toEqual([]);
  });

  it("settles what a crash left, wherever it came", async () => {
    // After the row; within the bytes; after the bytes; after the bytes of a deletion were removed.
    const keys = [uuid(), uuid(), uuid()].map((id) => `source-images/${id}`);
    const states = ["writing", "writing", "deleting"];
    await asService((trx) => trx("stored_files").insert(keys.map((key, index) => ({ key, user_id: USER, kind: "source_image", name: "front", state: states[index], created_at: bench.now }))));
    await bench.storage.write(keys[1] ?? "", Buffer.from("x"), { contentType: "image/png", maxBytes: 10 });
    expect(await bench.files.sweep(AGES)).toEqual({ removed: 1 });
    expect((await rowsLeft()).length).toBe(2);
    pass(HOUR_MS + 60_000);
    expect(await bench.files.sweep(AGES)).toEqual({ removed: 2 });
    expect(await rowsLeft()).toEqual([]);
    expect(await filesLeft()).toEqual([]);
  });

  it("goes on where a sweep died between the bytes and the row, and past a file that cannot be removed", async () => {
    const [first, second] = [await bench.files.writeFile(photo()), await bench.files.writeFile(photo())];
    await asService((trx) => trx("stored_files").update({ state: "deleting" }));
    const broken = serviceOver({ ...bench.storage, remove: (key) => (key === first.key ? Promise.reject(new Error("the storage refuses")) : bench.storage.remove(key)) });
    await expect(broken.sweep(AGES)).rejects.toThrow("the storage refuses");
    expect(await rowsLeft()).toEqual([`deleting ${first.key}`]);
    expect(await filesLeft()).toEqual([first.key]);
    await bench.storage.remove(first.key);
    expect(await bench.files.sweep(AGES)).toEqual({ removed: 1 });
    expect(second.key).not.toBe(first.key);
    expect(await rowsLeft()).toEqual([]);
  });

  it("can be swept by several at once", async () => {
    for (let index = 0; index < 30; index += 1) await bench.files.writeFile(photo());
    pass(2 * DAY_MS);
    const sweeps = await Promise.all([bench.files, serviceOver(bench.storage), serviceOver(bench.storage)].map((service) => service.sweep(AGES)));
    expect(sweeps.reduce((sum, { removed }) => sum + removed, 0)).toBe(30);
    expect(await filesLeft()).toEqual([]);
  });

  it("removes what no row names when it is old, names rows without a file, and touches nothing else", async () => {
    const [whole, lost] = [await bench.files.writeFile(photo()), await bench.files.writeFile(photo())];
    await bench.storage.remove(lost.key);
    const options = { contentType: "image/png", maxBytes: 10 };
    for (const key of ["source-images/orphan", "model-files/orphan/model.glb", "of-the-host/picture.png"]) await bench.storage.write(key, Buffer.from("x"), options);
    expect(await bench.files.sweepStorage()).toEqual({ removed: 0, missing: [lost.key] });
    pass(2 * HOUR_MS);
    expect(await bench.files.sweepStorage()).toEqual({ removed: 2, missing: [lost.key] });
    expect(await filesLeft()).toEqual(["of-the-host/picture.png", whole.key].sort());
    await expect(bench.files.openFile(lost)).rejects.toMatchObject({ code: "not_found" });
  });

  it("does not sweep a file whose writer is at work for longer than the sweep waits", async () => {
    const modelId = await makeModel();
    const slow = new PassThrough();
    const moving = { now: () => pass(1) };
    const beating = createFileService({ database: bench.test.database, storage: bench.storage, clock: moving, ids: { uuid }, heartbeatMs: 5 });
    const writing = beating.writeFile(glb(modelId, { source: slow }));
    slow.write("one ");
    await until("the file is begun", async () => (await rowsLeft()).length === 1);
    pass(2 * HOUR_MS);
    const heard = bench.now;
    await until("its writer was heard of", async () => {
      const [row] = await asService<{ updated_at: Date }[]>((trx) => trx("stored_files").select("updated_at"));
      return new Date(row?.updated_at ?? 0) > heard;
    });
    expect(await bench.files.sweep(AGES)).toEqual({ removed: 0 });
    slow.end("two");
    expect(await writing).toMatchObject({ state: "writing", bytes: 7 });
    // Nobody adopts it, and nobody is at work.
    pass(2 * HOUR_MS);
    expect(await bench.files.sweep(AGES)).toEqual({ removed: 1 });
  });

  it("ends a write whose file was given up meanwhile", async () => {
    const modelId = await makeModel();
    const beating = createFileService({ database: bench.test.database, storage: bench.storage, clock, ids: { uuid }, heartbeatMs: 5 });
    const writing = beating.writeFile(glb(modelId, { source: new PassThrough() }));
    const ended = expect(writing).rejects.toThrow("given up");
    await until("the file is begun", async () => (await rowsLeft()).length === 1);
    await asService((trx) => bench.files.markModelFiles(trx, modelId));
    await ended;
    expect([await rowsLeft(), await filesLeft()]).toEqual([[], []]);
  });

  it("discards nothing that has become part of something, whatever its writer believes", async () => {
    const modelId = await makeModel();
    const [adopted, used, free] = [await bench.files.writeFile(glb(modelId)), await bench.files.writeFile(photo()), await bench.files.writeFile(photo())];
    await asService((trx) => bench.files.adoptFiles(trx, { modelId, keys: [adopted.key] }));
    await asService((trx) => trx("model_input_images").insert({ model_id: modelId, view: "front", file_key: used.key }));
    await bench.files.discardFiles([adopted.key, used.key, free.key]);
    expect(await filesLeft()).toEqual([adopted.key, used.key].sort());
    expect(await rowsLeft()).toEqual([`stored ${adopted.key}`, `stored ${used.key}`]);
  });

  it("gives files up at once, and never throws for it", async () => {
    const [one, two] = [await bench.files.writeFile(photo()), await bench.files.writeFile(photo())];
    await bench.files.discardFiles([one.key]);
    expect(await filesLeft()).toEqual([two.key]);
    await serviceOver({ ...bench.storage, remove: () => Promise.reject(new Error("the storage refuses")) }).discardFiles([two.key]);
    expect(await rowsLeft()).toEqual([`deleting ${two.key}`]);
    expect(await bench.files.sweep(AGES)).toEqual({ removed: 1 });
  });

  it("takes no name of a model's file that is more than a name", async () => {
    const modelId = await makeModel();
    for (const name of ["../model.glb", "a/b", "", ".hidden", "a\0b", "a".repeat(81)]) await expect(bench.files.writeFile(glb(modelId, { name })), name).rejects.toBeInstanceOf(RangeError);
    await expect(bench.files.writeFile({ ...glb(modelId), modelId: undefined })).rejects.toBeInstanceOf(RangeError);
    expect(await rowsLeft()).toEqual([]);
  });
});