import { exportFormatsAnswerSchema, type ExportFormat, type HonestyCard } from "@model-3d/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeRichGlb } from "../../mesh/test/make-rich-glb.ts";
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

it("keeps what it was foreseen by out of other answers", async () => {
  const [model] = await findModels(host, made.user, made.sourceId);
  expect(model?.report).toBeDefined();
  expect(model?.report).not.toHaveProperty("judged");
});
