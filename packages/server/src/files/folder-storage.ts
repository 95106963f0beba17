import { mkdir, open, readdir, rename, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { FSDriver } from "flydrive/drivers/fs";
import { endWith } from "./end-with.ts";
import { removeSpooledFiles, spoolFile } from "./spool-file.ts";
import { MissingFileError, type Storage, type StorageReadOptions, type StorageWriteOptions, type WrittenFile } from "./storage.ts";
import { checkStorageKey } from "./storage-key.ts";
import type { ResolvedFolderStorageOptions } from "./storage-options.ts";

/** In the folder itself, so that a rename stays within one file system; no key can begin with a dot. */
const TEMPORARY_FOLDER = ".temporary";
const MOVE_ATTEMPTS = 5;

/** Files in a folder. Throws one clear line if the folder cannot be made or written to. */
export async function openFolderStorage({ directory }: ResolvedFolderStorageOptions): Promise<Storage> {
  const temporaryDirectory = join(directory, TEMPORARY_FOLDER);
  const driver = new FSDriver({ location: directory, visibility: "private" });
  const storage: Storage = {
    kind: "folder",
    temporaryDirectory,
    write: (key, source, options) => writeFile(key, source, options),
    open: (key, options) => openFile(key, options),
    async size(key) {
      const found = await storage.stat(key);
      if (found === null) throw new MissingFileError(key);
      return found.bytes;
    },
    async stat(key) {
      try {
        const stats = await stat(pathOf(key));
        return stats.isFile() ? { bytes: stats.size, modifiedAt: stats.mtime } : null;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    exists: async (key) => (await storage.stat(key)) !== null,
    async remove(key) {
      checkStorageKey(key);
      await driver.delete(key).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
      await removeEmptyParents(key);
    },
    list: (prefix) => listFiles(prefix === "" ? "" : checkStorageKey(prefix.replace(/\/$/, ""))),
    removeTemporaryFiles: (olderThan) => removeSpooledFiles(temporaryDirectory, olderThan),
    async check() {
      try {
        await probe();
        return "ok";
      } catch (error) {
        return `The storage folder cannot be written to (${reasonOf(error)}).`;
      }
    },
  };

  function pathOf(key: string): string {
    return join(directory, checkStorageKey(key));
  }

  async function probe(): Promise<void> {
    await mkdir(temporaryDirectory, { recursive: true, mode: 0o700 });
    const spooled = await spoolFile(Buffer.from("ok"), { directory: temporaryDirectory, maxBytes: 16 });
    await spooled.remove();
  }

  async function writeFile(key: string, source: Readable | Uint8Array, options: StorageWriteOptions): Promise<WrittenFile> {
    const path = pathOf(key);
    const spooled = await spoolFile(source, { directory: temporaryDirectory, maxBytes: options.maxBytes, isKept: true, signal: options.signal });
    try {
      await move(spooled.path, path);
    } catch (error) {
      await spooled.remove();
      throw error;
    }
    if (process.platform !== "win32") await keepEntry(path);
    return { bytes: spooled.bytes, sha256: spooled.sha256 };
  }

  /** The folder's own entry too: a row that outlives a loss of power must not name a file that did not. */
  async function keepEntry(path: string): Promise<void> {
    const folder = await open(dirname(path), "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  // A removal of the last neighbour may take the folder away between the two calls.
  async function move(from: string, to: string, attempt = 1): Promise<void> {
    try {
      await mkdir(dirname(to), { recursive: true });
      await rename(from, to);
    } catch (error) {
      if (!isMissing(error) || attempt === MOVE_ATTEMPTS) throw error;
      await move(from, to, attempt + 1);
    }
  }

  async function openFile(key: string, { start, end, signal }: StorageReadOptions = {}): Promise<Readable> {
    signal?.throwIfAborted();
    const handle = await open(pathOf(key), "r").catch((error: unknown) => {
      throw isMissing(error) ? new MissingFileError(key, { cause: error }) : error;
    });
    if (!(await handle.stat()).isFile()) {
      await handle.close();
      throw new MissingFileError(key);
    }
    return endWith(handle.createReadStream({ start, end }), signal);
  }

  async function removeEmptyParents(key: string): Promise<void> {
    for (let parent = dirname(key); parent !== "."; parent = dirname(parent)) {
      try {
        await rmdir(join(directory, parent));
      } catch {
        return;
      }
    }
  }

  async function* listFiles(folder: string): AsyncGenerator<string> {
    const entries = await readdir(join(directory, folder), { withFileTypes: true }).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    // A folder stands where its files do: "a-b/x" comes before "a/x".
    const named = entries.map((entry) => ({ entry, name: entry.isDirectory() ? `${entry.name}/` : entry.name })).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const { entry } of named) {
      const key = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) yield key;
      else if (entry.isDirectory() && key !== TEMPORARY_FOLDER) yield* listFiles(key);
    }
  }

  try {
    await probe();
  } catch (error) {
    throw new Error(`The storage folder ${directory} cannot be written to (${reasonOf(error)}). Choose another folder or change its permissions.`, { cause: error });
  }
  return storage;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

function reasonOf(error: unknown): string {
  return codeOf(error) ?? "unknown reason";
}
