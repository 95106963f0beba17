import express, { type Request, type Response } from "express";
import { ApiError } from "./api-error.ts";

/** Far above what any of our JSON needs but lists of many things. */
export const MAX_JSON_BYTES = 64 * 1024;

/** Whether the host (or we) have read this body before. */
function isParsed(request: Request): boolean {
  return request.body !== undefined && (request.complete || request.readableEnded);
}

/**
 * Reads the JSON body of a request, whether the host has put a parser of its own before our router or not.
 *
 * Anything but JSON is refused by its type: a form of another site can't send JSON without the browser asking first.
 */
export function createJsonReader(maxBytes = MAX_JSON_BYTES): (request: Request, response: Response) => Promise<unknown> {
  const parse = express.json({ limit: maxBytes, strict: true, inflate: false, type: () => true });
  return async (request, response) => {
    if (!request.is("application/json")) throw new ApiError("unsupported_media_type");
    const declared = Number(request.headers["content-length"] ?? 0);
    if (declared > maxBytes) throw tooLarge(maxBytes);
    if (!isParsed(request)) {
      await new Promise<void>((resolve, reject) => {
        parse(request, response, (error?: unknown) => (error ? reject(toApiError(error, maxBytes)) : resolve()));
      });
    }
    return request.body;
  };
}

function tooLarge(limit: number): ApiError {
  return new ApiError("payload_too_large", undefined, { limit });
}

function toApiError(error: unknown, maxBytes: number): unknown {
  const type = typeof error === "object" && error !== null && "type" in error ? error.type : undefined;
  if (type === "entity.too.large") return tooLarge(maxBytes);
  if (type === "encoding.unsupported" || type === "charset.unsupported") return new ApiError("unsupported_media_type", "Send JSON in UTF-8, not compressed.");
  if (type === "entity.parse.failed") return new ApiError("invalid_request", "The body must be one JSON object.", { issues: [{ path: "", message: "must be one JSON object" }] });
  if (type === "request.aborted" || type === "request.size.invalid") return new ApiError("invalid_request", "The body did not arrive whole.");
  return error;
}
