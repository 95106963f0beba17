import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { ApiError } from "../http/api-error.ts";
import type { ServiceContext } from "../service-context.ts";
import { CopyFailure } from "./copy-failure.ts";
import { FetchError } from "./fetch-error.ts";
import type { StoredFile } from "./file-service.ts";
import { LARGE_FILE_PACE, type FetchedResponse } from "./guarded-fetch.ts";
import { judgeFileType, TYPE_HEAD_BYTES, type JudgedType } from "./judge-file-type.ts";
import type { ProviderFileRow } from "./provider-file-repository.ts";
import { readHead } from "./read-head.ts";
import { spoolFile } from "./spool-file.ts";
import { InvalidGlbError, type GlbFault } from "./validate-glb.ts";

export type FetchContext = Pick<ServiceContext, "files" | "copyFetch" | "glbs" | "metrics" | "options">;

/** What a service answers when an address is not valid any more. */
const GONE_STATUSES = new Set([401, 403, 404, 410]);

/**
 * Streams a file from its service into the storage, where it is nobody's until it is adopted. Its kind is judged by its first bytes, its
 * length by what was promised; a GLB lies on disk until it was found valid. Whatever fails, nothing stays.
 *
 * @throws CopyFailure, or the signal's reason.
 */
export async function fetchProviderFile(context: FetchContext, file: ProviderFileRow, signal: AbortSignal): Promise<StoredFile> {
  try {
    const response = await request(context, file, signal);
    try {
      const start = await readHead(response.body, TYPE_HEAD_BYTES);
      const head = start.subarray(0, TYPE_HEAD_BYTES);
      const type = judgeFileType(file.name, head, file.contentType);
      if (type === null) throw new CopyFailure("refused", `What came is no ${file.name.slice(file.name.lastIndexOf(".") + 1)} file.`);
      const length = lengthOf(response, type);
      const whole = putBack(response.body, start);
      return await (file.name.endsWith(".glb") ? storeGlb(context, file, whole, length, signal) : store(context, file, whole, type, length, signal));
    } finally {
      response.body.destroy();
    }
  } catch (error) {
    signal.throwIfAborted();
    throw toFailure(error);
  }
}

function putBack(body: Readable, start: Buffer): Readable {
  if (body.readableEnded) return Readable.from([start], { objectMode: false });
  body.unshift(start);
  return body;
}

async function request({ copyFetch, options }: FetchContext, { url }: ProviderFileRow, signal: AbortSignal): Promise<FetchedResponse> {
  const response = await copyFetch(url, { ...LARGE_FILE_PACE, maxBytes: options.files.maxModelFileBytes, signal });
  if (response.status === 200) return response;
  response.body.destroy();
  throw new CopyFailure(GONE_STATUSES.has(response.status) ? "gone" : "failed", `The service answered ${response.status}.`);
}

interface ExpectedLength {
  bytes: number;
  saidBy: "headers" | "content";
}

function lengthOf({ headers }: FetchedResponse, { expectedBytes }: JudgedType): ExpectedLength[] {
  const promised = headers["content-length"];
  const lengths: ExpectedLength[] = promised === undefined ? [] : [{ bytes: Number(promised), saidBy: "headers" }];
  return expectedBytes === null ? lengths : [...lengths, { bytes: expectedBytes, saidBy: "content" }];
}

function checkLength(expected: readonly ExpectedLength[], { bytes }: { bytes: number }): void {
  const missed = expected.find((length) => length.bytes !== bytes);
  if (!missed) return;
  const message = `Of ${missed.bytes} bytes that ${missed.saidBy === "headers" ? "the service promised" : "the file should have"} ${bytes} came.`;
  throw new CopyFailure(missed.saidBy === "headers" ? "failed" : "refused", message);
}

/** A GLB is checked where it can be read twice. */
async function storeGlb(context: FetchContext, file: ProviderFileRow, source: Readable, length: readonly ExpectedLength[], signal: AbortSignal): Promise<StoredFile> {
  const spooled = await spoolFile(source, { directory: context.files.temporaryDirectory, maxBytes: context.options.files.maxModelFileBytes, signal });
  try {
    checkLength(length, spooled);
    await validate(context, spooled, signal);
    const written = await write(context, file, createReadStream(spooled.path), file.contentType, signal);
    if (written.sha256 === spooled.sha256) return written;
    await context.files.discardFiles([written.key]);
    throw new CopyFailure("failed", "The file changed on its way into the storage.");
  } finally {
    await spooled.remove();
  }
}

async function validate({ glbs, metrics }: FetchContext, { path, sha256 }: { path: string; sha256: string }, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  let result = "valid";
  try {
    await glbs.validateGlb(path, signal);
  } catch (error) {
    result = error instanceof InvalidGlbError ? error.fault : "failed";
    throw error instanceof InvalidGlbError ? toRefusal(error, sha256) : error;
  } finally {
    metrics.observe("glb_validation", (performance.now() - started) / 1000, { result });
  }
}

async function store(context: FetchContext, file: ProviderFileRow, source: Readable, type: JudgedType, length: readonly ExpectedLength[], signal: AbortSignal): Promise<StoredFile> {
  const written = await write(context, file, source, type.contentType, signal);
  try {
    checkLength(length, written);
    return written;
  } catch (error) {
    await context.files.discardFiles([written.key]);
    throw error;
  }
}

function write({ files, options }: FetchContext, { userId, modelId, name }: ProviderFileRow, source: Readable, contentType: string, signal: AbortSignal): Promise<StoredFile> {
  return files.writeFile({ userId, modelId, kind: "model_file", name, contentType, source, maxBytes: options.files.maxModelFileBytes, signal });
}

/** Faults of a whole file that another look at the same bytes finds again. One that is damaged may come whole the next time, and a check that was given up may have been the machine's fault. */
const CERTAIN_FAULTS: readonly GlbFault[] = ["limit", "external", "extension"];

function toRefusal(error: InvalidGlbError, sha256: string): CopyFailure {
  return new CopyFailure("refused", error.message, { fingerprint: CERTAIN_FAULTS.includes(error.fault) ? sha256 : null, cause: error });
}

function toFailure(error: unknown): CopyFailure {
  if (error instanceof CopyFailure) return error;
  const tooLarge = (error instanceof FetchError && error.failure === "too_large") || (error instanceof ApiError && error.code === "payload_too_large");
  if (tooLarge) return new CopyFailure("refused", "The file is larger than `files.maxModelFileBytes` allows.", { cause: error });
  // An address that must not be reached looks like a name that could not be looked up just now.
  if (error instanceof FetchError) return new CopyFailure("failed", error.message, { cause: error });
  return new CopyFailure("failed", "The file could not be checked or kept here.", { cause: error });
}
