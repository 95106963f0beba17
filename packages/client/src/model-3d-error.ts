import type { ErrorCode, Issue } from "@model-3d/contract";

/** Codes that the client itself gives: nothing of the contract's form came back. */
export type ClientErrorCode = "network_error" | "unexpected_answer";
export type Model3DErrorCode = ErrorCode | ClientErrorCode;

export interface Model3DErrorOptions {
  code: Model3DErrorCode;
  /** HTTP status; 0 when no answer came. */
  status: number;
  message: string;
  /** What the answer says beside `code`, `error` and `message`: balance, cost, modelId, issues … */
  details?: Readonly<Record<string, unknown>>;
  requestId?: string | null;
  cause?: unknown;
}

/** Every failure of a call, except an abort, which stays the signal's own reason. `message` tells the reader what to do. */
export class Model3DError extends Error {
  readonly code: Model3DErrorCode;
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;
  /** The id under which the server has logged the request, if it answered. */
  readonly requestId: string | null;

  constructor({ code, status, message, details = {}, requestId = null, cause }: Model3DErrorOptions) {
    super(message, { cause });
    this.name = "Model3DError";
    this.code = code;
    this.status = status;
    this.details = details;
    this.requestId = requestId;
  }

  /** An error in this form, whatever was thrown. */
  static from(error: unknown): Model3DError {
    return error instanceof Model3DError ? error : new Model3DError({ code: "unexpected_answer", status: 0, message: error instanceof Error ? error.message : String(error), cause: error });
  }

  /** The fields that an `invalid_request` names. */
  get issues(): readonly Issue[] {
    const { issues } = this.details;
    return Array.isArray(issues) ? (issues as Issue[]) : [];
  }
}
