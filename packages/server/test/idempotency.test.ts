import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discPhoto, photoForm, uploadPhotos } from "./photos.ts";
import { startTestHost, type TestHost } from "./start-test-host.ts";

let host: TestHost;

beforeAll(async () => {
  host = await startTestHost({});
});

afterAll(() => host.stop());

const post = (user: string, key: string, json: unknown) => host.call("POST", "/api/generate-3d-model", { user, json, headers: { "idempotency-key": key } });

it("gives the first answer again for the same key and body, whatever the order of its keys, and starts nothing", async () => {
  const user = await host.user();
  const [imageUrls, sourceId, key] = [await uploadPhotos(host, user), randomUUID(), randomUUID()];
  const first = await post(user, key, { imageUrls, sourceType: "product", sourceId });
  const again = await post(user, key, { sourceId, sourceType: "product", imageUrls });
  expect([first.status, again.status]).toEqual([200, 200]);
  expect(again.body).toEqual(first.body);
  expect((await host.call("GET", "/api/credits", { user })).body.held).toBe(10);
});

it("is told of each POST that changes something, and of no other", async () => {
  const { paths } = (await host.call("GET", "/api/openapi.json")).body as { paths: Record<string, { post?: { parameters: { name: string }[]; responses: Record<string, { description: string }> } }> };
  const without = Object.entries(paths).filter(([, { post }]) => post !== undefined && !post.parameters.some(({ name }) => name === "Idempotency-Key"));
  // Two that only answer, two that are told things: what a viewer did, and a delivery, which its service repeats by itself.
  expect(without.map(([path]) => path).sort()).toEqual(["/generation-batches/estimate", "/model-archive", "/viewer-reports", "/webhooks/{provider}"]);
  expect(without.flatMap(([, { post }]) => Object.values(post?.responses ?? {})).filter(({ description }) => description.includes("idempotency"))).toEqual([]);
});

it("refuses the key with another body", async () => {
  const user = await host.user();
  const [imageUrls, key] = [await uploadPhotos(host, user), randomUUID()];
  await post(user, key, { imageUrls, sourceType: "product", sourceId: randomUUID() });
  const other = await post(user, key, { imageUrls, sourceType: "product", sourceId: randomUUID() });
  expect([other.status, other.body.code]).toEqual([422, "idempotency_mismatch"]);
});

it("starts once when ten of the same come at once", async () => {
  const user = await host.user();
  const [imageUrls, sourceId, key] = [await uploadPhotos(host, user), randomUUID(), randomUUID()];
  const answers = await Promise.all(Array.from({ length: 10 }, () => post(user, key, { imageUrls, sourceType: "product", sourceId })));
  const done = answers.filter(({ status }) => status === 200);
  expect(new Set(done.map(({ body }) => body.modelId)).size).toBe(1);
  for (const { status, body } of answers) if (status !== 200) expect([status, body.code]).toEqual([409, "idempotency_in_flight"]);
  expect((await host.call("GET", "/api/credits", { user })).body.held).toBe(10);
});

it("forgets the key of a request that failed, so that it can be mended", async () => {
  const user = await host.user(0);
  const [imageUrls, sourceId, key] = [await uploadPhotos(host, user), randomUUID(), randomUUID()];
  expect((await post(user, key, { imageUrls, sourceType: "product", sourceId })).status).toBe(402);
  await host.model3d.credits.grant({ userId: user, amount: 10, planType: "one_time", reason: "top-up" });
  expect((await post(user, key, { imageUrls, sourceType: "product", sourceId })).status).toBe(200);
});

it("keeps the keys of two users apart", async () => {
  const key = randomUUID();
  for (const user of [await host.user(), await host.user()]) {
    const answer = await post(user, key, { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: randomUUID() });
    expect(answer.status).toBe(200);
  }
});

it("gives the same address for the same photo and key", async () => {
  const user = await host.user();
  const photo = await discPhoto();
  const headers = { "idempotency-key": randomUUID() };
  const upload = (view: string) => host.call("POST", "/api/source-images", { user, body: photoForm(view, photo), headers });
  const [first, again] = [await upload("front"), await upload("front")];
  expect(again.body).toEqual(first.body);
  expect((await upload("back")).status).toBe(422);
});

describe("a photo that is sent again with its key", () => {
  it("is stored once, also when it comes three times at once; another photo with the key is refused and not stored", async () => {
    const user = await host.user();
    const [photo, other] = [await discPhoto(310), await discPhoto(320)];
    const headers = { "idempotency-key": "photo" };
    const send = (bytes: Uint8Array) => host.call("POST", "/api/source-images", { user, body: photoForm("front", bytes), headers });
    const before = (await host.storedFiles()).length;
    const atOnce = await Promise.all([send(photo), send(photo), send(photo)]);
    const urls = atOnce.filter(({ status }) => status === 200).map(({ body }) => body.url as string);
    expect(atOnce.filter(({ status, body }) => status !== 200 && body.code !== "idempotency_in_flight")).toEqual([]);
    for (let turn = 0; turn < 2; turn += 1) urls.push((await send(photo)).body.url);
    expect(new Set(urls.map((url) => url.split("?")[0])).size).toBe(1);
    expect((await send(other)).body.code).toBe("idempotency_mismatch");
    expect((await host.storedFiles()).length - before).toBe(1);
  });

  it("is answered with a link that holds, hours after the first one has expired", async () => {
    let now = new Date();
    const later = await startTestHost({ clock: { now: () => now }, linkLifeMs: 60 * 60_000 });
    try {
      const user = await later.user();
      const photo = await discPhoto(310);
      const send = async () => String((await later.call("POST", "/api/source-images", { user, body: photoForm("front", photo), headers: { "idempotency-key": "photo" } })).body.url);
      const first = await send();
      now = new Date(now.getTime() + 3 * 60 * 60_000);
      expect((await later.call("GET", first)).status).toBe(403);
      const again = await send();
      expect((await later.call("GET", again)).status).toBe(200);
      expect(again.split("?")[0]).toBe(first.split("?")[0]);
    } finally {
      await later.stop();
    }
  });
});
