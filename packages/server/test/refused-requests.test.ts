import { errorBodySchema } from "@model-3d/contract";
import { randomUUID } from "node:crypto";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discPhoto, photoForm, uploadPhotos } from "./photos.ts";
import { startTestHost, until, type Answer, type TestHost } from "./start-test-host.ts";

let host: TestHost;
let user: string;

beforeAll(async () => {
  host = await startTestHost({});
  user = await host.user();
});

afterAll(() => host.stop());

function expectError(answer: Answer, status: number, code: string): void {
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  const body = errorBodySchema.parse(answer.body);
  expect(body.message.length).toBeGreaterThan(15);
  expect(answer.headers.get("x-request-id")).toMatch(/^[\w-]{36}$/);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts:|select |stack/i);
}

/** The start of a PNG whose header claims the size; nothing behind it. */
function pngHeader(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(33);
  bytes.write("\x89PNG\r\n\x1a\n", 0, "latin1");
  bytes.writeUInt32BE(13, 8);
  bytes.write("IHDR", 12, "latin1");
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.set([8, 6, 0, 0, 0], 24);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

describe("a photo that is none", () => {
  const upload = async (bytes: Uint8Array, view = "front") => host.call("POST", "/api/source-images", { user, body: photoForm(view, bytes) });

  it("is refused when it is a text file", async () => {
    const answer = await upload(new TextEncoder().encode("This is no photo."), "back");
    expectError(answer, 400, "image_unreadable");
    expect(answer.body).toMatchObject({ view: "back", message: expect.stringContaining("back") });
  });

  it("is refused when it claims 20,000 × 20,000 pixels, before anything is decoded", async () => {
    expectError(await upload(pngHeader(20_000, 20_000)), 400, "image_too_large");
  });

  it("is refused when it is smaller than 256 pixels", async () => {
    expectError(await upload(await discPhoto(100)), 400, "image_too_small");
  });

  it("is refused when it is cut off", async () => {
    const whole = await sharp(await discPhoto(600)).jpeg().toBuffer();
    expectError(await upload(whole.subarray(0, whole.length / 2)), 400, "image_unreadable");
  });

  it("is refused for a view that there is none of", async () => {
    expectError(await upload(await discPhoto(), "inside"), 400, "invalid_request");
  });

  it("leaves nothing in the storage", async () => {
    await until("only whole photos are kept", async () => (await host.storedFiles()).length === 0);
  });

  it("is taken with a warning below 1024 pixels", async () => {
    const { status, body } = await upload(await discPhoto(300));
    expect([status, body.width, body.height]).toEqual([200, 300, 300]);
    expect(body.warnings.join()).toContain("1024");
  });
});

describe("a generation", () => {
  const generate = (json: unknown, as: string | null = user) => host.call("POST", "/api/generate-3d-model", { user: as, json });

  it("is refused without a front photo", async () => {
    const { back } = await uploadPhotos(host, user);
    const answer = await generate({ imageUrls: { back }, sourceType: "product", sourceId: randomUUID() });
    expectError(answer, 400, "invalid_request");
    expect(answer.body.message).toBe("imageUrls.front: is missing: a front and a back photo are both needed");
    expect(answer.body.issues).toMatchObject([{ path: "imageUrls.front" }]);
  });

  it("is refused for an id that is no UUID", async () => {
    const answer = await generate({ imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: "42; drop table" });
    expectError(answer, 400, "invalid_request");
    expect(answer.body.issues).toMatchObject([{ path: "sourceId" }]);
  });

  it("is refused with too few credits, and nothing is held or written", async () => {
    const poor = await host.user(4);
    const answer = await generate({ imageUrls: await uploadPhotos(host, poor), sourceType: "product", sourceId: randomUUID() }, poor);
    expectError(answer, 402, "insufficient_credits");
    expect(answer.body).toMatchObject({ balance: 4, cost: 10, message: "This generation costs 10 credits; 4 are available." });
    expect((await host.call("GET", "/api/credits", { user: poor })).body).toMatchObject({ balance: 4, held: 0 });
    expect((await host.call("GET", "/api/product-3d-models", { user: poor })).body.models).toEqual([]);
  });

  it("is refused with another user's photo, as with one that does not exist", async () => {
    const other = await host.user();
    const theirs = await uploadPhotos(host, other);
    const missing = { front: `/api/source-images/${randomUUID()}`, back: theirs.back };
    const [first, second] = await Promise.all([theirs, missing].map((imageUrls) => generate({ imageUrls, sourceType: "product", sourceId: randomUUID() })));
    expectError(first as Answer, 400, "invalid_request");
    expect(second?.body.message).toBe(first?.body.message);
  });

  it.each(["http://169.254.169.254/latest/meta-data", "http://127.0.0.1:1/x.png", "https://[::1]/x.png", "ftp://example.com/x.png", "https://user@10.0.0.1/x.png"])("is refused with a photo at %s", async (front) => {
    const { back } = await uploadPhotos(host, user);
    const answer = await generate({ imageUrls: { front, back }, sourceType: "product", sourceId: randomUUID() });
    expectError(answer, 400, "image_unfetchable");
    expect(answer.body.view).toBe("front");
    expect((await host.call("GET", "/api/credits", { user })).body.held).toBe(0);
  });
});

describe("a request", () => {
  it("needs a session", async () => {
    for (const [method, path] of [["POST", "/generate-3d-model"], ["GET", "/product-3d-models"], ["GET", "/credits"], ["GET", "/model-events"], ["DELETE", `/product-3d-models?modelId=${randomUUID()}`]] as const) {
      expectError(await host.call(method, `/api${path}`, method === "POST" ? { json: {} } : {}), 401, "unauthorized");
    }
  });

  it.each([
    ["broken JSON", { headers: { "content-type": "application/json" }, body: "{" }, 400, "invalid_request"],
    ["a form", { headers: { "content-type": "application/x-www-form-urlencoded" }, body: "a=1" }, 415, "unsupported_media_type"],
    ["plain text", { headers: { "content-type": "text/plain" }, body: "{}" }, 415, "unsupported_media_type"],
    ["300 kB", { headers: { "content-type": "application/json" }, body: `{"a":"${"x".repeat(300_000)}"}` }, 413, "payload_too_large"],
    ["deep nesting", { headers: { "content-type": "application/json" }, body: "[".repeat(30_000) + "]".repeat(30_000) }, 400, "invalid_request"],
    ["keys of the prototype", { headers: { "content-type": "application/json" }, body: '{"__proto__":{"admin":true}}' }, 400, "invalid_request"],
    ["a list", { headers: { "content-type": "application/json" }, body: "[]" }, 400, "invalid_request"],
  ])("with %s gets a clear answer", async (_what, request, status, code) => {
    expectError(await host.call("POST", "/api/generate-3d-model", { user, ...request }), status, code);
  });

  it.each([
    ["one source type alone", "/product-3d-models?sourceType=product", "sourceId"],
    ["an id that is no UUID", "/product-3d-models?sourceType=product&sourceId=x", "sourceId"],
    ["a source without its type", `/product-3d-models?sourceId=${randomUUID()}`, "sourceType"],
    ["a page of nothing", "/product-3d-models?limit=0", "limit"],
    ["a parameter twice", "/product-3d-models?limit=1&limit=2", "limit"],
    ["a cursor of its own", "/product-3d-models?cursor=%00", "cursor"],
    ["an unknown state", "/product-3d-models?status=DONE", "status"],
    ["101 sources", `/product-3d-models?sourceType=product&sourceIds=${Array.from({ length: 101 }, () => randomUUID()).join(",")}`, "sourceIds"],
    ["101 models", `/product-3d-models?modelIds=${Array.from({ length: 101 }, () => randomUUID()).join(",")}`, "modelIds"],
    ["models beside a source", `/product-3d-models?sourceType=product&sourceId=${randomUUID()}&modelIds=${randomUUID()}`, "modelIds"],
    ["no task", "/generate-3d-model", "taskId"],
    ["a negative cursor", "/credits/ledger?cursor=-1", "cursor"],
  ])("with %s says what is wrong with it", async (_what, path, field) => {
    const answer = await host.call("GET", `/api${path}`, { user });
    expectError(answer, 400, "invalid_request");
    expect(answer.body.issues[0].path).toContain(field);
  });

  it("to an address that can't be decoded gets our own answer", async () => {
    expectError(await host.call("GET", "/api/model-files/%E0%A4%A/x", { user }), 400, "invalid_request");
  });

  it("with a method that is not taken says which are", async () => {
    const answer = await host.call("PUT", "/api/product-3d-models", { user, json: {} });
    expectError(answer, 405, "method_not_allowed");
    expect(answer.headers.get("allow")).toBe("GET, PATCH, DELETE, HEAD, OPTIONS");
  });
});

describe("another user's model", () => {
  it("is as missing as one that does not exist, on every route", async () => {
    const owner = await host.user();
    const stranger = await host.user();
    const sourceId = randomUUID();
    host.provider.always = (run) => run.succeed();
    const { body } = await host.call("POST", "/api/generate-3d-model", { user: owner, json: { imageUrls: await uploadPhotos(host, owner), sourceType: "product", sourceId } });
    const model = await until("the model is there", async () => (await host.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${sourceId}`, { user: owner })).body.model);
    host.provider.always = null;
    const missing = randomUUID();
    const asked = async (id: string, task: string) => [
      await host.call("GET", `/api/generate-3d-model?taskId=${task}`, { user: stranger }),
      await host.call("PATCH", "/api/product-3d-models", { user: stranger, json: { modelId: id, action: "set_active" } }),
      await host.call("DELETE", `/api/product-3d-models?modelId=${id}`, { user: stranger }),
      await host.call("GET", `/api/model-files/${id}/model.glb`, { user: stranger }),
    ];
    const theirs = await asked(model.id, body.taskId);
    const none = await asked(missing, `stub_${missing}`);
    for (const [index, answer] of theirs.entries()) {
      expectError(answer, 404, "not_found");
      expect(answer.body).toEqual(none[index]?.body);
    }
    expect((await host.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${sourceId}&includeAll=true`, { user: stranger })).body.models).toEqual([]);
    expect((await host.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${sourceId}`, { user: owner })).body.model.id).toBe(model.id);
  });
});
