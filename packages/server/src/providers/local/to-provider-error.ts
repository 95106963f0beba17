import type { ErrorActor } from "@model-3d/contract";
import { GeneratorError, type GeneratorErrorCode } from "@model-3d/generator";
import { ProviderError } from "../provider-error.ts";

/** Who can do something about it, and whether the same photos may succeed later. */
const MEANINGS: Record<GeneratorErrorCode, { actor: ErrorActor; retryable: boolean }> = {
  not_an_image: { actor: "user", retryable: false },
  image_too_large: { actor: "user", retryable: false },
  no_foreground: { actor: "user", retryable: false },
  views_contradict: { actor: "user", retryable: false },
  missing_view: { actor: "user", retryable: false },
  // The same photos would take the same memory again.
  out_of_memory: { actor: "host", retryable: false },
  // Not by the caller's signal, so the generator was shut down: after the restart it can be made.
  cancelled: { actor: "host", retryable: true },
  internal: { actor: "provider", retryable: false },
};

export function toProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  if (error instanceof GeneratorError) return new ProviderError(error.message, { ...MEANINGS[error.code], code: error.code, cause: error });
  return new ProviderError("The generator stopped with a fault of its own. Nothing was charged. Please try again.", { actor: "provider", retryable: false, code: "internal", cause: error });
}
