import { ProviderError } from "../provider-error.ts";

export interface ToConnectionErrorOptions {
  /** Whether our own time-out ended it. */
  timedOut: boolean;
  taskFate: "none" | "unknown";
}

const TIMEOUT_CODES = new Set(["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"]);

/** What it means that there was no answer, or half of one. The cause is for the log; undici's errors name no header, so no key. */
export function toConnectionError(error: unknown, { timedOut, taskFate }: ToConnectionErrorOptions): ProviderError {
  if (error instanceof ProviderError) return error.code === "closed" && taskFate === "unknown" ? withUnknownFate(error) : error;
  if (timedOut || TIMEOUT_CODES.has(codeOf(error))) {
    return new ProviderError("Meshy took too long to answer. Please try again later.", { actor: "provider", retryable: true, code: "timeout", taskFate, cause: error });
  }
  return new ProviderError("Meshy could not be reached, or broke off. Please try again later.", { actor: "provider", retryable: true, code: "connection_lost", taskFate, cause: error });
}

function withUnknownFate(error: ProviderError): ProviderError {
  return new ProviderError(error.message, { actor: error.actor, retryable: error.retryable, code: error.code, taskFate: "unknown", cause: error });
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : "";
}
