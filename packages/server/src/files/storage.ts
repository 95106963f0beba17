import type { Readable } from "node:stream";

export interface StorageWriteOptions {
  contentType: string;
  /** More bytes than this end the write with `payload_too_large`. */
  maxBytes: number;
  signal?: AbortSignal;
}

export interface StorageReadOptions {
  /** First byte, from 0. */
  start?: number;
  /** Last byte, inclusive. */
  end?: number;
  signal?: AbortSignal;
}

export interface WrittenFile {
  bytes: number;
  /** Of the content, in lower-case hex. */
  sha256: string;
}

export interface StorageStat {
  bytes: number;
  modifiedAt: Date;
}

/**
 * Where files live. Keys are relative paths (see `isStorageKey`). A file appears whole or not at all: a write that fails, is
 * aborted or grows too large leaves nothing behind, also where it would have replaced a file.
 */
export interface Storage {
  readonly kind: "folder" | "s3";
  /** A folder for files on their way in; what a crash leaves there goes with `removeTemporaryFiles`. */
  readonly temporaryDirectory: string;
  /** Streams, hashes and caps. */
  write(key: string, source: Readable | Uint8Array, options: StorageWriteOptions): Promise<WrittenFile>;
  /** Throws `MissingFileError` before anything is read if there is no such file. */
  open(key: string, options?: StorageReadOptions): Promise<Readable>;
  /** Bytes. Throws `MissingFileError`. */
  size(key: string): Promise<number>;
  stat(key: string): Promise<StorageStat | null>;
  exists(key: string): Promise<boolean>;
  /** Does nothing if it is gone already. */
  remove(key: string): Promise<void>;
  /** Keys that lie under a folder-like prefix (`""` for all), in the order of their bytes; a store that lists in another order only makes a comparison slower. */
  list(prefix: string): AsyncIterable<string>;
  removeTemporaryFiles(olderThan: Date): Promise<number>;
  /** `"ok"`, or why files cannot be kept just now, in words that name no path and no secret. */
  check(): Promise<"ok" | string>;
}

/** A key that no file has. */
export class MissingFileError extends Error {
  readonly key: string;

  constructor(key: string, options?: ErrorOptions) {
    super("The storage has no such file.", options);
    this.name = "MissingFileError";
    this.key = key;
  }
}

/** The storage does not answer, or refuses what it should do: once it is well again the same will do. The cause says why, for the log. */
export class StorageAwayError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StorageAwayError";
  }
}
