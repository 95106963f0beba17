import { createHash, randomUUID } from "node:crypto";
import { open, opendir, rm, stat, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ApiError } from "../http/api-error.ts";
import { formatBytes } from "./format-bytes.ts";

/** So much is hashed ahead of the disk, and written in one piece. */
const WRITE_AHEAD_BYTES = 1024 * 1024;
/** The disk begins to take what is kept whenever so much more is there, so that little is waited for at the end. */
const FLUSH_BYTES = 8 * 1024 * 1024;

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
  const flush = options.isKept ? new EarlyFlush() : null;
  let bytes = 0;
  async function* measure(handle: FileHandle, chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      const part = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      bytes += part.byteLength;
      if (bytes > options.maxBytes) throw tooLarge(options.maxBytes);
      hash.update(part);
      yield part;
      flush?.note(handle, bytes);
    }
  }
  const remove = () => rm(path, { force: true });
  try {
    const readable = source instanceof Readable ? source : Readable.from([source]);
    const handle = await open(path, "wx", 0o600);
    const disk = handle.createWriteStream({ highWaterMark: WRITE_AHEAD_BYTES, flush: options.isKept ?? false });
    await pipeline(readable, (chunks: AsyncIterable<Uint8Array | string>) => measure(handle, chunks), disk, { signal: options.signal });
    await flush?.end();
  } catch (error) {
    await remove();
    throw error;
  }
  return { path, bytes, sha256: hash.digest("hex"), remove };
}

/**
 * Flushes beside the writing, one at a time, which only hastens the flush at the end. An error of the disk is told to one flush alone,
 * so it is kept for the end.
 */
class EarlyFlush {
  #flushedAt = 0;
  #flushing: Promise<void> | null = null;
  #failure: unknown = null;

  note(handle: FileHandle, bytes: number): void {
    if (this.#flushing || bytes - this.#flushedAt < FLUSH_BYTES) return;
    this.#flushedAt = bytes;
    this.#flushing = handle
      .datasync()
      .catch((error: unknown) => void (this.#failure = error))
      .finally(() => (this.#flushing = null));
  }

  /** @throws what a flush has thrown. */
  async end(): Promise<void> {
    await this.#flushing;
    if (this.#failure !== null) throw this.#failure;
  }
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
