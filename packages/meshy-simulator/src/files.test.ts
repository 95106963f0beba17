import { describe, expect, it } from "vitest";
import { validateBytes } from "gltf-validator";
import { readGlb } from "./models/glb.ts";
import { readMesh } from "./models/read-mesh.ts";
import { ask, DAY_MS, finish, get, openSimulator, photo, post, TASKS } from "./test/open-simulator.ts";

const bytesOf = async (url: string): Promise<Uint8Array> => new Uint8Array(await (await fetch(url)).arrayBuffer());
const textOf = async (url: string): Promise<string> => (await fetch(url)).text();

describe("links", () => {
  it("expire 259 200 000 ms after the end to the millisecond, in the whole second before", async () => {
    const task = await finish(await openSimulator());
    expect(task.expires_at - task.finished_at).toBe(259_200_000);
    const url = new URL(task.model_urls.glb ?? "");
    expect(Number(url.searchParams.get("Expires"))).toBe(Math.floor(task.expires_at / 1000));
    expect(url.pathname).toMatch(/^\/files\/[0-9a-f-]{36}\/tasks\/[0-9a-f-]{36}\/output\/model\.glb$/);
    expect([...url.searchParams.keys()]).toEqual(["Expires", "Signature", "Key-Pair-Id"]);
  });

  it("stay the same however often one asks", async () => {
    const simulator = await openSimulator();
    const task = await finish(simulator);
    await simulator.advance(DAY_MS);
    expect((await get(simulator, task.id)).model_urls).toEqual(task.model_urls);
  });

  it("work without authorization and without CORS headers", async () => {
    const simulator = await openSimulator();
    const { model_urls: urls } = await finish(simulator);
    const answer = await fetch(urls.glb ?? "", { headers: { origin: "https://shop.example" } });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "model/gltf-binary"]);
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    expect(simulator.downloads).toMatchObject([{ name: "model.glb", method: "GET", status: 200, hasAuthorization: false }]);
  });

  it("tell in the log when the API key came with a download", async () => {
    const simulator = await openSimulator();
    const { model_urls: urls } = await finish(simulator);
    await fetch(urls.glb ?? "", { headers: { authorization: "Bearer msy_simulator" } });
    expect(simulator.downloads[0]?.hasAuthorization).toBe(true);
  });

  it.each([
    ["another signature", (url: string) => url.replace(/Signature=../, "Signature=AA")],
    ["a later end", (url: string) => url.replace(/Expires=\d/, "Expires=9")],
    ["another file", (url: string) => url.replace("model.glb", "preview.png")],
    ["no signature", (url: string) => url.split("?")[0] ?? ""],
    ["another key pair", (url: string) => url.replace(/Key-Pair-Id=.*/, "Key-Pair-Id=K")],
  ])("answer 403 with %s", async (_what, change) => {
    const { model_urls: urls } = await finish(await openSimulator());
    expect((await fetch(change(urls.glb ?? ""))).status).toBe(403);
  });

  it("answer 403 after three days, when the task is 404 and gone from the list", async () => {
    const simulator = await openSimulator();
    const task = await finish(simulator);
    await simulator.advance(task.expires_at - simulator.now() - 1000);
    expect((await fetch(task.model_urls.glb ?? "")).status).toBe(200);
    await simulator.advance(1000);
    expect((await fetch(task.model_urls.glb ?? "")).status).toBe(403);
    expect((await ask(simulator, `${TASKS}/${task.id}`)).status).toBe(404);
    expect(await (await ask(simulator, TASKS)).json()).toEqual([]);
  });

  it("answer 404 once the task was deleted", async () => {
    const simulator = await openSimulator();
    const task = await finish(simulator);
    await ask(simulator, `${TASKS}/${task.id}`, { method: "DELETE" });
    expect((await fetch(task.model_urls.glb ?? "")).status).toBe(404);
  });

  it("take HEAD, ranges and If-None-Match", async () => {
    const { model_urls: urls } = await finish(await openSimulator());
    const url = urls.glb ?? "";
    const whole = await bytesOf(url);
    const head = await fetch(url, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), head.headers.get("accept-ranges")]).toEqual([200, String(whole.length), "bytes"]);
    for (const [range, start, end] of [["bytes=0-3", 0, 4], ["bytes=10-", 10, whole.length], ["bytes=-5", whole.length - 5, whole.length], ["bytes=4-999999", 4, whole.length]] as const) {
      const part = await fetch(url, { headers: { range } });
      expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes ${start}-${end - 1}/${whole.length}`]);
      expect(new Uint8Array(await part.arrayBuffer())).toEqual(whole.slice(start, end));
    }
    expect((await fetch(url, { headers: { range: `bytes=${whole.length}-` } })).status).toBe(416);
    expect((await fetch(url, { headers: { "if-none-match": head.headers.get("etag") ?? "" } })).status).toBe(304);
    expect((await fetch(url, { method: "POST" })).status).toBe(405);
  });
});

describe("a task's files", () => {
  it("follow from the images", async () => {
    const simulator = await openSimulator();
    const glbs = [];
    for (const shade of [1, 1, 2]) glbs.push(Buffer.from(await bytesOf((await finish(simulator, { image_urls: [photo(shade)] })).model_urls.glb ?? "")).toString("base64"));
    expect(glbs[0]).toBe(glbs[1]);
    expect(glbs[0]).not.toBe(glbs[2]);
  });

  it("are a valid GLB, a preview and a base colour, and only the formats that were asked for", async () => {
    const task = await finish(await openSimulator(), { target_formats: ["glb"] });
    expect(Object.keys(task.model_urls)).toEqual(["glb"]);
    const report = await validateBytes(await bytesOf(task.model_urls.glb ?? ""));
    expect(report.issues.messages.filter(({ severity }) => severity < 2)).toEqual([]);
    expect(Object.keys((task.texture_urls as object[])[0] ?? {})).toEqual(["base_color"]);
    for (const url of [String(task.thumbnail_url), (task.texture_urls as { base_color: string }[])[0]?.base_color ?? ""]) expect((await bytesOf(url)).slice(1, 4)).toEqual(new Uint8Array(Buffer.from("PNG")));
  });

  it("are a GLB without texture when should_texture is false", async () => {
    const task = await finish(await openSimulator(), { should_texture: false });
    const glb = await bytesOf(task.model_urls.glb ?? "");
    const report = await validateBytes(glb);
    expect(report.issues.messages.filter(({ severity }) => severity < 2)).toEqual([]);
    expect(readGlb(glb).gltf.images).toBeUndefined();
    expect(readMesh(glb).indices).toHaveLength(36);
    expect(task.texture_urls).toEqual([]);
  });

  it("have metallic, roughness and normal maps with enable_pbr", async () => {
    const { texture_urls: textures } = await finish(await openSimulator(), { enable_pbr: true });
    const [maps = {}] = textures as Record<string, string>[];
    expect(Object.entries(maps).map(([kind, url]) => [kind, new URL(url).pathname.split("/").at(-1)])).toEqual([
      ["base_color", "texture_0.png"],
      ["metallic", "texture_0_metallic.png"],
      ["roughness", "texture_0_roughness.png"],
      ["normal", "texture_0_normal.png"],
    ]);
  });

  it("have an OBJ whose material names texture_0.png, and an STL of the same triangles", async () => {
    const { model_urls: urls } = await finish(await openSimulator(), { target_formats: ["glb", "obj", "stl"] });
    expect(Object.keys(urls)).toEqual(["glb", "obj", "mtl", "stl"]);
    const obj = await textOf(urls.obj ?? "");
    expect(obj).toMatch(/^mtllib model\.mtl$/m);
    expect([/^v /gm, /^vt /gm, /^vn /gm, /^f \d+\/\d+\/\d+ /gm].map((line) => obj.match(line)?.length)).toEqual([24, 24, 24, 12]);
    expect(await textOf(urls.mtl ?? "")).toMatch(/^map_Kd texture_0\.png$/m);
    const stl = Buffer.from(await bytesOf(urls.stl ?? ""));
    expect([stl.readUInt32LE(80), stl.length]).toEqual([12, 84 + 12 * 50]);
    expect(Math.hypot(stl.readFloatLE(84), stl.readFloatLE(88), stl.readFloatLE(92))).toBeCloseTo(1);
  });

  it("have the mesh before remeshing and the alpha thumbnail when asked for", async () => {
    const task = await finish(await openSimulator(), { save_pre_remeshed_model: true, alpha_thumbnail: true, multi_view_thumbnails: true });
    expect(new URL(task.model_urls.pre_remeshed_glb ?? "").pathname).toMatch(/pre_remeshed_model\.glb$/);
    expect(String(task.alpha_thumbnail_url)).toMatch(/preview_alpha\.png/);
    expect(task.thumbnail_urls).toHaveLength(1);
  });

  it("are not there when the maker refuses the images: the task is FAILED with its reason", async () => {
    const { ModelRefusedError } = await import("./models/make-model.ts");
    const simulator = await openSimulator({ makeModel: () => Promise.reject(new ModelRefusedError("The front photo shows nothing.")) });
    expect(await finish(simulator)).toMatchObject({ status: "FAILED", task_error: { type: "invalid_input", message: "The front photo shows nothing." }, model_urls: {}, consumed_credits: 0 });
    const broken = await openSimulator({ makeModel: () => Promise.reject(new Error("secret")) });
    expect(await finish(broken)).toMatchObject({ status: "FAILED", task_error: { type: "server_error", message: "The model could not be made." } });
    expect((await post(broken)).status).toBe(202);
  });
});
