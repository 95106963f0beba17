import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createModel3DClient } from "@model-3d/client";
import type { View } from "@model-3d/contract";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openShop } from "./open-shop.ts";

const PHOTOS = join(import.meta.dirname, "../../demo/photos");
const userId = randomUUID();
let folder: string;
let url: string;
let shop: Awaited<ReturnType<typeof openShop>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "model-3d-fastify-"));
  shop = await openShop({ database: { folder: join(folder, "database") }, storage: { kind: "folder", directory: join(folder, "files") }, derivatives: false });
  await shop.model3d.credits.grant({ userId, amount: 100, planType: "one_time", reason: "welcome" });
  url = await shop.fastify.listen({ port: 0, host: "127.0.0.1" });
});
afterAll(async () => {
  await shop.fastify.close();
  await rm(folder, { recursive: true, force: true });
});

it("makes a model of four photos, and leaves the shop's own routes as they are", { timeout: 180_000 }, async () => {
  const client = createModel3DClient({ api: `${url}/api`, headers: { "x-user": userId } });
  const upload = async (view: View) => {
    const photo = new Blob([await readFile(join(PHOTOS, `toy-robot-${view}.jpg`))], { type: "image/jpeg" });
    return (await client.uploadSourceImage(view, photo)).url;
  };
  const imageUrls = { front: await upload("front"), back: await upload("back"), side: await upload("side"), top: await upload("top") };
  const source = { sourceType: "product", sourceId: randomUUID() } as const;
  const { taskId } = await client.generate({ imageUrls, ...source });
  await vi.waitFor(async () => expect((await client.generationStatus(taskId)).status).toBe("SUCCEEDED"), { timeout: 150_000, interval: 250 });
  const { model } = await client.modelOf(source);
  const file = await fetch(new URL(model?.model_urls.glb ?? "/missing", url), { headers: { range: "bytes=0-3" } });
  expect([file.status, await file.text()]).toEqual([206, "glTF"]);
  const order = await fetch(`${url}/orders`, { method: "POST", body: '{"vase":1}', headers: { "content-type": "application/json" } });
  expect(await order.json()).toEqual({ ordered: { vase: 1 } });
});
