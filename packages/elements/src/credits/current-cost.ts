import type { Model3DClient } from "@model-3d/client";
import type { ReactiveController } from "lit";
import type { Model3DElement } from "../base/model-3d-element.ts";

const MIN_RETRY_MS = 2_000;
const MAX_RETRY_MS = 30_000;

/** What a generation costs, asked for until it is known: again after a failure and when the page is online again, and anew of another client. */
export class CurrentCost implements ReactiveController {
  readonly #host: Model3DElement;
  readonly #report: (error: unknown) => void;
  #client: Model3DClient | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  /** Credits; `undefined` while unknown. */
  value: number | undefined;
  readonly #askAgain = () => {
    if (this.hasFailed) void this.#ask();
  };

  constructor(host: Model3DElement, report: (error: unknown) => void) {
    this.#host = host;
    this.#report = report;
    host.addController(this);
  }

  /** Whether it could not be had so far. */
  get hasFailed(): boolean {
    return this.#failures > 0;
  }

  hostConnected(): void {
    globalThis.addEventListener("online", this.#askAgain);
    this.#askAgain();
  }

  hostDisconnected(): void {
    globalThis.removeEventListener("online", this.#askAgain);
    clearTimeout(this.#retry);
  }

  hostUpdate(): void {
    const { activeClient } = this.#host;
    if (this.#client === activeClient) return;
    this.#client = activeClient;
    this.value = undefined;
    this.#failures = 0;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#retry);
    const client = this.#client;
    try {
      const cost = await client?.credits().then((credits) => credits.cost);
      if (client !== this.#client) return;
      this.value = cost;
      this.#failures = 0;
    } catch (error) {
      if (client !== this.#client) return;
      // Told once, however often it is asked for.
      if (!this.hasFailed) this.#report(error);
      const waitMs = Math.min(MAX_RETRY_MS, MIN_RETRY_MS * 2 ** this.#failures++);
      if (this.#host.isConnected) this.#retry = setTimeout(this.#askAgain, waitMs);
    }
    this.#host.requestUpdate();
  }
}
