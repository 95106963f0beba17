import { randomUUID } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import express4 from "express4";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PATHS } from "@model-3d/contract";
import type { Model3D } from "../src/index.ts";
import { VERSION } from "../src/version.ts";
import packageJson from "../package.json" with { type: "json" };
import { discPhoto, photoForm, uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";

const HOSTS: [what: string, mount: (model3d: Model3D) => RequestListener][] = [
  ["Express 4", (model3d) => express4().use("/api", model3d.router)],
  ["Express 5 with a JSON parser before us", (model3d) => express().use(express.json(), express.urlencoded({ extended: true })).use("/api", model3d.router)],
  ["Express 5 with a JSON parser behind us", (model3d) => express().use("/api", model3d.router).use(express.json())],
];

describe.each(HOSTS)("mounted in %s", (_what, mount) => {
  let host: TestHost;

  beforeAll(async () => {
    host = await startTestHost({ mount });
    host.provider.always = (run) => run.succeed();
  });

  afterAll(() => host.stop());

  it("takes photos and JSON, makes a model and serves it", async () => {
    const user = await host.user();
    const sourceId = randomUUID();
    const started = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId } });
    expect(started.status).toBe(200);
    const model = await until("the model is there", async () => (await host.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${sourceId}`, { user })).body.model);
    expect((await host.call("GET", model.model_urls.glb)).status).toBe(200);
    const broken = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: {} } });
    expect([broken.status, broken.body.code]).toEqual([400, "invalid_request"]);
  });
});

describe("the API", () => {
  let host: TestHost;

  beforeAll(async () => {
    host = await startTestHost({ withoutWorkers: true, publicUrl: "https://shop.example" });
  });

  afterAll(() => host.stop());

  it("describes every path of the contract in OpenAPI 3.1, with inputs, answers and errors", async () => {
    const { body } = await host.call("GET", "/api/openapi.json");
    expect(body.openapi).toBe("3.1.0");
    expect(body.info.version).toBe(packageJson.version);
    expect(VERSION).toBe(packageJson.version);
    const described = Object.keys(body.paths).map((path) => path.replace(/\/\{.*/, ""));
    // What is for operators is there, and told of, only where the host names some.
    expect(new Set(described)).toEqual(new Set(Object.values(PATHS).filter((path) => !path.startsWith("/admin/"))));
    expect(body.paths["/generate-3d-model"].post.requestBody.content["application/json"].schema.required).toEqual(["imageUrls", "sourceType", "sourceId"]);
    expect(body.paths["/generate-3d-model"].post.responses["402"].description).toContain("insufficient_credits");
    expect(body.paths["/product-3d-models"].get.parameters.map(({ name }: { name: string }) => name)).toContain("sourceIds");
  });

  it("keeps its figures to itself unless the host turns them on", async () => {
    const answer = await host.call("GET", "/api/metrics");
    expect([answer.status, answer.body.code]).toEqual([404, "not_found"]);
  });

  it("hears nothing of pages' viewers unless the host turns it on", async () => {
    const answer = await host.call("POST", "/api/viewer-reports", { user: await host.user(), json: { reports: [{ kind: "fault", fault: "no_webgl" }] } });
    expect([answer.status, answer.body.code]).toEqual([404, "not_found"]);
  });

  it("says that all is well", async () => {
    expect((await host.call("GET", "/api/health")).body).toEqual({ success: true, database: "ok", queue: "ok", storage: "ok", provider: "ok" });
  });

  it("makes links under the public address", async () => {
    const user = await host.user();
    const { body } = await host.call("POST", "/api/source-images", { user, body: photoForm("front", await discPhoto()) });
    expect(body.url).toMatch(/^https:\/\/shop\.example\/api\/source-images\//);
  });

  it("fetches photos of origins that the host lists, and keeps them", async () => {
    const photo = await discPhoto(400);
    const shop = createServer((_request, response) => response.writeHead(200, { "content-type": "image/png" }).end(photo));
    await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
    const origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
    const listing = await startTestHost({ files: { allowedOrigins: [origin] } });
    const user = await listing.user();
    const answer = await listing.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: { front: `${origin}/f.png`, back: `${origin}/b.png` }, sourceType: "product", sourceId: randomUUID() } });
    expect(answer.status).toBe(200);
    shop.close();
    const run = await until("the run has started", () => listing.provider.runs[0]);
    const [front] = run.request.views;
    expect(Buffer.from((await front?.read(new AbortController().signal)) ?? []).equals(photo)).toBe(true);
    await listing.stop();
  });
});
