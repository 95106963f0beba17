import { ERRORS, type ErrorBody, type ErrorCode } from "@model-3d/contract";

/** What is answered for an error of the table; its own words where the place that raises it knows nothing more precise. */
export function errorBodyOf(code: ErrorCode, message: string = ERRORS[code].message, details: object = {}): ErrorBody {
  return { ...details, success: false, code, error: ERRORS[code].error, message };
}
