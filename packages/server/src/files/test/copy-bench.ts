import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type DatabaseKind } from "@model-3d/test-utils/database";
import { pino } from "pino";
import { createMetrics } from "../../metrics/create-metrics.ts";
import { ownModelFiles } from "../../models/own-model-files.ts";
import { resolveModel3DOptions } from "../../model-3d-options.ts";
import type { RemoteFile, TextureMap } from "../../providers/provider.ts";
import { createJobQueue } from "../../queue/job-queue.ts";
import { QUEUE_SCHEMA } from "../../queue/queue-tables.ts";
import { COPY_MODEL_FILES, type CopyContext } from "../copy-model-files.ts";
import { createFileService } from "../file-service.ts";
import { createGuardedFetch } from "../guarded-fetch.ts";
import { openStorage } from "../open-storage.ts";
import { recordRemoteFiles } from "../record-remote-files.ts";
import { createGlbValidator } from "../validate-glb.ts";
import { startFileServer, type FileServer } from "./file-server.ts";
import { createSecretMask } from "../../logging/secret-mask.ts";

export interface CopyBench {
  readonly context: CopyContext;
  readonly server: FileServer;
  readonly log: { level: number; msg: string; [key: string]: unknown }[];
  now: Date;
  /** What the service says when it is asked for the addresses once more. */
  refresh: (modelId: string) => Promise<void>;
  pass(ms: number): void;
  remote(kind: string, name: string, texture?: { set: number; map: TextureMap }): RemoteFile;
  /** A model that succeeded, whose files lie on the server for three days. */
  makeModel(files: RemoteFile[], life?: { lifeMs?: number | null }): Promise<string>;
  deleteModel(modelId: string): Promise<void>;
  /** The columns of the model's row that name files. */
  placesOf(modelId: string): Promise<{ model_urls: Record<string, string>; thumbnail_url: string | null; texture_urls: object[] }>;
  /** One line a file: its name, state, attempts and the last thing that went wrong. */
  statesOf(modelId: string): Promise<string[]>;
  hostEvents(): Promise<{ type: string; data: Record<string, unknown> }[]>;
  /** Jobs that wait to copy a model's files, by the seconds until they may start. */
  jobsOf(modelId: string): Promise<number[]>;
  /** Paths of all files in the storage's folder, temporary ones too. */
  filesLeft(): Promise<string[]>;
  rowsLeft(): Promise<number>;
  /** Forgets all models and files. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

const USER = "00000000-0000-4000-8000-000000000001";
const DAY_MS = 24 * 3_600_000;
const CONTENT_TYPES: Record<string, string> = { glb: "model/gltf-binary", png: "image/png", obj: "model/obj", mtl: "model/mtl", stl: "model/stl" };

/** Everything that copies files, on a database and a folder of its own, under a clock that stands until it is moved. */
export async function openCopyBench(kind: DatabaseKind, { maxModelFileBytes = 40_000_000, allowedOrigins = [] }: { maxModelFileBytes?: number; allowedOrigins?: string[] } = {}): Promise<CopyBench> {
  const test = await createTestDatabase({ kind });
  const { database } = test;
  const directory = await mkdtemp(join(tmpdir(), "model-3d-copy-"));
  const server = await startFileServer();
  const log: CopyBench["log"] = [];
  const logger = pino({ level: "info" }, { write: (line: string) => void log.push(JSON.parse(line)) });
  const clock = { now: () => bench.now };
  const files = createFileService({ database, storage: await openStorage({ kind: "folder", directory }), clock, ids: { uuid: () => randomUUID() } });
  const queue = createJobQueue({ database, logger: pino({ level: "silent" }), metrics: createMetrics(), stopTimeoutMs: 1_000, jobs: [{ name: COPY_MODEL_FILES, retryLimit: 0, retryDelaySeconds: 0, expireInSeconds: 60, concurrency: 1, run: async () => {} }] });
  await queue.install();
  const options = resolveModel3DOptions({ authenticate: () => null, files: { maxModelFileBytes, glbLimits: { timeoutMs: 20_000 } } });
  const copyFetch = createGuardedFetch({ allowedOrigins: [server.origin, ...allowedOrigins], idleTimeoutMs: 300, firstByteTimeoutMs: 300 });
  const fileOwner = { ...ownModelFiles(), refreshFiles: (modelId: string) => bench.refresh(modelId), findNewerFile: () => Promise.resolve(null) };
  const context: CopyContext = { database, files, copyFetch, glbs: createGlbValidator(options.files.glbLimits), metrics: createMetrics(), options, queue, clock, logger, secrets: createSecretMask(), fileOwner };
  const asService = database.asService.bind(database);

  const bench: CopyBench = {
    context,
    server,
    log,
    now: new Date(),
    refresh: async () => {},
    pass: (ms) => void (bench.now = new Date(bench.now.getTime() + ms)),
    remote: (fileKind, name, texture) => ({ kind: fileKind, name, contentType: CONTENT_TYPES[name.split(".").at(-1) ?? ""] ?? "application/octet-stream", url: server.url(`/${name}`), ...(texture ? { texture } : {}) }),
    async makeModel(remote, { lifeMs = 3 * DAY_MS } = {}) {
      const id = randomUUID();
      await asService(async (trx) => {
        await trx("product_3d_models").insert({ id, user_id: USER, source_type: "product", source_id: randomUUID(), input_images: "{}", provider: "meshy", task_id: id });
        await trx("product_3d_models").where({ id }).update({ status: "SUCCEEDED", progress: 100, finished_at: bench.now, model_urls: JSON.stringify({ glb: server.url("/model.glb") }), thumbnail_url: server.url("/thumbnail.png") });
        await recordRemoteFiles(trx, queue, { modelId: id, userId: USER, provider: "meshy", files: remote, expiresAt: lifeMs === null ? null : new Date(bench.now.getTime() + lifeMs) });
      });
      return id;
    },
    deleteModel: (modelId) =>
      asService(async (trx) => {
        await trx("product_3d_models").where({ id: modelId }).forUpdate().select("id");
        await files.markModelFiles(trx, modelId);
        await trx("product_3d_models").where({ id: modelId }).delete();
      }),
    placesOf: async (modelId) => (await asService((trx) => trx("product_3d_models").where({ id: modelId }).first("model_urls", "thumbnail_url", "texture_urls"))) ?? { model_urls: {}, thumbnail_url: null, texture_urls: [] },
    async statesOf(modelId) {
      const rows = await asService<{ name: string; state: string; attempts: number; last_error: string | null }[]>((trx) => trx("provider_files").where({ model_id: modelId }).orderBy("name").select("name", "state", "attempts", "last_error"));
      return rows.map(({ name, state, attempts, last_error }) => [name, state, attempts, ...(last_error ? [last_error] : [])].join(" "));
    },
    hostEvents: () => asService<{ type: string; data: Record<string, unknown> }[]>((trx) => trx("host_events").orderBy("created_at").select("type", "data")),
    async jobsOf(modelId) {
      const { rows } = await asService<{ rows: { seconds: number }[] }>((trx) =>
        trx.raw(`select round(extract(epoch from start_after - created_on))::integer as seconds from ${QUEUE_SCHEMA}.job where name = ? and data ->> 'modelId' = ? order by created_on, start_after`, [COPY_MODEL_FILES, modelId]),
      );
      return rows.map(({ seconds }) => seconds);
    },
    async filesLeft() {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => entry.name).sort();
    },
    rowsLeft: async () => (await asService((trx) => trx("stored_files").select("key"))).length,
    async empty() {
      await database.knex.raw("truncate stored_files, model_input_images, product_3d_models, host_events cascade");
      await rm(join(directory, "model-files"), { recursive: true, force: true });
    },
    async close() {
      await context.glbs.close();
      await queue.stop();
      await server.close();
      await test.remove();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return bench;
}
