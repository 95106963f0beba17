import { ERRORS, errorBodySchema, type ErrorCode } from "@model-3d/contract";

/** An answer of JSON that is text already. */
export function respondWithText(text: string, status = 200): Response {
  return new Response(text, { status, headers: { "Content-Type": "application/json", "X-Request-Id": "request-1" } });
}

export function respond(body: unknown): Response {
  return respondWithText(JSON.stringify(body));
}

/** The answer of an error, by the contract's table. */
export function refuse(code: ErrorCode, details: Record<string, unknown> = {}): Response {
  const { status, error, message } = ERRORS[code];
  return respondWithText(JSON.stringify(errorBodySchema.parse({ success: false, code, error, message, ...details })), status);
}
