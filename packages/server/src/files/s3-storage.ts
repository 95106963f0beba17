import { createReadStream } from "node:fs";
import { lstat, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addAbortSignal, Readable } from "node:stream";
import type { DriverContract } from "flydrive/types";
import { endWith } from "./end-with.ts";
import { putInParts } from "./put-in-parts.ts";
import { removeUnfinishedParts } from "./remove-unfinished-parts.ts";
import { removeSpooledFiles, spoolFile } from "./spool-file.ts";
import { MissingFileError, StorageAwayError, type Storage, type StorageReadOptions, type StorageWriteOptions, type WrittenFile } from "./storage.ts";
import { checkStorageKey } from "./storage-key.ts";
import type { ResolvedS3StorageOptions } from "./storage-options.ts";

/** What may be larger comes in parts: S3 takes 5 GB by one request at most, and so much does not have to lie on this machine first. */
const SPOOLED_BYTES = 1024 ** 3;
/** An archive may be packed for a day (`archives.timeoutMs`), and its upload is open for as long. */
const LONGEST_UPLOAD_MS = 24 * 60 * 60_000;
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Files in a bucket. Throws one clear line if the SDK is not installed or the temporary folder cannot be used. */
export async function openS3Storage(options: ResolvedS3StorageOptions): Promise<Storage> {
  const { sdk, S3Driver } = await loadS3();
  const { bucket, region, endpoint, credentials, forcePathStyle, prefix } = options;
  const temporaryDirectory = await makeTemporaryDirectory(options.temporaryDirectory);
  // Many stores that speak S3 refuse the checksums that the SDK adds on its own since 2025; TLS and our own hash stand for them.
  const client = new sdk.S3Client({
    region,
    endpoint,
    credentials,
    forcePathStyle,
    // Without one the SDK writes some of its trouble on the console; all of it is thrown too.
    logger: SILENT,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  // New buckets have no access lists and refuse requests that name one.
  const driver: DriverContract = new S3Driver({ client, bucket, visibility: "private", supportsACL: false });
  const storage: Storage = {
    kind: "s3",
    temporaryDirectory,
    write: (key, source, writeOptions) => writeObject(key, source, writeOptions),
    open: (key, readOptions) => openObject(key, readOptions),
    async size(key) {
      const found = await storage.stat(key);
      if (found === null) throw new MissingFileError(key);
      return found.bytes;
    },
    async stat(key) {
      const object = objectOf(key);
      try {
        const { contentLength, lastModified } = await driver.getMetaData(object);
        return { bytes: contentLength, modifiedAt: lastModified };
      } catch (error) {
        if (statusOf(error) === 404) return null;
        throw awayError(error);
      }
    },
    exists: (key) => orAway(driver.exists(objectOf(key))),
    remove: (key) => orAway(driver.delete(objectOf(key))),
    list: (folder) => listObjects(folder === "" ? prefix : `${objectOf(folder.replace(/\/$/, ""))}/`),
    removeTemporaryFiles: async (olderThan) => (await removeSpooledFiles(temporaryDirectory, olderThan)) + (await removeUnfinishedParts({ sdk, client, bucket }, prefix, new Date(olderThan.getTime() - LONGEST_UPLOAD_MS))),
    async check() {
      try {
        await client.send(new sdk.HeadBucketCommand({ Bucket: bucket }));
        return "ok";
      } catch (error) {
        const status = statusOf(error);
        return status === undefined ? "The bucket cannot be reached." : `The bucket answers with status ${status}.`;
      }
    },
  };

  function objectOf(key: string): string {
    return prefix + checkStorageKey(key);
  }

  // A file of bounded size is on disk first: S3 wants the length before the first byte, and a body that breaks off must never become an object.
  async function writeObject(key: string, source: Readable | Uint8Array, writeOptions: StorageWriteOptions): Promise<WrittenFile> {
    const { contentType, maxBytes, signal } = writeOptions;
    const object = objectOf(key);
    if (maxBytes > SPOOLED_BYTES) return putInParts({ sdk, client, bucket, key: object, toError: awayError }, source, writeOptions);
    const spooled = await spoolFile(source, { directory: temporaryDirectory, maxBytes, signal });
    try {
      const body = createReadStream(spooled.path);
      if (signal) addAbortSignal(signal, body);
      await driver.putStream(object, body, { contentType, contentLength: spooled.bytes }).catch((error: unknown) => Promise.reject(signal?.aborted ? error : awayError(error)));
      // The request may have been answered in the moment of the abort.
      if (signal?.aborted) await driver.delete(object);
      signal?.throwIfAborted();
    } finally {
      await spooled.remove();
    }
    return { bytes: spooled.bytes, sha256: spooled.sha256 };
  }

  async function openObject(key: string, { start, end, signal }: StorageReadOptions = {}): Promise<Readable> {
    const range = start === undefined && end === undefined ? undefined : `bytes=${start ?? 0}-${end ?? ""}`;
    const object = objectOf(key);
    try {
      const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: object, Range: range }), { abortSignal: signal });
      if (!(Body instanceof Readable)) throw new Error("The bucket sent no stream.");
      return endWith(Body, signal);
    } catch (error) {
      if (signal?.aborted) throw error;
      throw statusOf(error) === 404 ? new MissingFileError(key, { cause: error }) : awayError(error);
    }
  }

  async function* listObjects(folder: string): AsyncGenerator<string> {
    let paginationToken: string | undefined;
    do {
      const page = await orAway(driver.listAll(folder === "" ? "/" : folder, { recursive: true, paginationToken }));
      for (const object of page.objects) {
        if (object.isFile) yield object.key.slice(prefix.length);
      }
      paginationToken = page.paginationToken;
    } while (paginationToken !== undefined);
  }

  return storage;
}

function awayError(error: unknown): StorageAwayError {
  const status = statusOf(error);
  return new StorageAwayError(status === undefined ? "The bucket does not answer." : `The bucket answers with status ${status}.`, { cause: error });
}

const orAway = <T>(asked: Promise<T>): Promise<T> => asked.catch((error: unknown) => Promise.reject(awayError(error)));

async function loadS3() {
  try {
    const [sdk, driver] = await Promise.all([import("@aws-sdk/client-s3"), import("flydrive/drivers/s3")]);
    return { sdk, S3Driver: driver.S3Driver };
  } catch (error) {
    const isMissing = error instanceof Error && /Cannot find package '@aws-sdk\//.test(error.message);
    if (!isMissing) throw error;
    throw new Error("Storage of kind s3 needs two more packages: npm install @aws-sdk/client-s3 @aws-sdk/s3-request-presigner", { cause: error });
  }
}

async function makeTemporaryDirectory(wanted: string | undefined): Promise<string> {
  const userId = process.getuid?.();
  const directory = wanted ?? join(tmpdir(), `model-3d-${userId ?? "files"}`);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const stats = await lstat(directory);
    if (wanted === undefined && (stats.isSymbolicLink() || (userId !== undefined && stats.uid !== userId))) throw new Error("It belongs to somebody else.");
  } catch (error) {
    throw new Error(`The temporary folder ${directory} cannot be used. Name another one in storage.temporaryDirectory.`, { cause: error });
  }
  return directory;
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if (!("$metadata" in error)) return statusOf(error.cause);
  const metadata = error.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}
