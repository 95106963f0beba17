import type { Model3DClient } from "@model-3d/client";
import type { ReactiveController } from "lit";
import type { Model3DElement } from "../base/model-3d-element.ts";
import { RetryLater } from "../base/retry-later.ts";

/** What a generation costs, asked for until it is known: again after a failure and when the page is online again, and anew of another client. */
export class CurrentCost implements ReactiveController {
  readonly #host: Model3DElement;
  readonly #report: (error: unknown) => void;
  readonly #retry: RetryLater;
  #client: Model3DClient | undefined;
  /** Credits; `undefined` while unknown. */
  value: number | undefined;
  /** Whether a model is made though its credits are not all there. */
  mayFallShort = false;

  constructor(host: Model3DElement, report: (error: unknown) => void) {
    this.#host = host;
    this.#report = report;
    this.#retry = new RetryLater(host, () => this.#askAgain());
    host.addController(this);
  }

  /** Whether it could not be had so far. */
  get hasFailed(): boolean {
    return this.#retry.hasFailed;
  }

  hostConnected(): void {
    this.#askAgain();
  }

  hostUpdate(): void {
    const { activeClient } = this.#host;
    if (this.#client === activeClient) return;
    this.#client = activeClient;
    this.value = undefined;
    this.#retry.succeeded();
    void this.#ask();
  }

  #askAgain(): void {
    if (this.hasFailed) void this.#ask();
  }

  async #ask(): Promise<void> {
    const client = this.#client;
    try {
      const credits = await client?.credits();
      if (client !== this.#client) return;
      this.value = credits?.cost;
      this.mayFallShort = credits?.whenInsufficient === "allow";
      this.#retry.succeeded();
    } catch (error) {
      if (client !== this.#client) return;
      // Told once, however often it is asked for.
      if (!this.hasFailed) this.#report(error);
      this.#retry.failed();
    }
    this.#host.requestUpdate();
  }
}
