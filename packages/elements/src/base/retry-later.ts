import type { ReactiveController } from "lit";
import type { Model3DElement } from "./model-3d-element.ts";

const MIN_RETRY_MS = 2_000;
const MAX_RETRY_MS = 30_000;

/** What failed while the server was out of reach is asked for again, less and less often, and as soon as the page is online again. */
export class RetryLater implements ReactiveController {
  readonly #host: Model3DElement;
  readonly #retry: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  /** @param retry asks for what is missing, if anything is */
  constructor(host: Model3DElement, retry: () => void) {
    this.#host = host;
    this.#retry = retry;
    host.addController(this);
  }

  get hasFailed(): boolean {
    return this.#failures > 0;
  }

  hostConnected(): void {
    globalThis.addEventListener("online", this.#retry);
  }

  hostDisconnected(): void {
    globalThis.removeEventListener("online", this.#retry);
    clearTimeout(this.#timer);
  }

  failed(): void {
    clearTimeout(this.#timer);
    const waitMs = Math.min(MAX_RETRY_MS, MIN_RETRY_MS * 2 ** this.#failures++);
    if (this.#host.isConnected) this.#timer = setTimeout(this.#retry, waitMs);
  }

  succeeded(): void {
    clearTimeout(this.#timer);
    this.#failures = 0;
  }
}
