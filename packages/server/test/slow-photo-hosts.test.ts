import { randomUUID } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { createStubAsyncProvider, type StubAsyncProvider } from "./stub-async-provider.ts";

const servers: Server[] = [];
async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("hosts of photos that take a request and say nothing", () => {
  let host: TestHost;
  let service: StubAsyncProvider;
  const [named, files]: [string[], string[]] = [[], []];
  let photos = "";
  let fileOrigin = "";
  beforeAll(async () => {
    photos = await listen((request) => void named.push(request.url ?? ""));
    fileOrigin = await listen((request, response) => {
      files.push(request.url ?? "");
      response.writeHead(404).end();
    });
    service = createStubAsyncProvider({ fileOrigins: [fileOrigin] });
    host = await startTestHost({ providers: [service], tasks: { tickMs: 50, firstLookMs: 50, askIntervalMs: 1 }, files: { allowedOrigins: [photos] } });
  });
  afterAll(async () => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    await host.stop();
  });

  it("hold a few places of their own user's, and keep neither the files of models waiting nor the photos of others", async () => {
    const [good, bad] = [await host.user(), await host.user()];
    const { body } = await host.call("POST", "/api/generate-3d-model", { user: good, json: { imageUrls: await uploadPhotos(host, good), sourceType: "product", sourceId: randomUUID() } });
    const ends: number[] = [];
    const name = (user: string, at: string) =>
      host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: { front: `${photos}/${at}/front.jpg`, back: `${photos}/${at}/back.jpg` }, sourceType: "product", sourceId: randomUUID() } }).then(({ status }) => void ends.push(status), () => undefined);
    for (let at = 0; at < 12; at += 1) void name(bad, `bad-${at}`);
    await until("the rest is told to wait", () => ends.length >= 4);
    expect(new Set(ends)).toEqual(new Set([429]));
    expect(named.filter((url) => url.startsWith("/bad-"))).toHaveLength(4);

    const begun = performance.now();
    service.tell(body.taskId, { status: "SUCCEEDED", files: [{ kind: "glb", name: "model.glb", contentType: "model/gltf-binary", url: `${fileOrigin}/model.glb` }], filesExpireAt: null, cost: null });
    void name(good, "good");
    await until("the file and the other user's photo are asked for", () => files.length > 0 && named.includes("/good/front.jpg"), 12_000);
    // A host that says nothing is waited for for 15 seconds.
    expect(performance.now() - begun).toBeLessThan(12_000);
  }, 60_000);
});
