import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { DATABASE_KINDS } from "@model-3d/test-utils/database";
import { describe, expect, it } from "vitest";
import { copyModelFiles } from "./copy-model-files.ts";
import { fetchProviderFile } from "./fetch-provider-file.ts";
import { claimProviderFile } from "./provider-file-repository.ts";
import type { CopyBench } from "./test/copy-bench.ts";
import { makeGlb } from "./test/make-glb.ts";
import { GLB, OBJ, PNG, sendPart } from "./test/result-files.ts";
import { useCopyBench } from "./test/use-copy-bench.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NEVER = new AbortController().signal;
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe.each(DATABASE_KINDS)("files of a result on %s", (kind) => {
  const stage = useCopyBench(kind);
  const { copy, sweep, answer, glbModel } = stage;

  it("are all copied, whole, and the model names them as ours", async () => {
    const textures = [stage.bench.remote("texture", "texture_0.png", { set: 0, map: "base_color" }), stage.bench.remote("texture", "texture_0_normal.png", { set: 0, map: "normal" }), stage.bench.remote("texture", "texture_0_emission.png", { set: 0, map: "emission" })];
    const modelId = await stage.bench.makeModel([stage.bench.remote("mtl", "model.mtl"), stage.bench.remote("obj", "model.obj"), ...textures, stage.bench.remote("thumbnail", "thumbnail.png"), stage.bench.remote("glb", "model.glb")]);
    await copy(modelId);
    expect(await stage.bench.placesOf(modelId)).toEqual({ model_urls: { glb: "model.glb", obj: "model.obj", mtl: "model.mtl" }, thumbnail_url: "thumbnail.png", texture_urls: [{ base_color: "texture_0.png", normal: "texture_0_normal.png", emission: "texture_0_emission.png" }] });
    expect(new Set(stage.bench.server.asked.slice(0, 2))).toEqual(new Set(["/model.glb", "/thumbnail.png"]));
    for (const [name, bytes, contentType] of [["model.glb", GLB, "model/gltf-binary"], ["model.obj", OBJ, "model/obj"], ["texture_0.png", PNG, "image/png"]] as const) {
      const stored = await stage.bench.context.files.findModelFile(null, modelId, name);
      expect(stored, name).toMatchObject({ state: "stored", bytes: bytes.length, sha256: sha256(bytes), contentType });
      expect(stored && (await buffer(await stage.bench.context.files.openFile(stored))).equals(bytes), name).toBe(true);
    }
    expect((await stage.bench.statesOf(modelId)).map((line) => line.split(" ").slice(1).join(" "))).toEqual(Array(7).fill("copied 1"));
    expect((await stage.bench.filesLeft()).length).toBe(7);
    const asked = stage.bench.server.asked.length;
    await copy(modelId);
    expect(stage.bench.server.asked.length).toBe(asked);
    expect(await stage.bench.context.metrics.toText()).toContain('model_3d_provider_files_total{provider="meshy",result="copied"} 7');
  });

  it("are judged by their bytes, not by what the service calls them", async () => {
    answer("/model.glb", (response) => void response.writeHead(200, { "content-type": "text/html" }).end(GLB));
    const modelId = await glbModel();
    await copy(modelId);
    expect(await stage.bench.context.files.findModelFile(null, modelId, "model.glb")).toMatchObject({ contentType: "model/gltf-binary", bytes: GLB.length });
  });

  it.runIf(kind === "postgres")("of 30 MB come whole", async () => {
    const [glb, obj] = [makeGlb({ bytes: 30_000_000 }), Buffer.concat([OBJ, Buffer.alloc(30_000_000, "v 1 2 3\n")])];
    answer("/model.glb", glb);
    answer("/model.obj", obj);
    const modelId = await stage.bench.makeModel([stage.bench.remote("glb", "model.glb"), stage.bench.remote("obj", "model.obj")]);
    await copy(modelId);
    expect(await stage.bench.context.files.findModelFile(null, modelId, "model.glb")).toMatchObject({ bytes: glb.length, sha256: sha256(glb) });
    expect(await stage.bench.context.files.findModelFile(null, modelId, "model.obj")).toMatchObject({ bytes: obj.length, sha256: sha256(obj) });
  });

  it("stay when their adoption was committed and the answer to that was lost", async () => {
    const modelId = await glbModel();
    const { database, files } = stage.bench.context;
    let isAdopting = false;
    // Committed, and then the connection is cut: a failover, a pooler that restarts.
    const cut: typeof database = {
      ...database,
      async asService(work) {
        const result = await database.asService(work);
        if (!isAdopting) return result;
        isAdopting = false;
        throw Object.assign(new Error("Connection terminated unexpectedly"), { code: "ECONNRESET" });
      },
    };
    const watched: typeof files = { ...files, adoptFiles: (trx, adoption) => ((isAdopting = true), files.adoptFiles(trx, adoption)) };
    await expect(copyModelFiles({ ...stage.bench.context, database: cut, files: watched }, modelId, NEVER)).rejects.toThrow("terminated");
    await copy(modelId);
    expect([await stage.bench.statesOf(modelId), await stage.bench.filesLeft()]).toEqual([["model.glb copied 1"], ["model.glb"]]);
    await files.sweep({ writingOlderThanMs: 0, unreferencedSourceImagesOlderThanMs: DAY_MS });
    expect(await stage.bench.filesLeft()).toEqual(["model.glb"]);
    expect(await files.findModelFile(null, modelId, "model.glb")).toMatchObject({ state: "stored" });
  });

  it("are copied once although two workers try at the same time", async () => {
    const modelId = await stage.bench.makeModel([stage.bench.remote("glb", "model.glb"), stage.bench.remote("obj", "model.obj"), stage.bench.remote("mtl", "model.mtl")]);
    await Promise.all([copy(modelId), copy(modelId), copy(modelId)]);
    expect([...stage.bench.server.asked].sort()).toEqual(["/model.glb", "/model.mtl", "/model.obj"]);
    expect(await stage.bench.rowsLeft()).toBe(3);
  });

  it("whose worker died are found again, and what it wrote is swept", async () => {
    const modelId = await glbModel();
    const { database, files, clock } = stage.bench.context;
    const claimed = await database.asService((trx) => claimProviderFile(trx, modelId, { now: clock.now(), until: new Date(clock.now().getTime() + 30_000) }));
    // Written and never adopted: the process ended here.
    if (claimed) await fetchProviderFile(stage.bench.context, claimed, NEVER);
    await copy(modelId);
    expect(await stage.bench.statesOf(modelId)).toEqual(["model.glb waiting 1"]);
    stage.bench.pass(61_000);
    await sweep();
    await sweep();
    expect(await stage.bench.jobsOf(modelId)).toEqual([0, 0]);
    await copy(modelId);
    expect(await stage.bench.statesOf(modelId)).toEqual(["model.glb copied 2"]);
    expect((await stage.bench.filesLeft()).length).toBe(2);
    stage.bench.pass(2 * HOUR_MS);
    await files.sweep({ writingOlderThanMs: HOUR_MS, unreferencedSourceImagesOlderThanMs: DAY_MS });
    expect(await stage.bench.filesLeft()).toEqual(["model.glb"]);
  });

  it("are given back at once when the worker is told to stop", async () => {
    const stop = new AbortController();
    answer("/model.glb", sendPart(GLB, { declared: true, end: () => stop.abort(new Error("shutting down")) }));
    const modelId = await glbModel();
    await expect(copyModelFiles(stage.bench.context, modelId, stop.signal)).rejects.toThrow("shutting down");
    answer("/model.glb", GLB);
    await copy(modelId);
    expect(await stage.bench.statesOf(modelId)).toEqual(["model.glb copied 2"]);
    expect(await stage.bench.filesLeft()).toEqual(["model.glb"]);
  });

  it("are not claimed anew by a worker that has been told to stop, however late its claim comes", async () => {
    const stop = new AbortController();
    answer("/model.glb", sendPart(GLB, { declared: true, end: () => stop.abort(new Error("shutting down")) }));
    const modelId = await glbModel();
    const { database } = stage.bench.context;
    const givenBack = Promise.withResolvers<void>();
    let transactions = 0;
    const late: typeof database = {
      ...database,
      async asService(work) {
        transactions += 1;
        // Of the two that look for work at once, the second comes to it when the first has given its file back.
        if (transactions === 2) await givenBack.promise;
        const result = await database.asService(work);
        if (stop.signal.aborted) givenBack.resolve();
        return result;
      },
    };
    await expect(copyModelFiles({ ...stage.bench.context, database: late }, modelId, stop.signal)).rejects.toThrow("shutting down");
    answer("/model.glb", GLB);
    await copy(modelId);
    expect(await stage.bench.statesOf(modelId)).toEqual(["model.glb copied 2"]);
  });

  it("leave nothing behind when the model is deleted at any moment of their copy", async () => {
    const { fileOwner, glbs } = stage.bench.context;
    const moments: [string, (drop: () => Promise<void>) => CopyBench["context"]][] = [
      ["before the answer", (drop) => (answer("/model.glb", async (response) => void (await drop(), response.writeHead(200).end(GLB))), stage.bench.context)],
      ["in the middle of the body", (drop) => (answer("/model.glb", sendPart(GLB, { declared: true, end: async (response) => void (await drop(), response.end(GLB.subarray(GLB.length / 2))) })), stage.bench.context)],
      ["while it is checked", (drop) => ({ ...stage.bench.context, glbs: { ...glbs, validateGlb: async (path, signal) => (await drop(), glbs.validateGlb(path, signal)) } })],
      ["between the storage and the row", (drop) => ({ ...stage.bench.context, files: { ...stage.bench.context.files, writeFile: async (file) => { const written = await stage.bench.context.files.writeFile(file); await drop(); return written; } } })],
      ["right after", (drop) => ({ ...stage.bench.context, fileOwner: { ...fileOwner, placeFiles: async (...given) => { await fileOwner.placeFiles(...given); void drop(); } } })],
    ];
    for (const [moment, prepare] of moments) {
      answer("/model.glb", GLB);
      const modelId = await glbModel();
      let dropped = Promise.resolve();
      await copyModelFiles(prepare(() => (dropped = stage.bench.deleteModel(modelId))), modelId, NEVER);
      await dropped;
      await stage.bench.context.files.sweep({ writingOlderThanMs: HOUR_MS, unreferencedSourceImagesOlderThanMs: DAY_MS });
      expect([await stage.bench.filesLeft(), await stage.bench.rowsLeft(), await stage.bench.statesOf(modelId)], moment).toEqual([[], 0, []]);
    }
    expect(await stage.bench.hostEvents()).toEqual([]);
    expect(stage.bench.log.filter(({ level }) => level >= 40)).toEqual([]);
  });
});
