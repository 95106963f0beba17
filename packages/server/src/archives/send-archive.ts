import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ExportFormat } from "@model-3d/contract";
import type { Request, Response } from "express";
import { setFileHeaders } from "../files/file-headers.ts";
import { privateAudience } from "../files/send-stored-file.ts";
import { ApiError } from "../http/api-error.ts";
import type { ServiceContext } from "../service-context.ts";
import { letThrough } from "./let-through.ts";
import { createEntryNamer } from "./name-entries.ts";
import { writeArchive, type ArchivedModel } from "./write-archive.ts";

interface SentArchive {
  userId: string;
  format: ExportFormat;
  models: readonly ArchivedModel[];
  /** What the file is called, without its ending. */
  name: string;
}

/**
 * Sends an archive as it is written, as fast as it is taken. A caller who leaves ends it; what fails in the middle breaks the answer off, so that nobody
 * takes half an archive for a whole one.
 *
 * @throws ApiError `format_unavailable`, `nothing_to_archive`; what keeps the first file from being read.
 */
export async function sendArchive(context: ServiceContext, { userId, format, models, name }: SentArchive, request: Request, response: Response, signal: AbortSignal): Promise<undefined> {
  if (!context.options.exports.formats.includes(format)) throw new ApiError("format_unavailable");
  if (models.length === 0) throw new ApiError("nothing_to_archive");
  const setHeaders = () => {
    const saveAs = createEntryNamer().name(name, ".zip");
    setFileHeaders(response, { name: saveAs, saveAs, contentType: "application/zip" }, { ...privateAudience(context.options), cacheControl: "private, no-store" });
    // Its length is known when it has been sent.
    response.setHeader("Accept-Ranges", "none");
    letThrough(response);
  };
  if (request.method === "HEAD") {
    setHeaders();
    response.end();
    return undefined;
  }
  const pieces = writeArchive(context, { userId, format, models, signal });
  const first = await firstOf(pieces, signal);
  setHeaders();
  await pipeline(Readable.from(followed(first, pieces), { objectMode: false }), response, { signal }).catch(() => response.destroy());
  return undefined;
}

/** What goes wrong before the first byte is answered as anything else is. */
async function firstOf(pieces: AsyncIterator<Uint8Array>, signal: AbortSignal): Promise<IteratorResult<Uint8Array>> {
  try {
    return await pieces.next();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

async function* followed(first: IteratorResult<Uint8Array>, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (!first.done) yield first.value;
  yield* rest;
}
