import { ERRORS, type ErrorCode } from "@model-3d/contract";

/**
 * An error that the caller gets to see: one code of the table in the contract, words that say what to do, and details of that code.
 * Everything else that is thrown becomes `internal_error` and is told to the log only.
 */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string = ERRORS[code].message, details: Record<string, unknown> = {}, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "ApiError";
    this.code = code;
    this.status = ERRORS[code].status;
    this.details = details;
  }
}

/** The one answer for what is missing and for what belongs to somebody else: nobody can tell them apart. */
export function notFound(): ApiError {
  return new ApiError("not_found");
}
