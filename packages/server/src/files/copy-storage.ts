import type { Database } from "../db/open-database.ts";
import { listStored } from "./file-repository.ts";
import { MissingFileError, type Storage } from "./storage.ts";

const PAGE = 500;
/** Files under way at once: each is read, hashed and written by itself, so that the wait is mostly for the network. */
const AT_ONCE = 4;

export interface CopiedFiles {
  copied: number;
  bytes: number;
  /** Were there already, as long as their rows say. */
  kept: number;
  /** Keys that the first storage has no file of. */
  missing: string[];
  /** Keys whose content is not what was hashed when it came: what is in the first storage is damaged. */
  damaged: string[];
}

interface CopyOptions {
  database: Database;
  from: Storage;
  to: Storage;
  signal?: AbortSignal;
  onProgress?(seen: { copied: number; kept: number }): void;
}

/** Copies every file that a row names from one storage to another, under the same key, and holds it to the hash in its row. What is there already is left, so that it can be run again. */
export async function copyStorage({ database, from, to, signal, onProgress }: CopyOptions): Promise<CopiedFiles> {
  const seen: CopiedFiles = { copied: 0, bytes: 0, kept: 0, missing: [], damaged: [] };
  const copyOne = async ({ key, contentType, bytes, sha256 }: Awaited<ReturnType<typeof listStored>>[number]) => {
    signal?.throwIfAborted();
    if ((await to.stat(key))?.bytes === bytes) return void (seen.kept += 1);
    try {
      const source = await from.open(key, { ...(signal && { signal }) });
      const written = await to.write(key, source, { contentType, maxBytes: Number.MAX_SAFE_INTEGER, ...(signal && { signal }) });
      if (written.sha256 === sha256) {
        seen.copied += 1;
        seen.bytes += written.bytes;
        return;
      }
      await to.remove(key);
      seen.damaged.push(key);
    } catch (error) {
      if (!(error instanceof MissingFileError)) throw error;
      seen.missing.push(key);
    }
  };
  for (let after = ""; ; ) {
    const page = await database.asService((trx) => listStored(trx, after, PAGE));
    after = page.at(-1)?.key ?? after;
    const left = [...page];
    const goOn = async () => {
      for (let file = left.shift(); file; file = left.shift()) await copyOne(file);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, goOn));
    onProgress?.({ copied: seen.copied, kept: seen.kept });
    if (page.length < PAGE) return seen;
  }
}
