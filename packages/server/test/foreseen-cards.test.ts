import { exportFormatsAnswerSchema, type ExportFormat, type HonestyCard } from "@model-3d/contract";
import { collectBytes, writeModel } from "@model-3d/mesh";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeRichGlb } from "../../mesh/test/make-rich-glb.ts";
import { ringOf } from "../../mesh/test/shapes.ts";
import { askAndWait, findModels, makeModel, type MadeModel } from "./export-bench.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";

const HEIGHT = { axis: "height", value: 12, unit: "cm" } as const;
const OTHERS = { light: false, tiny: false, usdz: false, thumbnails: false, turntable: false, match: false } as const;

let host: TestHost;
let made: MadeModel;
beforeAll(async () => {
  host = await startTestHost({ derivatives: OTHERS });
  made = await makeModel(host, { glb: await makeRichGlb() });
  await until("it was measured", async () => (await findModels(host, made.user, made.sourceId))[0]?.report, 60_000);
});
afterAll(() => host.stop());

async function cards(): Promise<Record<ExportFormat, HonestyCard | null>> {
  const { body } = await host.call("GET", `/api/export-formats?modelId=${made.modelId}`, { user: made.user });
  return Object.fromEntries(exportFormatsAnswerSchema.parse(body).formats.map(({ format, card }) => [format, card])) as Record<ExportFormat, HonestyCard | null>;
}

it("is told before a file is made what it keeps, changes and loses of this model, and how it came out once it was", async () => {
  expect((await host.call("PATCH", "/api/product-3d-models", { user: made.user, json: { modelId: made.modelId, action: "set_size", size: HEIGHT } })).status).toBe(200);
  const before = await cards();
  for (const format of ["gltf", "obj", "stl", "ply", "3mf", "fbx", "usdz", "dxf", "step"] as const) {
    const { card } = await askAndWait(host, made, { format });
    const foreseen = before[format];
    expect([format, foreseen?.bytes, foreseen?.unit, foreseen?.upAxis, foreseen?.isRealSize]).toEqual([format, null, card?.unit, card?.upAxis, true]);
    expect([format, foreseen?.kept, foreseen?.changed, foreseen?.lost]).toEqual([format, card?.kept, card?.changed, card?.lost]);
    for (const side of ["width", "height", "depth"] as const) expect(foreseen?.dimensions?.[side]).toBeCloseTo(card?.dimensions?.[side] ?? 0, 4);
    expect([null, card?.faces]).toContain(foreseen?.faces);
    expect([null, card?.isClosed]).toContain(foreseen?.isClosed);
    expect((await cards())[format]).toEqual(card);
  }
  // Its width, which the file has as it is.
  expect(before.glb).toMatchObject({ bytes: null, isRealSize: true });
}, 120_000);

/** A ring of which all is drawn towards an axis that goes across its tube, and what was nearest to it beyond: one closed body that goes through itself. */
async function makeCrossingGlb(): Promise<Uint8Array> {
  const { parts, ...rest } = ringOf(24, 12);
  const drawn = parts.map((part) => ({ ...part, positions: part.positions.map((value, at, all) => {
    const [x, y] = [all[at - (at % 3)]!, all[at - (at % 3) + 1]!];
    return at % 3 === 2 ? value : value * (1 - 0.8 / Math.hypot(x, y));
  }) })); // prettier-ignore
  return collectBytes(writeModel({ ...rest, parts: drawn }, "glb"));
}

it("says of a surface that goes through itself what a slicer and a program for CAD make of it, before and after the file is made", async () => {
  const crossing = await makeModel(host, { glb: await makeCrossingGlb() });
  const report = await until("it was measured", async () => (await findModels(host, crossing.user, crossing.sourceId))[0]?.report, 60_000);
  expect(report).toMatchObject({ isClosed: true });
  expect(report.crossingTriangles).toBeGreaterThan(1);
  const { body } = await host.call("GET", `/api/export-formats?modelId=${crossing.modelId}`, { user: crossing.user });
  const note = { code: "crossing", values: { count: report.crossingTriangles } };
  const notesOf = (card: HonestyCard | null) => card?.notes.map(({ code, values }) => ({ code, values })) ?? [];
  for (const { format, card } of exportFormatsAnswerSchema.parse(body).formats) {
    if (format === "stl" || format === "3mf" || format === "step") expect([format, notesOf(card)]).toEqual([format, expect.arrayContaining([note])]);
    else expect([format, notesOf(card)]).toEqual([format, expect.not.arrayContaining([note])]);
  }
  expect(notesOf((await askAndWait(host, crossing, { format: "stl" })).card)).toContainEqual(note);
  expect(notesOf((await askAndWait(host, crossing, { format: "ply" })).card)).not.toContainEqual(note);
  expect(notesOf((await askAndWait(host, made, { format: "stl" })).card).map(({ code }) => code)).not.toContain("crossing");
}, 120_000);

it("keeps what it was foreseen by out of other answers", async () => {
  const [model] = await findModels(host, made.user, made.sourceId);
  expect(model?.report).toBeDefined();
  expect(model?.report).not.toHaveProperty("judged");
});
