import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { freePort } from "@model-3d/test-utils/database";
import sharp from "sharp";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { startBucketServer } from "../src/files/test/bucket-server.ts";
import { photoForm } from "./photos.ts";
import { until } from "./start-test-host.ts";

const EXAMPLE = join(import.meta.dirname, "../../../examples/compose");

it("all processes of examples/compose are told one more model of batches at once than there are workers", async () => {
  const { services } = parse(await readFile(join(EXAMPLE, "compose.yaml"), "utf8"), { merge: true }) as { services: Record<string, { environment?: Record<string, string> }> };
  const shops = Object.values(services).flatMap(({ environment }) => (environment?.ROLE ? [environment] : []));
  const workers = shops.filter(({ ROLE }) => ROLE === "worker").length;
  expect(workers).toBeGreaterThan(0);
  expect(shops.map(({ BATCHES_AT_ONCE }) => BATCHES_AT_ONCE)).toEqual(shops.map(() => String(workers + 1)));
});

it("the shop of examples/compose makes as many of a batch at once as it is told, and ends after its downloads and its own routes, and not in their middle", { timeout: 300_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "model-3d-shop-"));
  const bucket = await startBucketServer("shop");
  const port = await freePort();
  const environment = { PATH: process.env.PATH, TMPDIR: folder, PORT: String(port), ROLE: "web", S3_BUCKET: "shop", S3_REGION: "us-east-1", S3_ENDPOINT: bucket.endpoint, AWS_ACCESS_KEY_ID: "shop", AWS_SECRET_ACCESS_KEY: "secret", LINK_SECRET: randomUUID(), BATCHES_AT_ONCE: "1" };
  const shop = spawn(process.execPath, ["--conditions=model-3d-source", "--disable-warning=ExperimentalWarning", join(EXAMPLE, "shop.ts")], { cwd: folder, env: environment, stdio: "ignore" });
  const ended = once(shop, "exit");
  const url = `http://127.0.0.1:${port}`;
  try {
    await until("it answers", () => fetch(url).then(({ ok }) => ok, () => false), 240_000);
    const noise = await sharp({ create: { width: 2_000, height: 2_000, channels: 3, background: "#fff", noise: { type: "gaussian", mean: 128, sigma: 60 } } }).png({ compressionLevel: 1 }).toBuffer();
    const headers = { "x-user": randomUUID() };
    const photo = (await (await fetch(`${url}/api/source-images`, { method: "POST", body: photoForm("front", noise), headers })).json()) as { url: string };
    const items = [1, 2].map(() => ({ imageUrls: { front: photo.url, back: photo.url }, sourceType: "product", sourceId: randomUUID() }));
    const estimate = await fetch(`${url}/api/generation-batches/estimate`, { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify({ items }) });
    expect(await estimate.json()).toMatchObject({ ready: 2, atOnce: 1 });
    const { pathname, search } = new URL(photo.url, url);
    const download = connect(port, "127.0.0.1");
    download.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: shop\r\nX-User: ${headers["x-user"]}\r\nConnection: close\r\n\r\n`);
    await once(download, "readable");
    const own = connect(port, "127.0.0.1");
    await once(own, "connect");
    own.write("GET / HTTP/1.1\r\nHost: shop\r\n");
    // Its headers have come in as far as they go, since what was sent later on another connection is answered.
    await fetch(url);
    shop.kill("SIGTERM");
    await until("it stops", () => fetch(`${url}/api/health`).then(() => false, () => true));
    own.write("Connection: close\r\n\r\n");
    expect(await text(own)).toContain("The shop");
    const answer = await text(download.setEncoding("latin1"));
    expect(answer.split("\r\n")[0]).toBe("HTTP/1.1 200 OK");
    // More than lies in the connection by itself.
    expect(answer.length).toBeGreaterThan(8_000_000);
    expect(answer.length - answer.indexOf("\r\n\r\n") - 4).toBe(Number(/content-length: (\d+)/i.exec(answer)?.[1]));
    expect(await ended).toEqual([0, null]);
  } finally {
    shop.kill("SIGKILL");
    await bucket.close();
    await rm(folder, { recursive: true, force: true });
  }
});
