import { modelSchema } from "@model-3d/contract";
import { readGlb } from "@model-3d/mesh";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, findModels, makeModel } from "./export-bench.ts";
import { makeBoxGlb } from "./make-box-glb.ts";
import { rectanglePhoto } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { DATABASE_KINDS, openTestConnection, type TestConnection } from "./test-connection.ts";

describe.each(DATABASE_KINDS)("what is made of a model after its success, on %s", (kind) => {
  let connection: TestConnection;
  let host: TestHost;
  beforeAll(async () => {
    connection = await openTestConnection(kind);
    host = await startTestHost({ database: connection.database, derivatives: {} });
  });
  afterAll(async () => {
    await host.stop();
    await connection.close();
  });
  const bytesOf = async (url = "nowhere") => new Uint8Array((await host.call("GET", url)).body);

  it("is a report, lighter GLBs, a USDZ, each with a row, and all gone with the model", async () => {
    const made = await makeModel(host, { glb: await makeBoxGlb({ cuts: 30 }) });
    const model = await until("all of it is there", async () => {
      const [found] = await findModels(host, made.user, made.sourceId);
      return found?.report && found.model_urls["usdz"] && found.model_urls["glb_tiny"] && found.turntable && found.photo_match ? found : null;
    }, 90_000);
    expect(modelSchema.parse(model).report).toMatchObject({ triangles: 10_800, isClosed: true, holes: 0, volume: expect.closeTo(1, 4), validation: { errors: 0 } });
    const full = await bytesOf(model.model_urls["glb"]);
    for (const name of ["glb_light", "glb_tiny"]) {
      const light = await bytesOf(model.model_urls[name]);
      expect(light.length).toBeLessThan(full.length / 2);
      const { parts } = await readGlb(light);
      expect(parts.length).toBe(1);
    }
    const usdz = new TextDecoder().decode(await bytesOf(model.model_urls["usdz"]));
    // The layer is the first file, and what it shows is called as the model's files are.
    expect([usdz.slice(0, 2), usdz.slice(30, 42), usdz.includes('defaultPrim = "product"')]).toEqual(["PK", "product.usda", true]);
    expect(model.turntable).toMatchObject({ frames: 24, columns: 6, rows: 4, width: 160, height: 160 });
    const sprite = await sharp(await bytesOf(model.turntable?.url)).metadata();
    expect([sprite.format, sprite.width, sprite.height]).toEqual(["webp", 960, 640]);
    // The photos show a grey disc.
    expect(model.photo_match).toMatchObject({ is_low: true, yaw: 0 });
    // The service's picture cannot be read, so one was drawn.
    expect(model.thumbnails?.map(({ width, height }) => [width, height])).toEqual([[96, 96], [256, 256], [512, 512]]);
    const { data } = await sharp(await bytesOf(model.thumbnails?.[2]?.url)).raw().toBuffer({ resolveWithObject: true });
    expect(data.some((value) => value > 0)).toBe(true);
    expect(await host.model3d.check()).toMatchObject({ holds: true });
    // Once it was measured, its own file has a card with figures.
    expect((await ask(host, made, { format: "glb" })).body.card).toMatchObject({ originalBy: "stub", dimensions: { width: 1, height: 2, depth: 0.5 }, faces: 10_800, trianglesBefore: 10_800, isClosed: true });
    // A USDZ of ours is no service's.
    expect((await ask(host, made, { format: "usdz" })).body).toMatchObject({ how: "made" });
    await makeModel(host, made);
    expect((await host.call("DELETE", `/api/product-3d-models?modelId=${made.modelId}`, { user: made.user })).status).toBe(200);
    const [next] = await findModels(host, made.user, made.sourceId);
    expect(next?.id).not.toBe(made.modelId);
    expect((await host.call("GET", model.model_urls["glb_light"] ?? "nowhere")).status).toBe(404);
  });

  it("is a USDZ of the real size, behind another address for each, and left out until it is there", async () => {
    const made = await makeModel(host);
    const usdz = async () => (await findModels(host, made.user, made.sourceId))[0]?.model_urls["usdz"];
    const pathOf = (url = "") => url.split("?", 1)[0];
    const unsized = await until("there is one without a size", usdz, 90_000);
    const setSize = async (value: number | null) => (await host.call("PATCH", "/api/product-3d-models", { user: made.user, json: { modelId: made.modelId, action: "set_size", size: value === null ? null : { axis: "height", value, unit: "cm" } } })).body.model;
    const heightOf = async (url: string) => /extent = \[\([^,]+, ([^,]+), [^)]+\), \([^,]+, ([^,]+),/.exec(Buffer.from(await bytesOf(url)).toString("latin1"))?.slice(1).map(Number);
    expect((await setSize(12)).model_urls).not.toHaveProperty("usdz");
    const small = await until("it has the size of the thing", usdz, 90_000);
    expect(await heightOf(small)).toEqual([0, expect.closeTo(0.12, 6)]);
    expect((await setSize(30)).model_urls).not.toHaveProperty("usdz");
    const large = await until("it has the other size", usdz, 90_000);
    expect(await heightOf(large)).toEqual([0, expect.closeTo(0.3, 6)]);
    expect(new Set([unsized, small, large].map(pathOf)).size).toBe(3);
    // A page that was opened before finds the way.
    const { status, headers } = await host.call("GET", small);
    expect([status, pathOf(headers.get("location") ?? "")]).toEqual([302, pathOf(large)]);
    expect(pathOf((await setSize(null)).model_urls.usdz)).toBe(pathOf(unsized));
    expect(await host.model3d.check()).toMatchObject({ holds: true });
  });

  it("is its picture in sizes up to its own", async () => {
    const thumbnail = await sharp({ create: { width: 300, height: 200, channels: 3, background: "#844" } }).png().toBuffer();
    const made = await makeModel(host, { thumbnail });
    const model = await until("the pictures are there", async () => {
      const [found] = await findModels(host, made.user, made.sourceId);
      return found?.thumbnails ? found : null;
    }, 90_000);
    expect(model.thumbnails?.map(({ width, height }) => [width, height])).toEqual([[96, 64], [256, 171], [300, 200]]);
    const { width, format } = await sharp(await bytesOf(model.thumbnails?.[0]?.url)).metadata();
    expect([width, format]).toEqual([96, "webp"]);
  });
});

it("is how it matches its photos, with a picture for each, and word of it to the host", async () => {
  const host = await startTestHost({ derivatives: { report: false, light: false, tiny: false, usdz: false, thumbnails: false, turntable: false } });
  const heard: { data: unknown }[] = [];
  host.model3d.on("model.matched", (event) => void heard.push(event));
  // The box is brown, 1 wide, 2 high and 0.5 deep; from the side it is said to be as wide as from the front.
  const face = await rectanglePhoto(0.35, 0.7, "#cca97b");
  const made = await makeModel(host, { photos: { front: face, back: await rectanglePhoto(0.35, 0.7, "#2244cc"), side: face } });
  const model = await until("they are compared", async () => {
    const [found] = await findModels(host, made.user, made.sourceId);
    return found?.photo_match ? found : null;
  }, 90_000);
  const { percent, is_low, yaw, views } = modelSchema.parse(model).photo_match!;
  expect(views.front).toMatchObject({ silhouette: expect.toSatisfy((share: number) => share > 0.95), color: expect.closeTo(1, 1) });
  expect(views.back?.silhouette).toBeGreaterThan(0.95);
  expect(views.back?.percent).toBeLessThan(25);
  expect(views.side?.silhouette).toBeLessThan(0.7);
  expect({ percent, is_low, yaw }).toEqual({ percent: Math.round((views.front!.percent + views.back!.percent + views.side!.percent) / 3), is_low: true, yaw: 0 });
  for (const view of ["front", "back", "side"] as const) expect(await sharp((await host.call("GET", views[view]?.url ?? "nowhere")).body).metadata()).toMatchObject({ format: "png", hasAlpha: true });
  const [told] = await until("the host heard of it", () => heard.length > 0 && heard);
  const { url: _, ...front } = views.front!;
  expect(told?.data).toMatchObject({ modelId: made.modelId, provider: "stub", status: "SUCCEEDED", match: { percent, isLow: true, yaw: 0, views: { front } } });
  expect(JSON.stringify(told)).not.toMatch(/http|derived/);
  expect(await host.model3d.check()).toMatchObject({ holds: true });
  await host.stop();
});

it("leaves out what the host does not want, and what cannot be made of a model", async () => {
  const host = await startTestHost({ derivatives: { light: false, tiny: false, thumbnails: false, turntable: false, match: false } });
  const broken = await makeModel(host, { glb: new TextEncoder().encode("no GLB") });
  const made = await makeModel(host);
  const [model] = await until("it is made", async () => {
    const found = await findModels(host, made.user, made.sourceId);
    return found[0]?.model_urls["usdz"] ? found : null;
  }, 90_000);
  expect(Object.keys(model?.model_urls ?? {}).sort()).toEqual(["glb", "usdz"]);
  expect(model?.thumbnails).toBeUndefined();
  const [other] = await findModels(host, broken.user, broken.sourceId);
  expect(Object.keys(other?.model_urls ?? {})).toEqual(["glb"]);
  expect(other?.report).toBeUndefined();
  await host.stop();
});

it.each([{ colour: true }, { light: 1 }] as object[])("cannot be %j", async (derivatives) => {
  await expect(startTestHost({ derivatives })).rejects.toThrow("`derivatives");
});
