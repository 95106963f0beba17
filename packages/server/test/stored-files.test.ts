import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discPhoto, photoForm, uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";

const BYTES = new TextEncoder().encode("glTF and one hundred bytes more ".repeat(4));
let host: TestHost;
let owner: string;
let modelId: string;
let link: string;
let now = new Date("2026-01-01T12:00:00Z");

beforeAll(async () => {
  host = await startTestHost({ clock: { now: () => now }, linkLifeMs: 3_600_000 });
  host.provider.always = (run) => run.succeed(BYTES);
  owner = await host.user();
  const sourceId = randomUUID();
  await host.call("POST", "/api/generate-3d-model", { user: owner, json: { imageUrls: await uploadPhotos(host, owner), sourceType: "product", sourceId } });
  const model = await until("the model is there", async () => (await host.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${sourceId}`, { user: owner })).body.model);
  modelId = model.id;
  link = model.model_urls.glb;
});

afterAll(() => host.stop());

describe("a stored file", () => {
  it("comes whole to its link and to its owner, and says what it is", async () => {
    for (const answer of [await host.call("GET", link), await host.call("GET", `/api/model-files/${modelId}/model.glb`, { user: owner })]) {
      expect(answer.status).toBe(200);
      expect(Buffer.from(answer.body).equals(Buffer.from(BYTES))).toBe(true);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        "content-type": "model/gltf-binary",
        "content-length": String(BYTES.length),
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "accept-ranges": "bytes",
        etag: expect.stringMatching(/^"[0-9a-f]{64}"$/),
        "cache-control": expect.stringContaining("private"),
      });
    }
  });

  it.each([
    ["bytes=0-3", "glTF", `bytes 0-3/${BYTES.length}`],
    ["bytes=-5", "more ", `bytes ${BYTES.length - 5}-${BYTES.length - 1}/${BYTES.length}`],
    [`bytes=${BYTES.length - 2}-`, "e ", `bytes ${BYTES.length - 2}-${BYTES.length - 1}/${BYTES.length}`],
  ])("gives the range %s", async (range, text, contentRange) => {
    const answer = await host.call("GET", link, { headers: { range } });
    expect([answer.status, new TextDecoder().decode(answer.body), answer.headers.get("content-range")]).toEqual([206, text, contentRange]);
  });

  it("refuses a range beyond its end", async () => {
    const answer = await host.call("GET", link, { headers: { range: "bytes=9999-" } });
    expect([answer.status, answer.headers.get("content-range"), answer.body.code]).toEqual([416, `bytes */${BYTES.length}`, "range_not_satisfiable"]);
  });

  it("is not sent again to who has it, and has no body for HEAD", async () => {
    const etag = (await host.call("HEAD", link)).headers.get("etag") ?? "";
    expect((await host.call("GET", link, { headers: { "if-none-match": etag } })).status).toBe(304);
    const head = await host.call("HEAD", link);
    expect([head.status, head.headers.get("content-length"), head.body.length]).toEqual([200, String(BYTES.length), 0]);
  });

  it.each([
    ["another file", (url: string) => url.replace("model.glb", "thumbnail.png")],
    ["another model", (url: string) => url.replace(/model-files\/[^/]+/, `model-files/${randomUUID()}`)],
    ["a longer life", (url: string) => url.replace(/expires=\d+/, "expires=9999999999")],
    ["a changed signature", (url: string) => url.replace(/signature=../, "signature=zz")],
    ["half a signature", (url: string) => url.replace(/(signature=.{10}).*/, "$1")],
    ["no signature", (url: string) => url.replace(/&signature=.*/, "")],
  ])("is not opened by a link with %s", async (_what, change) => {
    const answer = await host.call("GET", change(link));
    expect([answer.status, answer.body.code]).toEqual([403, "link_invalid"]);
  });

  it("is not opened by a link after its time", async () => {
    const start = now;
    now = new Date(start.getTime() + 2 * 3_600_000);
    expect((await host.call("GET", link)).body.code).toBe("link_invalid");
    now = start;
    expect((await host.call("GET", link)).status).toBe(200);
  });

  it.each(["..%2f..%2fetc%2fpasswd", "%252e%252e", "model.glb%00.png", "x".repeat(300), "missing.glb"])("is not found under %s", async (name) => {
    const answer = await host.call("GET", `/api/model-files/${modelId}/${name}`, { user: owner });
    expect([answer.status, answer.body.code]).toEqual([404, "not_found"]);
  });

  it("is 404 for a stranger, 401 for nobody", async () => {
    const stranger = await host.user();
    expect((await host.call("GET", `/api/model-files/${modelId}/model.glb`, { user: stranger })).status).toBe(404);
    expect((await host.call("GET", `/api/model-files/${modelId}/model.glb`)).status).toBe(401);
  });
});

describe("an uploaded photo", () => {
  it("is shown to its owner and under its link, and to nobody else", async () => {
    const { body } = await host.call("POST", "/api/source-images", { user: owner, body: photoForm("side", await discPhoto()) });
    expect((await host.call("GET", body.url)).headers.get("content-type")).toBe("image/png");
    const [path] = body.url.split("?");
    expect((await host.call("GET", path, { user: owner })).status).toBe(200);
    expect((await host.call("GET", path, { user: await host.user() })).status).toBe(404);
  });
});
