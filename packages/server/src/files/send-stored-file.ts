import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";
import { ApiError } from "../http/api-error.ts";
import type { ServiceContext } from "../service-context.ts";
import { setFileHeaders, type FileAudience } from "./file-headers.ts";
import type { StoredFile } from "./file-service.ts";

/** An hour less than a link lives at least: the file behind a link never changes. */
const CACHE_S = 3600;

/** The host's own pages and those of the origins that it lists, each reader for themselves. */
export function privateAudience({ cors }: ServiceContext["options"]): FileAudience {
  return { cacheControl: `private, max-age=${CACHE_S}`, allowOrigin: null, isShown: cors.origins.length > 0 };
}

/**
 * Sends a stored file: whole or one range of it, or nothing when the caller has it already. The answer is private unless another
 * audience is named.
 */
export async function sendStoredFile(context: ServiceContext, file: StoredFile & { saveAs?: string }, request: Request, response: Response, signal: AbortSignal, audience: FileAudience = privateAudience(context.options)): Promise<undefined> {
  setFileHeaders(response, file, audience);
  response.setHeader("ETag", `"${file.sha256}"`);
  response.setHeader("Accept-Ranges", "bytes");
  // Content behind an address never changes, so a tag that matches settles it, whatever else the caller says about caching.
  if (request.get("if-none-match")?.includes(`"${file.sha256}"`)) {
    response.status(304).end();
    return undefined;
  }
  const range = rangeOf(request, file);
  const size = range ? range.end - range.start + 1 : file.bytes;
  if (range) {
    response.status(206);
    response.setHeader("Content-Range", `bytes ${range.start}-${range.end}/${file.bytes}`);
  }
  response.setHeader("Content-Length", size);
  if (request.method === "HEAD") {
    response.end();
    return undefined;
  }
  const stream = await context.files.openFile(file, range ? { ...range, signal } : { signal });
  await pipeline(stream, response, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return undefined;
}

/** One range only: who asks for several gets the whole file, as the standard allows (RFC 9110, 14.2). */
function rangeOf(request: Request, file: StoredFile): { start: number; end: number } | null {
  const ifRange = request.get("if-range");
  if (ifRange !== undefined && ifRange !== `"${file.sha256}"`) return null;
  const ranges = request.range(file.bytes);
  if (ranges === undefined || ranges === -2 || (Array.isArray(ranges) && (ranges.type !== "bytes" || ranges.length !== 1))) return null;
  if (ranges === -1) throw new ApiError("range_not_satisfiable", undefined, { size: file.bytes });
  const [range] = ranges;
  return range ?? null;
}
