import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RemoteFile } from "../src/providers/provider.ts";
import { startFileServer, type FileServer } from "../src/files/test/file-server.ts";
import { makeGlb, makePng } from "../src/files/test/make-glb.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { createStubAsyncProvider, type StubAsyncProvider } from "./stub-async-provider.ts";

const QUICK = { tickMs: 50, firstLookMs: 30, lastLookMs: 100, askIntervalMs: 1 };
const GLB = makeGlb({ bytes: 40_000 });
const DAY_MS = 24 * 3_600_000;

let remote: FileServer;
let service: StubAsyncProvider;
let host: TestHost;

beforeAll(async () => {
  remote = await startFileServer();
  service = createStubAsyncProvider({ name: "service", fileOrigins: [remote.origin] });
  host = await startTestHost({ providers: [service], tasks: QUICK, metrics: true });
});

afterAll(async () => {
  await host.stop();
  await remote.close();
});

/** Makes a version whose files lie on the server. */
async function generate(user: string, sourceId: string, files: readonly RemoteFile[]): Promise<string> {
  const { body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId } });
  const task = await until("the task is submitted", () => service.taskOf(body.modelId));
  service.tell(task.taskId, { status: "SUCCEEDED", files, filesExpireAt: new Date(Date.now() + 3 * DAY_MS), cost: null });
  return body.modelId;
}

const entry = async (user: string, sourceId: string) => (await host.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${sourceId}`, { user })).body.model;
const at = (path: string, kind: string, contentType: string): RemoteFile => ({ kind, name: path.split("/").at(-1) ?? "", contentType, url: remote.url(path) });

describe("the files of a service's result", () => {
  it("are ours soon, under links of ours, and stay when the service has deleted its own", async () => {
    remote.answers.set("/a/model.glb", GLB);
    remote.answers.set("/a/thumbnail.png", makePng(8, 8));
    const user = await host.user();
    const sourceId = randomUUID();
    await generate(user, sourceId, [at("/a/model.glb", "glb", "model/gltf-binary"), at("/a/thumbnail.png", "thumbnail", "image/png")]);
    const model = await until("both are ours", async () => {
      const shown = await entry(user, sourceId);
      return shown?.model_urls.glb?.includes("/model-files/") && shown.thumbnail_url?.includes("/model-files/") ? shown : null;
    });
    remote.answers.clear();
    const glb = await host.call("GET", model.model_urls.glb);
    expect([glb.status, Buffer.from(glb.body).equals(GLB), glb.headers.get("content-type")]).toEqual([200, true, "model/gltf-binary"]);
    expect((await host.call("GET", model.thumbnail_url)).status).toBe(200);
  });

  it("are found under their own names from the start, also while they still lie with the service", async () => {
    remote.answers.set("/late/model.glb", (response) => void response.writeHead(503).end());
    const [user, other] = [await host.user(), await host.user()];
    const sourceId = randomUUID();
    const modelId = await generate(user, sourceId, [at("/late/model.glb", "glb", "model/gltf-binary")]);
    await until("the model is there", async () => (await entry(user, sourceId))?.id === modelId);
    const path = `/api/model-files/${modelId}/model.glb`;
    const moved = await host.call("GET", path, { user });
    expect([moved.status, moved.headers.get("cache-control")]).toEqual([302, "private, no-store"]);
    expect(moved.headers.get("location")).toMatch(/^\/api\/proxy-3d-model\?url=/);
    expect((await host.call("GET", path, { user: other })).status).toBe(404);
    remote.answers.set("/late/model.glb", GLB);
    expect((await host.call("GET", moved.headers.get("location") ?? "")).status).toBe(200);
  });

  it("leave nothing behind when their version is deleted in the middle of the copy", async () => {
    const user = await host.user();
    const sourceId = randomUUID();
    remote.answers.set("/first/model.glb", GLB);
    await generate(user, sourceId, [at("/first/model.glb", "glb", "model/gltf-binary")]);
    await until("the first version is ours", async () => (await entry(user, sourceId))?.model_urls.glb?.includes("/model-files/"));
    const kept = await host.storedFiles();
    const started: (() => void)[] = [];
    remote.answers.set("/second/model.glb", (response) => {
      response.writeHead(200, { "content-length": GLB.length });
      response.write(GLB.subarray(0, 20_000), () => started.push(() => response.end(GLB.subarray(20_000))));
    });
    const modelId = await generate(user, sourceId, [at("/second/model.glb", "glb", "model/gltf-binary")]);
    const finish = await until("its copy has begun", () => started[0]);
    expect((await host.call("DELETE", `/api/product-3d-models?modelId=${modelId}`, { user })).status).toBe(200);
    finish();
    // The photos of the second version are kept until nobody has used them for a day.
    await until("nothing of it is left", async () => (await host.storedFiles()).filter((name) => name === "model.glb").length === kept.filter((name) => name === "model.glb").length);
    expect((await host.call("GET", `/api/model-files/${modelId}/model.glb`, { user })).status).toBe(404);
    expect((await entry(user, sourceId)).model_urls.glb).toContain("/model-files/");
  });

  it("are counted for the operator, where the host has turned that on", async () => {
    const answer = await host.call("GET", "/api/metrics");
    expect([answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8", "private, no-store"]);
    expect(new TextDecoder().decode(answer.body)).toMatch(/model_3d_provider_files_total\{provider="service",result="copied"\} [3-9]/);
  });
});
