import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXPORT_FORMATS, exportAnswerSchema, exportFormatsAnswerSchema } from "@model-3d/contract";
import { FORMAT_NAMES } from "@model-3d/mesh";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makePackedBox } from "../../mesh/test/make-packed-glb.ts";
import { ask, askAndWait, findExportFiles, findModels, look, makeModel, type MadeModel } from "./export-bench.ts";
import { makeBoxGlb, measureStl } from "./make-box-glb.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { DATABASE_KINDS, openTestConnection, type TestConnection } from "./test-connection.ts";

const HOUR_MS = 3_600_000;
const HEIGHT = { axis: "height", value: 12, unit: "cm" } as const;

it("has a contract that knows the formats that are written", () => {
  expect([...EXPORT_FORMATS]).toEqual([...FORMAT_NAMES]);
});

describe.each(DATABASE_KINDS)("exports on %s", (kind) => {
  let connection: TestConnection;
  let host: TestHost;
  let chair: MadeModel;
  let directory: string;
  let now = new Date();
  const start = () =>
    startTestHost({ database: connection.database, storage: { kind: "folder", directory }, clock: { now: () => now }, exports: { maxPerUser: 20, productName: ({ sourceType }) => (sourceType === "product" ? "Oak chair" : null) } });
  const exportFiles = (exportId?: string) => findExportFiles(directory, exportId);
  const pass = (ms: number) => void (now = new Date(now.getTime() + ms));
  beforeAll(async () => {
    connection = await openTestConnection(kind);
    directory = await mkdtemp(join(tmpdir(), "model-3d-exports-"));
    host = await start();
    chair = await makeModel(host);
  });
  afterAll(async () => {
    await host.stop();
    await connection.close();
    await rm(directory, { recursive: true, force: true });
  });
  const download = async (url: string | null) => (await host.call("GET", url ?? "nowhere")) as { status: number; headers: Headers; body: Uint8Array };
  const setSize = (size: object | null, { user, modelId } = chair) => host.call("PATCH", "/api/product-3d-models", { user, json: { modelId, action: "set_size", size } });

  it("makes a file, says how it went and what it has, and gives it under its name", async () => {
    const started = await ask(host, chair, { format: "stl" });
    expect(started.status).toBe(202);
    expect(exportAnswerSchema.parse(started.body)).toMatchObject({ format: "stl", how: "made", url: null, card: null, modelId: chair.modelId });
    const ready = exportAnswerSchema.parse(await askAndWait(host, chair, { format: "stl" }));
    expect(ready).toMatchObject({ exportId: started.body.exportId, status: "SUCCEEDED", progress: 100, file_name: "Oak-chair-v1.stl", card: { unit: "mm", upAxis: "z", faces: 12, trianglesBefore: 12, isClosed: true, isRealSize: false, dimensions: { height: 2000 }, notes: [{ code: "no_real_size", values: {} }] } });
    const file = await download(ready.url);
    expect(file.status).toBe(200);
    expect(file.headers.get("content-disposition")).toContain('attachment; filename="Oak-chair-v1.stl"');
    expect(file.body).toHaveLength(ready.card?.bytes ?? 0);
    expect((await host.call("GET", (ready.url ?? "").replace("Oak", "Elm"))).status).toBe(403);
    // Another name is another file, and the first one keeps its own.
    const other = await askAndWait(host, chair, { format: "stl", name: "Lehnstuhl «Höhe»" });
    expect([other.file_name, other.exportId === ready.exportId]).toEqual(["Lehnstuhl-«Höhe»-v1.stl", false]);
    expect((await look(host, chair.user, ready.exportId)).body.file_name).toBe("Oak-chair-v1.stl");
    expect((await ask(host, chair, { format: "stl" })).body).toMatchObject({ exportId: ready.exportId, file_name: "Oak-chair-v1.stl" });
  });

  it("calls the thing by its name in the file, too", async () => {
    const mine = await makeModel(host);
    const bytesOf = async (json: object) => Buffer.from((await download((await askAndWait(host, mine, json)).url)).body).toString("latin1");
    expect(await bytesOf({ format: "step" })).toContain("PRODUCT('Oak chair','Oak chair'");
    const zip = await bytesOf({ format: "obj", name: "Elm stool" });
    expect(zip).toMatch(/Elm.stool\.obj/);
    expect(zip).not.toContain("model.obj");
  });

  it("means 120 mm by 12 cm, in every format, and keeps the size for the source and its next version", async () => {
    const mine = await makeModel(host);
    expect((await setSize(HEIGHT, mine)).body).toMatchObject({ success: true, model: { real_size: HEIGHT } });
    for (const format of EXPORT_FORMATS) {
      const { status, card, how } = await askAndWait(host, mine, { format });
      expect([format, status, how, card?.isRealSize]).toEqual([format, "SUCCEEDED", "made", true]);
      const perUnit = { mm: 1, cm: 10, m: 1000, in: 25.4 }[card?.unit ?? "mm"];
        expect((card?.dimensions?.height ?? 0) * perUnit).toBeCloseTo(120, 6);
    }
    const { url } = await askAndWait(host, mine, { format: "stl" });
    expect(measureStl((await download(url)).body).map((side) => side.toFixed(3))).toEqual(["60.000", "30.000", "120.000"]);
    const inches = await askAndWait(host, mine, { format: "stl", options: { unit: "in", upAxis: "y", realSize: { axis: "width", value: 1, unit: "in" } } });
    expect(measureStl((await download(inches.url)).body).map((side) => side.toFixed(3))).toEqual(["1.000", "2.000", "0.500"]);
    const asMade = await askAndWait(host, mine, { format: "stl", options: { realSize: null } });
    expect(asMade.card).toMatchObject({ isRealSize: false, dimensions: { height: 2000 } });
    await makeModel(host, mine);
    expect((await findModels(host, mine.user, mine.sourceId)).map(({ version, real_size }) => [version, real_size])).toEqual([[2, HEIGHT], [1, HEIGHT]]);
    await setSize(null, mine);
    expect((await findModels(host, mine.user, mine.sourceId)).map(({ real_size }) => real_size)).toEqual([null, null]);
  });

  it.each(["draco", "meshopt"] as const)("reads a model that is compressed: %s", async (kind) => {
    const packed = await makeModel(host, { glb: await makePackedBox(kind) });
    const options = { realSize: HEIGHT };
    const { url, card } = await askAndWait(host, packed, { format: "stl", options });
    expect(card).toMatchObject({ faces: 12, isClosed: true });
    expect(measureStl((await download(url)).body).map((side) => side.toFixed(1))).toEqual(["120.0", "120.0", "120.0"]);
    expect((await askAndWait(host, packed, { format: "glb", options })).card).toMatchObject({ lost: [], isRealSize: true });
  });

  it("gives a GLB as it is, at once", async () => {
    const { status, body } = await ask(host, chair, { format: "glb" });
    expect([status, body.how, body.exportId, body.file_name]).toEqual([200, "direct", null, "Oak-chair-v1.glb"]);
    expect(exportAnswerSchema.parse(body).card).toMatchObject({ originalBy: "stub", changed: [], lost: [], unit: "m", upAxis: "y", isRealSize: false, dimensions: null, faces: null });
    const { formats } = exportFormatsAnswerSchema.parse((await host.call("GET", `/api/export-formats?modelId=${chair.modelId}`, { user: chair.user })).body);
    expect(formats.find(({ format }) => format === "obj")?.file_name).toBe("Oak-chair-v1.obj.zip");
    for (const { format, use } of formats) expect([format, use.length > 15]).toEqual([format, true]);
    expect(formats.flatMap(({ format, how, card }) => (how === "made" ? [] : [[format, card]]))).toEqual([["glb", body.card]]);
    // Nobody has looked into it.
    expect(formats.find(({ format }) => format === "step")?.card).toBeNull();
    expect(Buffer.from((await download(body.url)).body).equals(Buffer.from(await makeBoxGlb()))).toBe(true);
  });

  it("makes one file for all who ask at once, and one for the same size in another unit", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, at) => ask(host, chair, { format: "ply", options: { realSize: at % 2 === 0 ? HEIGHT : { ...HEIGHT, value: 120, unit: "mm" } } })));
    expect(new Set(answers.map(({ body }) => body.exportId)).size).toBe(1);
    const ready = await askAndWait(host, chair, { format: "ply", options: { realSize: HEIGHT } });
    expect(ready.exportId).toBe(answers[0]?.body.exportId);
    expect(await exportFiles(ready.exportId ?? "?")).toHaveLength(1);
  });

  it("tells the owner's pages and the host, and nobody else", async () => {
    const heard: object[] = [];
    const end = host.model3d.on("export.ready", (event) => void heard.push(event.data));
    const { exportId } = await askAndWait(host, chair, { format: "obj" });
    await until("the host was told", () => heard.length > 0);
    end();
    expect(heard).toEqual([{ exportId, modelId: chair.modelId, format: "obj" }]);
  });

  it.each([
    ["an option that the format does not know", { format: "stl", options: { tessellated: true } }, "options.tessellated"],
    ["an option that nobody knows", { format: "stl", options: { colour: "red" } }, "options"],
    ["a format that there is not", { format: "dwg" }, "format"],
    ["a size of nothing", { format: "stl", options: { realSize: { ...HEIGHT, value: 0 } } }, "options.realSize.value"],
    ["a unit that there is not", { format: "stl", options: { unit: "ft" } }, "options.unit"],
  ])("refuses %s", async (_what, json, path) => {
    const { status, body } = await ask(host, chair, json);
    expect([status, body.code, body.issues?.[0]?.path]).toEqual([400, "invalid_request", path]);
  });

  it("has nothing of others: model, size, export and formats are not found", async () => {
    const { exportId } = (await ask(host, chair, { format: "stl" })).body;
    const stranger = await host.user();
    const missing = await ask(host, { ...chair, modelId: randomUUID() }, { format: "stl" });
    expect(missing).toMatchObject({ status: 404, body: { code: "not_found" } });
    for (const answer of [await ask(host, { ...chair, user: stranger }, { format: "stl" }), await look(host, stranger, exportId), await setSize(HEIGHT, { ...chair, user: stranger }), await host.call("GET", `/api/export-formats?modelId=${chair.modelId}`, { user: stranger })]) {
      expect([answer.status, answer.body]).toEqual([404, missing.body]);
    }
    expect((await host.call("POST", "/api/convert-to-cad", { json: { modelId: chair.modelId, format: "stl" } })).status).toBe(401);
  });

  it("lists every format with the options that it knows", async () => {
    const { formats } = exportFormatsAnswerSchema.parse((await host.call("GET", `/api/export-formats?modelId=${chair.modelId}`, { user: chair.user })).body);
    expect(formats.map(({ format }) => format)).toEqual([...EXPORT_FORMATS]);
    expect(formats.every(({ available }) => available)).toBe(true);
    expect(formats.find(({ format }) => format === "step")).toMatchObject({ options: ["realSize", "unit", "upAxis", "maxFaces", "tessellated"], default_unit: "mm", default_up_axis: "z", default_max_faces: 20_000 });
    expect(formats.find(({ format }) => format === "glb")).toMatchObject({ how: "direct", units: ["m"], default_max_faces: null });
  });

  it("is gone a day after it was last asked for, rows and files, and is made anew", async () => {
    const made = await askAndWait(host, chair, { format: "dxf" });
    pass(23 * HOUR_MS);
    expect((await ask(host, chair, { format: "dxf" })).body.exportId).toBe(made.exportId);
    pass(23 * HOUR_MS);
    expect((await look(host, chair.user, made.exportId)).body.status).toBe("SUCCEEDED");
    pass(2 * HOUR_MS);
    expect((await look(host, chair.user, made.exportId)).status).toBe(404);
    const anew = await askAndWait(host, chair, { format: "dxf" });
    expect(anew.exportId).not.toBe(made.exportId);
    pass(25 * HOUR_MS);
    expect((await exportFiles()).length).toBeGreaterThan(0);
    await host.stop();
    host = await start();
    await until("the files are gone", async () => (await exportFiles()).length === 0);
    expect((await look(host, chair.user, anew.exportId)).status).toBe(404);
    expect((await host.model3d.check()).holds).toBe(true);
  });
});
