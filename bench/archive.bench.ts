import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ArchiveAnswer } from "@model-3d/contract";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { createHostProcess, type HostProcess } from "../e2e/installation/host-process.ts";

const MB = 1024 * 1024;
const MODELS = 200;
const FEW = 3;
const MODEL_BYTES = 5 * MB;
const GOAL_MB = 96;
const SAMPLE_MS = 50;
const LOOK_MS = 200;

const test = await createTestDatabase({ kind: "postgres" });
const directory = await mkdtemp(join(tmpdir(), "model-3d-archive-"));
const settings = { databaseUrl: String(test.connection), storageDirectory: directory, simulatorUrl: "http://127.0.0.1:1", simulatorKey: "msy_none", webhookSecret: "none-at-all", options: { rateLimits: false, derivatives: false }, service: {} } as const;
const server = createHostProcess({ name: "server", role: "server", settings });
const worker = createHostProcess({ name: "worker", role: "worker", settings });
const userId = randomUUID();
const call = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${server.port()}${path}`, { ...init, headers: { "x-user": userId, "content-type": "application/json" } });

/** A batch whose models are made, each with a file of its own. */
async function fillBatch(models: number): Promise<string> {
  const bytes = randomBytes(MODEL_BYTES);
  const hash = createHash("sha256").update(bytes).digest("hex");
  const ids = Array.from({ length: models }, () => randomUUID());
  const batchId = randomUUID();
  await test.database.knex.transaction(async (trx) => {
    await trx.raw("set local session_replication_role = replica");
    await trx.raw("insert into generation_batches (id, user_id, status, finished_at) values (?, ?, 'DONE', now())", [batchId, userId]);
    for (const [position, id] of ids.entries()) {
      const [sourceId, key] = [randomUUID(), `model-files/${id}/${randomUUID()}/model.glb`];
      await mkdir(dirname(join(directory, key)), { recursive: true });
      await writeFile(join(directory, key), bytes);
      await trx.raw("insert into product_3d_models (id, user_id, source_type, source_id, provider, task_id, status, progress, model_urls, input_images, version, finished_at) values (?, ?, 'product', ?, 'meshy', ?, 'SUCCEEDED', 100, '{\"glb\":\"model.glb\"}', '{}', 1, now())", [id, userId, sourceId, id]);
      await trx.raw("insert into stored_files (key, user_id, kind, model_id, name, content_type, bytes, sha256, state) values (?, ?, 'model_file', ?, 'model.glb', 'model/gltf-binary', ?, ?, 'stored')", [key, userId, id, MODEL_BYTES, hash]);
      await trx.raw("insert into generation_batch_items (batch_id, position, user_id, source_type, source_id, image_urls, provider, cost, status, model_id, finished_at) values (?, ?, ?, 'product', ?, '{}', 'meshy', 10, 'SUCCEEDED', ?, now())", [batchId, position, userId, sourceId, id]);
    }
  });
  return batchId;
}

async function residentMb(one: HostProcess): Promise<number> {
  const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${one.pid()}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}

/** By how much a process grows while something is done, in MB, and how long that takes. */
async function growth(one: HostProcess, work: () => Promise<void>): Promise<{ grownMb: number; seconds: number }> {
  const before = await residentMb(one);
  let peak = before;
  const ended = new AbortController();
  const watching = (async () => {
    while (!ended.signal.aborted) {
      peak = Math.max(peak, await residentMb(one));
      await pause(SAMPLE_MS, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  })();
  const begun = performance.now();
  await work();
  const seconds = (performance.now() - begun) / 1000;
  ended.abort();
  await watching;
  return { grownMb: peak - before, seconds };
}

async function download(path: string, expected: number): Promise<void> {
  const response = await call(path);
  let read = 0;
  for await (const chunk of response.body ?? []) read += (chunk as Uint8Array).length;
  if (response.status !== 200 || read < expected) throw new Error(`${path}: ${response.status}, ${read} bytes`);
}

async function store(batchId: string): Promise<string> {
  let { archive } = (await (await call("/api/model-archives", { method: "POST", body: JSON.stringify({ batchId }) })).json()) as ArchiveAnswer;
  while (archive.url === null) {
    await pause(LOOK_MS);
    ({ archive } = (await (await call(`/api/model-archives/${archive.id}`)).json()) as ArchiveAnswer);
    if (archive.status === "FAILED") throw new Error(archive.reason ?? "It failed.");
  }
  return archive.url;
}

try {
  await server.start();
  await worker.start();
  const [few, all] = [await fillBatch(FEW), await fillBatch(MODELS)];
  // What each loads for its first archive is not of a long one.
  await download(`/api/generation-batches/${few}/archive`, FEW * MODEL_BYTES);
  await download(await store(few), FEW * MODEL_BYTES);

  const streamed = await growth(server, () => download(`/api/generation-batches/${all}/archive`, MODELS * MODEL_BYTES));
  let url = "";
  const packed = await growth(worker, async () => void (url = await store(all)));
  const sent = await growth(server, () => download(url, MODELS * MODEL_BYTES));
  const tell = (what: string, { grownMb, seconds }: { grownMb: number; seconds: number }) => console.log(`memory while an archive of ${MODELS} models of 5 MB is ${what}: +${grownMb.toFixed(0)} MB (goal +${GOAL_MB} MB), ${((MODELS * MODEL_BYTES) / MB / seconds).toFixed(0)} MB/s`);
  tell("sent as it is written", streamed);
  tell("packed into the storage", packed);
  tell("sent from the storage", sent);
  if ([streamed, packed, sent].some(({ grownMb }) => grownMb > GOAL_MB)) process.exitCode = 1;
} finally {
  await server.kill();
  await worker.kill();
  await test.remove();
  await rm(directory, { recursive: true, force: true });
}
