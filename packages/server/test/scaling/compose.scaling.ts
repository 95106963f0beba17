import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createModel3DClient, type Model3DClient } from "@model-3d/client";
import type { View } from "@model-3d/contract";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runWords } from "../../src/command/test/run-words.ts";
import { until } from "../start-test-host.ts";
import { readStream } from "./read-stream.ts";
import { startCompose, type Composed } from "./start-compose.ts";

const PHOTOS = join(import.meta.dirname, "../../../../demo/photos");
const MADE_WITHIN_MS = 200_000;

describe("the parts of examples/compose on this machine", () => {
  let composed: Composed;
  let client: Model3DClient;
  const user = randomUUID();
  const command = (...words: string[]) => runWords({ connection: composed.environment.DATABASE_URL ?? "" }, words, { environment: composed.environment });
  const start = async (name: string, views: readonly View[] = ["front", "back"]) => {
    const urls = await Promise.all(views.map(async (view) => [view, (await client.uploadSourceImage(view, new Blob([await readFile(join(PHOTOS, `${name}-${view}.jpg`))], { type: "image/jpeg" }))).url] as const));
    const source = { sourceType: "product", sourceId: randomUUID() } as const;
    return { ...(await client.generate({ imageUrls: Object.fromEntries(urls) as never, ...source })), source };
  };
  const untilMade = (taskId: string) => vi.waitFor(async () => expect((await client.generationStatus(taskId)).status).toBe("SUCCEEDED"), { timeout: MADE_WITHIN_MS, interval: 500 });

  beforeAll(async () => {
    composed = await startCompose();
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) vi.stubEnv(name, composed.environment[name] ?? "");
    client = createModel3DClient({ api: `${composed.url}/api`, headers: { "x-user": user } });
    expect(await command("credits", "grant", user, "100", "--reason", "welcome", "--actor", "me")).toMatchObject({ code: 0 });
  }, 240_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await composed?.stop();
  });

  it("take a photo of more than 8 MB, make a model whose events come as they happen, and give its file in parts", async () => {
    const noise = await sharp({ create: { width: 2_100, height: 2_000, channels: 3, background: "#fff", noise: { type: "gaussian", mean: 128, sigma: 60 } } }).png({ compressionLevel: 1 }).toBuffer();
    expect(noise.length).toBeGreaterThan(8_000_000);
    expect((await client.uploadSourceImage("top", new Blob([new Uint8Array(noise)], { type: "image/png" }))).url).toContain("source-image");

    const stream = await readStream(composed.url, user);
    await until("the stream is open before anything happens", () => stream.text().includes("event: "));
    const { taskId, source } = await start("teapot");
    await until("progress is heard while it is made", () => stream.text().includes("model.progress"), MADE_WITHIN_MS);
    expect(stream.text()).not.toContain("model.succeeded");
    await untilMade(taskId);
    await until("the success is heard", () => stream.text().includes("model.succeeded"));
    await stream.leave();

    const { model } = await client.modelOf(source);
    const address = new URL(model?.model_urls.glb ?? "/missing", composed.url);
    expect(address.origin).toBe(composed.url);
    const whole = Buffer.from(await (await fetch(address)).arrayBuffer());
    const part = async (range: string) => {
      const answer = await fetch(address, { headers: { range } });
      expect([answer.status, answer.headers.get("content-range")]).toEqual([206, expect.stringMatching(new RegExp(`^bytes \\d+-\\d+/${whole.length}$`))]);
      return Buffer.from(await answer.arrayBuffer());
    };
    expect(Buffer.concat([await part("bytes=0-999"), await part("bytes=1000-")]).equals(whole)).toBe(true);
    expect(whole.toString("latin1", 0, 4)).toBe("glTF");
    expect([...composed.bucket.objects.keys()].filter((key) => key.endsWith("model.glb"))).toHaveLength(1);
  });

  it("lose nothing with a server and a worker: requests are answered, the model is made, its events go on at the other server without a gap", async () => {
    const streams = await Promise.all([readStream(composed.url, user), readStream(composed.url, user)]);
    const { taskId, modelId } = await start("armchair");
    await until("both streams hear of it", () => streams.every((stream) => stream.ids().length > 0), MADE_WITHIN_MS);
    await Promise.all([composed.kill("web-1"), composed.kill("worker-1")]);
    const statuses = await Promise.all(Array.from({ length: 40 }, () => fetch(`${composed.url}/api/credits`, { headers: { "x-user": user } }).then(({ status }) => status)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    // Browsers come back by themselves, with the number of the last event that they have.
    const resumed = await Promise.all(streams.map(async (stream) => {
      await stream.leave();
      return { stream, after: await readStream(composed.url, user, stream.ids().at(-1)) };
    }));
    const { taskId: another, modelId: anotherId } = await start("armchair");
    await Promise.all([untilMade(taskId), untilMade(another)]);
    for (const { stream, after } of resumed) {
      const succeeded = () => [...`${stream.text()}${after.text()}`.matchAll(/event: model\.succeeded\ndata: (.+)/g)].map(([, data = ""]) => data);
      await until("both successes are heard", () => [modelId, anotherId].every((id) => succeeded().filter((data) => data.includes(id)).length === 1), 60_000);
      const ids = [...stream.ids(), ...after.ids()];
      expect(ids).toEqual(Array.from({ length: ids.length }, (_, index) => (ids[0] ?? 0) + index));
      await after.leave();
    }
    expect((await (await fetch(`${composed.url}/api/credits`, { headers: { "x-user": user } })).json())).toMatchObject({ balance: 70, held: 0 });
    const storage = `s3://shop/?region=us-east-1&endpoint=${encodeURIComponent(composed.bucket.endpoint)}`;
    expect(await command("check", "--storage", storage)).toMatchObject({ code: 0 });
  });
});
