import type { ReactiveController } from "lit";
import type { Model3DElement } from "./model-3d-element.ts";

/** A page may fetch first what it gives to an element, so that nothing is missing yet. */
const GRACE_MS = 10_000;

/** Tells the developer of an element that still lacks what it cannot do without when it has been in the page for a while; once. */
export class MissingInput implements ReactiveController {
  readonly #host: Model3DElement;
  readonly #isMissing: () => boolean;
  readonly #advice: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasTold = false;

  /** @param advice goes on after the element's tag */
  constructor(host: Model3DElement, isMissing: () => boolean, advice: string) {
    this.#host = host;
    this.#isMissing = isMissing;
    this.#advice = advice;
    host.addController(this);
  }

  hostConnected(): void {
    if (!this.#hasTold) this.#timer = setTimeout(() => this.#look(), GRACE_MS);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    if (!this.#isMissing()) return;
    this.#hasTold = true;
    console.warn(`<${this.#host.localName}> ${this.#advice}`, this.#host);
  }
}
