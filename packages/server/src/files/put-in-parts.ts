import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { tooLarge } from "./spool-file.ts";
import type { StorageWriteOptions, WrittenFile } from "./storage.ts";

type Sdk = typeof import("@aws-sdk/client-s3");

export interface PartsTarget {
  sdk: Sdk;
  client: S3Client;
  bucket: string;
  key: string;
  /** What the bucket's own errors become. */
  toError(error: unknown): Error;
}

/** S3 takes parts of 5 MB and more, 10,000 of them at most ("Amazon S3 multipart upload limits"). One is in memory at a time. */
const PART_BYTES = 8 * 1024 * 1024;
const MOST_PARTS = 10_000;

/**
 * Puts a file of unknown length into a bucket as it comes, hashing and counting, without a disk and without S3's limit of 5 GB for one request. It
 * appears when its last part is there, whole; what fails, is aborted or grows too large (`payload_too_large`) leaves nothing.
 */
export async function putInParts({ sdk, client, bucket, key, toError }: PartsTarget, source: Readable | Uint8Array, { contentType, maxBytes, signal }: StorageWriteOptions): Promise<WrittenFile> {
  const object = { Bucket: bucket, Key: key };
  const partBytes = Math.max(PART_BYTES, Math.ceil(maxBytes / MOST_PARTS));
  const hash = createHash("sha256");
  const parts: { ETag: string | undefined; PartNumber: number }[] = [];
  let uploadId: string | undefined;
  let bytes = 0;

  const asked = async <Result>(answer: Promise<Result>): Promise<Result> => {
    try {
      return await answer;
    } catch (error) {
      signal?.throwIfAborted();
      throw toError(error);
    }
  };
  const begin = async () => {
    const begun = await asked(client.send(new sdk.CreateMultipartUploadCommand({ ...object, ContentType: contentType }), { abortSignal: signal }));
    if (begun.UploadId === undefined) throw new Error("The bucket gave the upload no id.");
    return begun.UploadId;
  };
  const put = async (body: Uint8Array) => {
    uploadId ??= await begin();
    const PartNumber = parts.length + 1;
    const { ETag } = await asked(client.send(new sdk.UploadPartCommand({ ...object, UploadId: uploadId, PartNumber, Body: body, ContentLength: body.byteLength }), { abortSignal: signal }));
    parts.push({ ETag, PartNumber });
  };

  const readable = source instanceof Readable ? source : Readable.from([source]);
  try {
    signal?.throwIfAborted();
    let held: Uint8Array[] = [];
    let heldBytes = 0;
    for await (const chunk of endedBy(readable, signal)) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      hash.update(chunk);
      held.push(chunk);
      heldBytes += chunk.byteLength;
      if (heldBytes < partBytes) continue;
      await put(Buffer.concat(held));
      held = [];
      heldBytes = 0;
    }
    if (heldBytes > 0 || parts.length === 0) await put(Buffer.concat(held));
    await asked(client.send(new sdk.CompleteMultipartUploadCommand({ ...object, UploadId: uploadId, MultipartUpload: { Parts: parts } }), { abortSignal: signal }));
    return { bytes, sha256: hash.digest("hex") };
  } catch (error) {
    readable.destroy();
    // Whoever cannot be told now is told by the sweep.
    if (uploadId !== undefined) await client.send(new sdk.AbortMultipartUploadCommand({ ...object, UploadId: uploadId })).catch(() => undefined);
    // It may have been completed in the moment of the abort.
    if (signal?.aborted && parts.length > 0) await client.send(new sdk.DeleteObjectCommand(object)).catch(() => undefined);
    throw error;
  }
}

async function* endedBy(source: Readable, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const end = () => void source.destroy(signal?.reason instanceof Error ? signal.reason : new Error("The upload was aborted."));
  signal?.addEventListener("abort", end, { once: true });
  try {
    for await (const chunk of source as AsyncIterable<Uint8Array | string>) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
  } finally {
    signal?.removeEventListener("abort", end);
  }
}
