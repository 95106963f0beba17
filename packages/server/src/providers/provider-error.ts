import type { ErrorActor } from "@model-3d/contract";

export interface ProviderErrorOptions extends ErrorOptions {
  /** Who can do something about it: the user (other photos), the host (key, account, set-up) or the provider (wait). */
  actor: ErrorActor;
  /** Whether the same call may succeed later. */
  retryable: boolean;
  /** The provider's own word for it. */
  code: string;
  /** Of a submission: `none` when it is certain that no task was made (and nothing paid), else `unknown`. Default `none`. */
  taskFate?: "none" | "unknown";
  /** The limit that was reached: requests per second, or places in the queue. */
  limit?: "rate" | "places";
  /** How long the service asks to be left alone: heeded up to an hour, by all processes. Left out, it is a few seconds. */
  retryAfterMs?: number;
}

/** Why a provider did not do as asked. The message is shown to the user, as the model's `task_error`; it names no key and no address. */
export class ProviderError extends Error {
  readonly actor: ErrorActor;
  readonly retryable: boolean;
  readonly code: string;
  readonly taskFate: "none" | "unknown";
  readonly limit: "rate" | "places" | null;
  readonly retryAfterMs: number | null;

  constructor(message: string, { actor, retryable, code, taskFate = "none", limit, retryAfterMs, cause }: ProviderErrorOptions) {
    super(message, { cause });
    this.name = "ProviderError";
    this.actor = actor;
    this.retryable = retryable;
    this.code = code;
    this.taskFate = taskFate;
    this.limit = limit ?? null;
    this.retryAfterMs = retryAfterMs ?? null;
  }
}
