import { ERRORS, REQUEST_ID_HEADER } from "@model-3d/contract";
import type { Response } from "express";
import { InvalidCursorError } from "../db/cursor.ts";
import { isRetryable } from "../db/database-error.ts";
import { isDatabaseAway } from "../db/is-database-away.ts";
import { isStorageFull } from "../files/is-storage-full.ts";
import { StorageAwayError } from "../files/storage.ts";
import type { ServiceContext } from "../service-context.ts";
import { ApiError } from "./api-error.ts";
import { errorBodyOf } from "./error-body.ts";
import type { RequestFacts } from "./watch-request.ts";

/** Turns whatever was thrown into what the caller may know; the rest goes to the log under the request's id. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  // What Express throws for a path that is not valid percent-encoding.
  if (error instanceof URIError) return new ApiError("invalid_request", "The address is not valid: a % must be followed by two hexadecimal digits.", {}, { cause: error });
  if (error instanceof InvalidCursorError) return new ApiError("invalid_request", error.message, { issues: [{ path: "cursor", message: "is not one of ours" }] }, { cause: error });
  if (isDatabaseAway(error) || isRetryable(error) || isStorageFull(error) || error instanceof StorageAwayError) return new ApiError("service_unavailable", undefined, {}, { cause: error });
  return new ApiError("internal_error", undefined, {}, { cause: error });
}

/** @param facts what is known of the request, for the log */
export function answerError(thrown: unknown, response: Response, { logger, secrets }: Pick<ServiceContext, "logger" | "secrets">, facts: Partial<RequestFacts> = {}): void {
  const error = toApiError(thrown);
  const requestId = String(response.getHeader(REQUEST_ID_HEADER) ?? "");
  if (ERRORS[error.code].actor === "host" || error.code === "internal_error") {
    logger.error({ err: error.cause ?? error, ...facts, requestId, code: error.code }, "A request failed");
  }
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = errorBodyOf(error.code, secrets.text(error.message), error.details);
  response.status(error.status);
  for (const header of ["Content-Type", "Content-Disposition", "Content-Length", "Content-Range", "ETag", "Last-Modified", "Accept-Ranges"]) response.removeHeader(header);
  response.setHeader("Cache-Control", "no-store");
  if (error.code === "range_not_satisfiable") response.setHeader("Content-Range", `bytes */${String(error.details.size)}`);
  if (typeof error.details.retryAfter === "number") response.setHeader("Retry-After", String(error.details.retryAfter));
  if (error.status === 503) response.setHeader("Retry-After", "5");
  response.json(body);
}
