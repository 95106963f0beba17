import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "@model-3d/server/database";
import { createTestDatabase, type DatabaseKind, type TestDatabase } from "@model-3d/test-utils/database";
import { pino } from "pino";
import { captureHold, grantCredits, holdCredits, releaseHold } from "../../credits/credit-service.ts";
import { createFileService, type FileService } from "../../files/file-service.ts";
import { openStorage, type Storage } from "../../files/open-storage.ts";
import { activateModel, finishModel, insertModel } from "../../models/model-repository.ts";
import { lockSource } from "../../models/model-service.ts";
import { ownModelFiles } from "../../models/own-model-files.ts";
import { insertTask } from "../../providers/provider-tasks.ts";
import { createJobQueue, type JobDefinition } from "../../queue/job-queue.ts";
import { QUEUE_SCHEMA } from "../../queue/queue-tables.ts";
import type { CheckContext } from "../check-context.ts";
import { checkInvariants } from "../check-service.ts";
import type { CheckOptions } from "../check-options.ts";
import type { CheckReport } from "../findings.ts";
import { createMetrics } from "../../metrics/create-metrics.ts";

export interface MadeModel {
  userId: string;
  sourceId: string;
  modelId: string;
  /** Of its GLB in the storage, where it has one. */
  key: string;
}

export interface CheckBench {
  readonly test: TestDatabase;
  readonly context: CheckContext & { files: FileService };
  readonly storage: Storage;
  readonly log: { msg: string; finding?: string }[];
  now: Date;
  check(options?: CheckOptions): Promise<CheckReport>;
  /** The names of all findings, each as often as it was found. */
  found(): Promise<string[]>;
  /** As the owner of the tables, with every trigger switched off. */
  break(sql: string): Promise<void>;
  user(): Promise<string>;
  /** A generation as the program makes it, up to the end that is named. */
  make(end: "SUCCEEDED" | "FAILED" | "IN_PROGRESS", of?: { userId?: string; sourceId?: string }): Promise<MadeModel>;
  rows<Row>(sql: string): Promise<Row[]>;
  jobs(name: string): Promise<number>;
  close(): Promise<void>;
}

const JOBS = ["process-webhook", "advance-batch", "copy-model-files", "settle-external-hold"].map((name): JobDefinition => ({ name, retryLimit: 0, retryDelaySeconds: 0, expireInSeconds: 60, concurrency: 1, run: () => Promise.resolve() }));

/** A database with work in it, a folder of files, a queue on which nobody works, and a clock that stands until it is moved. */
export async function openCheckBench(kind: DatabaseKind, userIdType: "uuid" | "text"): Promise<CheckBench> {
  const test = await createTestDatabase({ kind, migrated: userIdType === "uuid" });
  const { database } = test;
  if (userIdType === "text") await migrate(database, { userIdType });
  const directory = await mkdtemp(join(tmpdir(), "model-3d-check-"));
  const storage = await openStorage({ kind: "folder", directory });
  const log: CheckBench["log"] = [];
  const logger = pino({ level: "info" }, { write: (line: string) => void log.push(JSON.parse(line) as CheckBench["log"][number]) });
  const clock = { now: () => bench.now };
  const queue = createJobQueue({ database, logger, metrics: createMetrics(), jobs: JOBS, stopTimeoutMs: 1_000 });
  await queue.install();
  const files = createFileService({ database, storage, clock, ids: { uuid: () => randomUUID() } });
  const fileOwner = ownModelFiles();
  let users = 0;

  const bench: CheckBench = {
    test,
    storage,
    log,
    context: { database, clock, files, fileOwner, logger, openQueue: () => Promise.resolve(queue), lowAt: 20 },
    now: new Date(),
    check: (options) => checkInvariants(bench.context, options),
    async found() {
      const { invariants, holds } = await bench.check();
      const names = invariants.flatMap(({ rows }) => rows.map(({ finding }) => finding));
      if (holds !== (names.length === 0)) throw new Error("What holds and what is shown differ.");
      return names;
    },
    async break(sql) {
      await database.knex.transaction(async (trx) => {
        await trx.raw("set local session_replication_role = replica");
        await trx.raw(sql.replaceAll("?", "\\?"));
      });
    },
    async user() {
      const userId = userIdType === "uuid" ? randomUUID() : `user ${(users += 1)}`;
      await database.asService((trx) => grantCredits(trx, { userId, amount: 100, planType: "one_time", reason: "test" }));
      return userId;
    },
    async make(end, { userId, sourceId = randomUUID() } = {}) {
      const owner = userId ?? (await bench.user());
      const modelId = randomUUID();
      await database.asService(async (trx) => {
        await holdCredits(trx, { userId: owner, modelId, amount: 10, expiresAt: null });
        await insertModel(trx, { id: modelId, userId: owner, sourceType: "product", sourceId, provider: "stub", taskId: `task ${modelId}`, inputImages: {}, options: {}, warnings: [] });
        await insertTask(trx, { modelId, userId: owner, provider: "stub", fallbacks: [], traceparent: null, at: bench.now });
        await trx.raw("update provider_tasks set task_id = ? where model_id = ?", [`task ${modelId}`, modelId]);
      });
      const made = { userId: owner, sourceId, modelId, key: "" };
      if (end === "FAILED") {
        await database.asService(async (trx) => {
          await releaseHold(trx, { userId: owner, modelId, reason: "test" });
          await finishModel(trx, modelId, { status: "FAILED", taskError: "test", finishedAt: bench.now });
        });
      }
      if (end !== "SUCCEEDED") return made;
      const { key } = await files.writeFile({ userId: owner, kind: "model_file", modelId, name: "model.glb", contentType: "model/gltf-binary", source: Buffer.from("glb"), maxBytes: 100 });
      await database.asService(async (trx) => {
        await captureHold(trx, { userId: owner, modelId });
        await lockSource(trx, { userId: owner, sourceType: "product", sourceId });
        const row = await finishModel(trx, modelId, { status: "SUCCEEDED", modelUrls: { glb: "model.glb" }, finishedAt: bench.now });
        await files.adoptFiles(trx, { modelId, keys: [key] });
        if (row) await activateModel(trx, row);
      });
      return { ...made, key };
    },
    rows: async <Row>(sql: string) => (await database.knex.raw<{ rows: Row[] }>(sql.replaceAll("?", "\\?"))).rows,
    async jobs(name) {
      const [row] = await bench.rows<{ count: number }>(`select count(*)::integer as count from ${QUEUE_SCHEMA}.job where name = '${name}'`);
      return row?.count ?? 0;
    },
    async close() {
      await queue.stop();
      await test.remove();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return bench;
}
