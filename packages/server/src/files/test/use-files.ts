import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type DatabaseKind, type TestDatabase } from "@model-3d/test-utils/database";
import type { Knex } from "knex";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { createFileService, type FileService, type FileToWrite } from "../file-service.ts";
import { openStorage, type Storage } from "../open-storage.ts";

export const HOUR_MS = 60 * 60 * 1000;
export const DAY_MS = 24 * HOUR_MS;
export const USER = "00000000-0000-4000-8000-000000000001";
export const OTHER = "00000000-0000-4000-8000-000000000002";
export const AGES = { writingOlderThanMs: HOUR_MS, unreferencedSourceImagesOlderThanMs: DAY_MS };

export const photo = (more: Partial<FileToWrite> = {}): FileToWrite => ({ userId: USER, kind: "source_image", name: "front", view: "front", contentType: "image/png", source: Buffer.from("photo"), maxBytes: 100, width: 300, height: 400, ...more });
export const glb = (modelId: string, more: Partial<FileToWrite> = {}): FileToWrite => ({ userId: USER, kind: "model_file", modelId, name: "model.glb", contentType: "model/gltf-binary", source: Buffer.from("glb"), maxBytes: 100, ...more });

/** Files with their rows in a database and a folder of their own, both empty before each test, and a clock that stands. */
export function useFiles(kind: DatabaseKind) {
  let ids = 0;
  const bench = {} as { test: TestDatabase; directory: string; storage: Storage; files: FileService; now: Date };
  beforeAll(async () => {
    bench.test = await createTestDatabase({ kind });
  });
  afterAll(() => bench.test.remove());
  beforeEach(async () => {
    bench.directory = await mkdtemp(join(tmpdir(), "model-3d-files-"));
    bench.storage = await openStorage({ kind: "folder", directory: bench.directory });
    bench.now = new Date();
    bench.files = serviceOver(bench.storage);
    await bench.test.database.knex.raw("truncate stored_files, model_input_images, product_3d_models cascade");
  });
  afterEach(() => rm(bench.directory, { recursive: true, force: true }));

  const clock = { now: () => bench.now };
  const uuid = () => `00000000-0000-4000-9000-${String((ids += 1)).padStart(12, "0")}`;
  const serviceOver = (over: Storage) => createFileService({ database: bench.test.database, storage: over, clock, ids: { uuid } });
  const asService = <T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T> => bench.test.database.asService(work);

  async function makeModel(userId = USER): Promise<string> {
    const id = uuid();
    await asService((trx) => trx("product_3d_models").insert({ id, user_id: userId, source_type: "product", source_id: uuid(), input_images: "{}" }));
    return id;
  }

  async function rowsLeft(): Promise<string[]> {
    const rows = await asService<{ key: string; state: string }[]>((trx) => trx("stored_files").orderBy("key").select("key", "state"));
    return rows.map(({ key, state }) => `${state} ${key}`);
  }

  async function filesLeft(): Promise<string[]> {
    const entries = await readdir(bench.directory, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(bench.directory.length + 1)).sort();
  }

  const pass = (ms: number) => (bench.now = new Date(bench.now.getTime() + ms));
  return { bench, clock, uuid, serviceOver, asService, pass, makeModel, rowsLeft, filesLeft };
}
