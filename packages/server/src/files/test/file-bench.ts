import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { createFileService, type FileService } from "../file-service.ts";
import { openStorage } from "../open-storage.ts";

export interface FileBench {
  files: FileService;
  /** Paths of all files in the storage's folder, also temporary ones. */
  filesLeft(): Promise<string[]>;
  rowsLeft(): Promise<number>;
  empty(): Promise<void>;
  remove(): Promise<void>;
}

/** A file service over a database and a folder of its own. */
export async function createFileBench(): Promise<FileBench> {
  const test = await createTestDatabase({ kind: "postgres" });
  const directory = await mkdtemp(join(tmpdir(), "model-3d-files-"));
  const storage = await openStorage({ kind: "folder", directory });
  const rows = () => test.database.asService<{ key: string }[]>((trx) => trx("stored_files").select("key"));
  const files = createFileService({ database: test.database, storage, clock: { now: () => new Date() }, ids: { uuid: () => randomUUID() } });
  return {
    files,
    async filesLeft() {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
    },
    rowsLeft: async () => (await rows()).length,
    empty: async () => files.discardFiles((await rows()).map(({ key }) => key)),
    async remove() {
      await test.remove();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
