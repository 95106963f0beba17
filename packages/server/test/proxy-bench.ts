import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { createFileService, type FileService } from "../src/files/file-service.ts";
import { openStorage } from "../src/files/open-storage.ts";
import { upsertProviderFiles } from "../src/files/provider-file-repository.ts";
import type { RemoteFile } from "../src/providers/provider.ts";
import { startTestHost, type TestHost, type TestHostOptions } from "./start-test-host.ts";

/** What stands for a service that keeps files. */
export interface Upstream {
  readonly origin: string;
  /** Answers at a path; 404 elsewhere. */
  readonly answers: Map<string, RequestListener>;
  readonly requests: { method: string; path: string; headers: IncomingMessage["headers"] }[];
  readonly server: Server;
  stop(): Promise<void>;
}

export async function startUpstream(): Promise<Upstream> {
  const answers = new Map<string, RequestListener>();
  const requests: Upstream["requests"] = [];
  const server = createServer((request, response) => {
    const { method = "", url: path = "", headers } = request;
    requests.push({ method, path, headers });
    const answer = answers.get(path) ?? ((_request, missing) => missing.writeHead(404, { "content-type": "text/html" }).end("<h1>nothing here</h1>"));
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    requests,
    server,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export interface ProxyBench {
  host: TestHost;
  upstream: Upstream;
  /** A model that succeeded, whose files lie with the service. */
  model(userId: string, files: readonly RemoteFile[]): Promise<{ id: string; sourceId: string }>;
  /** Puts a copy of a file into our storage, as the copying does. */
  copy(userId: string, modelId: string, name: string, bytes: Uint8Array): Promise<void>;
  setState(modelId: string, state: "waiting" | "copied" | "refused" | "lost"): Promise<void>;
  remove(modelId: string): Promise<void>;
  stop(): Promise<void>;
}

/** A host without workers, so that nothing is copied by itself, and a service that it may reach. */
export async function startProxyBench(options: Partial<TestHostOptions> = {}): Promise<ProxyBench> {
  const upstream = await startUpstream();
  const test = await createTestDatabase({ kind: "postgres" });
  const host = await startTestHost({ withoutWorkers: true, database: test.connection as string, files: { allowedOrigins: [upstream.origin] }, ...options });
  const { database } = test;
  const files: FileService = createFileService({ database, storage: await openStorage({ kind: "folder", directory: host.filesDirectory }), clock: { now: () => new Date() }, ids: { uuid: () => randomUUID() } });
  return {
    host,
    upstream,
    async model(userId, remote) {
      const [id, sourceId, at] = [randomUUID(), randomUUID(), new Date()];
      const row = { id, user_id: userId, source_type: "product", source_id: sourceId, provider: "away", task_id: id, status: "SUCCEEDED", progress: 100, input_images: {}, is_active: true, finished_at: at };
      const urls = Object.fromEntries(remote.filter(({ kind }) => kind !== "thumbnail" && kind !== "texture").map(({ kind, url }) => [kind, url]));
      const maps = Object.fromEntries(remote.flatMap(({ texture, url }) => (texture ? [[texture.map, url]] : [])));
      const shown = { model_urls: urls, thumbnail_url: remote.find(({ kind }) => kind === "thumbnail")?.url ?? null, texture_urls: JSON.stringify(Object.keys(maps).length > 0 ? [maps] : []) };
      await database.asService(async (trx) => {
        await trx("product_3d_models").insert({ ...row, ...shown });
        await upsertProviderFiles(trx, { modelId: id, userId, provider: "away", files: remote, expiresAt: null });
      });
      return { id, sourceId };
    },
    async copy(userId, modelId, name, bytes) {
      const { key } = await files.writeFile({ userId, modelId, kind: "model_file", name, contentType: "model/gltf-binary", source: bytes, maxBytes: 1e6 });
      await database.asService((trx) => files.adoptFiles(trx, { modelId, keys: [key] }));
    },
    setState: (modelId, state) => database.asService(async (trx) => void (await trx("provider_files").where({ model_id: modelId }).update({ state }))),
    remove: (modelId) => database.asService(async (trx) => void (await trx("product_3d_models").where({ id: modelId }).delete())),
    async stop() {
      await host.stop();
      await upstream.stop();
      await test.remove();
    },
  };
}

/** The address of the proxy for a file, without a signature. */
export const proxyPath = (url: string): string => `/api/proxy-3d-model?url=${encodeURIComponent(url)}`;

export function glbAt(url: string): RemoteFile {
  return { kind: "glb", name: "model.glb", contentType: "model/gltf-binary", url };
}
