import type { EventStreamHandle, EventStreamListener, Model3DClient } from "@model-3d/client";
import type { ReactiveController } from "lit";
import type { Model3DElement } from "./model-3d-element.ts";

/** Listens to the user's events while its element is in the page and wants them, by the client in use. */
export class EventStreamController implements ReactiveController {
  readonly #host: Model3DElement;
  readonly #listener: EventStreamListener;
  readonly #isWanted: () => boolean;
  #client: Model3DClient | undefined;
  #handle: EventStreamHandle | undefined;

  constructor(host: Model3DElement, listener: EventStreamListener, isWanted: () => boolean = () => true) {
    this.#host = host;
    this.#listener = listener;
    this.#isWanted = isWanted;
    host.addController(this);
  }

  /** Resolves when it is time to ask: the stream is open or cannot be had. */
  get ready(): Promise<void> {
    this.#listen();
    return this.#handle?.ready ?? Promise.resolve();
  }

  hostConnected(): void {
    // After the first update the context is known; a return to the page has no first update.
    if (this.#host.hasUpdated) this.#listen();
  }

  hostUpdate(): void {
    this.#listen();
  }

  hostDisconnected(): void {
    this.#leave();
  }

  #leave(): void {
    this.#handle?.close();
    this.#handle = undefined;
    this.#client = undefined;
  }

  #listen(): void {
    const client = this.#host.activeClient;
    if (!this.#host.isConnected || !this.#isWanted()) return this.#leave();
    if (client === this.#client) return;
    this.#handle?.close();
    this.#client = client;
    this.#handle = client.openEventStream({ ...this.#listener });
  }
}
