import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createModel3DClient, type Model3DClient } from "@model-3d/client";
import type { GenerateRequest, Model, StreamEvent, View } from "@model-3d/contract";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openBrowser, openPage } from "../open-browser.ts";
import { endScript, runScript, startScript } from "./run-script.ts";
import { walkShop } from "./walk-shop.ts";

const VASE = "0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a0001";
const PHOTOS = fileURLToPath(new URL("../../demo/photos/", import.meta.url));
const VIEWS: readonly View[] = ["front", "back", "side", "top"];
const FREE_PORT = "0";
/** On a machine that is busy with other things. */
const WAIT_MS = 240_000;
const LOOK_MS = 100;
const LEAST_BYTES = 10_000;

let origin: string;
let folder: string;
let server: ReturnType<typeof startScript>;
let browser: Browser;
/** What each form has made, by the path under which it is. */
const made = new Map<string, Model>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "model-3d-next-"));
  [browser] = await Promise.all([openBrowser(), runScript("build:next")]);
  server = startScript("start:next", ["--port", FREE_PORT, "--hostname", "127.0.0.1"], { MODEL_3D_DATA: folder });
  await vi.waitFor(() => expect(server.output()).toMatch(/Local:\s+http:\/\/\S+[^]*Ready/), { timeout: WAIT_MS, interval: LOOK_MS });
  origin = /Local:\s+(http:\/\/\S+)/.exec(server.output())?.[1] ?? "";
}, 600_000);

afterAll(async () => {
  await browser.close();
  endScript(server.child);
  await server.ended;
  await rm(folder, { recursive: true, force: true });
});

/** Follows the user's events until one of this model says that it has ended. */
async function untilEnded(client: Model3DClient, start: () => Promise<string>): Promise<StreamEvent[]> {
  const leave = new AbortController();
  const heard: StreamEvent[] = [];
  const handle = client.openEventStream({ signal: leave.signal, onEvent: (event) => heard.push(event), onReset: () => undefined });
  await handle.ready;
  const modelId = await start();
  const ofModel = (): StreamEvent[] => heard.filter((event) => "model" in event && event.model.id === modelId);
  await vi.waitFor(() => expect(ofModel().map(({ type }) => type)).toContainEqual(expect.stringMatching(/^model\.(succeeded|failed)$/)), { timeout: WAIT_MS, interval: LOOK_MS });
  leave.abort();
  return ofModel();
}

describe.each([
  ["App Router", "/api", VASE],
  ["Pages Router", "/api/from-pages", randomUUID()],
] as const)("a running Next, by its %s", { concurrent: false }, (_router, path, sourceId) => {
  let client: Model3DClient;
  beforeAll(() => {
    client = createModel3DClient({ api: `${origin}${path}` });
  });

  it("takes photos and makes a model of them, told by events all the while", async () => {
    expect((await client.health()).database).toBe("ok");
    const imageUrls = Object.fromEntries(
      await Promise.all(VIEWS.map(async (view) => [view, (await client.uploadSourceImage(view, new Blob([await readFile(`${PHOTOS}toy-robot-${view}.jpg`)], { type: "image/jpeg" }))).url] as const)),
    ) as GenerateRequest["imageUrls"];
    const events = await untilEnded(client, async () => (await client.generate({ imageUrls, sourceType: "product", sourceId })).modelId);
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(["model.progress", "model.succeeded"]));
    const { model } = await client.modelOf({ sourceType: "product", sourceId });
    expect(model?.status).toBe("SUCCEEDED");
    if (model) made.set(path, model);
  });

  it("sends the file whole, in parts that add up, and tells of it", async () => {
    const url = new URL(made.get(path)?.model_urls.glb ?? "/", origin);
    expect(url.pathname).toMatch(new RegExp(`^${path}/model-files/`));
    const whole = await fetch(url);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect([whole.status, whole.headers.get("content-type"), bytes.subarray(0, 4).toString()]).toEqual([200, "model/gltf-binary", "glTF"]);
    expect(bytes.length).toBeGreaterThan(LEAST_BYTES);
    expect(whole.headers.get("etag")).toBe(`"${createHash("sha256").update(bytes).digest("hex")}"`);
    const parts = await Promise.all(["bytes=0-999", "bytes=1000-"].map((range) => fetch(url, { headers: { range } })));
    expect(parts.map(({ status, headers }) => [status, headers.get("content-range")])).toEqual([[206, `bytes 0-999/${bytes.length}`], [206, `bytes 1000-${bytes.length - 1}/${bytes.length}`]]);
    expect(Buffer.concat(await Promise.all(parts.map(async (part) => Buffer.from(await part.arrayBuffer())))).equals(bytes)).toBe(true);
    const told = await fetch(url, { method: "HEAD" });
    // Next's own server leaves the length out of what an App Router answers without a body.
    expect([told.status, told.headers.get("content-length") ?? String(bytes.length), told.headers.get("accept-ranges"), (await told.arrayBuffer()).byteLength]).toEqual([200, String(bytes.length), "bytes", 0]);
    expect((await fetch(url, { headers: { "if-none-match": whole.headers.get("etag") ?? "" } })).status).toBe(304);
  });

  it("streams an archive, and takes the body of a delivery as it came", async () => {
    const id = made.get(path)?.id ?? "";
    const archive = await client.fetchArchive(client.modelArchiveUrl([id], "stl"));
    expect([archive.headers.get("content-type"), Buffer.from(await archive.arrayBuffer()).subarray(0, 2).toString()]).toEqual(["application/zip", "PK"]);
    // Of a service that is not set up here: ours says so, and nothing of Next's has read the body before.
    const delivery = await fetch(`${origin}${path}/webhooks/meshy`, { method: "POST", headers: { "content-type": "application/json" }, body: "{ no JSON" });
    expect([delivery.status, ((await delivery.json()) as { success: boolean }).success]).toEqual([404, false]);
    const bad = await fetch(`${origin}${path}/generate-3d-model`, { method: "POST", headers: { "content-type": "application/json" }, body: "{ no JSON" });
    expect([bad.status, ((await bad.json()) as { code: string }).code]).toEqual([400, "invalid_request"]);
  });
});

describe("the page of a running Next", { concurrent: false }, () => {
  it("is drawn on the server, and shows what that has made", async () => {
    expect(await (await fetch(origin)).text()).toMatch(/<model-3d-gallery view="list"/);
    const { page, troubles } = await openPage(browser, origin);
    page.setDefaultTimeout(WAIT_MS);
    await walkShop(page);
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});
