import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { opendir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ApiError } from "../http/api-error.ts";

/** So much is hashed ahead of the disk, and written in one piece. */
const WRITE_AHEAD_BYTES = 1024 * 1024;

export interface SpoolOptions {
  directory: string;
  /** More bytes than this end it with `payload_too_large`. */
  maxBytes: number;
  /** Whether it has to be there after the machine lost its power, once this has resolved. */
  isKept?: boolean;
  signal?: AbortSignal;
}

export interface SpooledFile {
  path: string;
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
  /** Does nothing if the file was moved away or removed already. */
  remove(): Promise<void>;
}

/** Streams to a new temporary file, hashing and counting. If that fails or is aborted, the file is gone again. */
export async function spoolFile(source: Readable | Uint8Array, options: SpoolOptions): Promise<SpooledFile> {
  const path = join(options.directory, `${randomUUID()}.tmp`);
  const hash = createHash("sha256");
  let bytes = 0;
  async function* measure(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      const part = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      bytes += part.byteLength;
      if (bytes > options.maxBytes) throw tooLarge(options.maxBytes);
      hash.update(part);
      yield part;
    }
  }
  const remove = () => rm(path, { force: true });
  try {
    const readable = source instanceof Readable ? source : Readable.from([source]);
    await pipeline(readable, measure, createWriteStream(path, { flags: "wx", mode: 0o600, highWaterMark: WRITE_AHEAD_BYTES, flush: options.isKept ?? false }), { signal: options.signal });
  } catch (error) {
    await remove();
    throw error;
  }
  return { path, bytes, sha256: hash.digest("hex"), remove };
}

/** Removes what a crash left in a folder of temporary files. Gives their number. */
export async function removeSpooledFiles(directory: string, olderThan: Date): Promise<number> {
  let removed = 0;
  for await (const entry of await opendir(directory)) {
    if (!entry.isFile() || !entry.name.endsWith(".tmp")) continue;
    const path = join(directory, entry.name);
    const stats = await stat(path).catch(() => null);
    if (stats === null || stats.mtime >= olderThan) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

export function tooLarge(limit: number): ApiError {
  return new ApiError("payload_too_large", `This file is too large: at most ${formatBytes(limit)} are taken.`, { limit });
}

function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${Math.floor(bytes / 1024)} KB` : `${Math.floor(bytes / 1024 / 1024)} MB`;
}
