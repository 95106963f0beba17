import type { ReactiveController, ReactiveControllerHost } from "lit";

/** How far outside of the viewport a viewer begins to load. */
const NEAR_MARGIN = "240px";

/** Knows whether its element has ever been near the viewport. */
export class NearViewport implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #observer: IntersectionObserver | undefined;
  #isNear = false;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  get isNear(): boolean {
    return this.#isNear;
  }

  hostConnected(): void {
    if (this.#isNear) return;
    this.#observer = new IntersectionObserver((entries) => this.#look(entries), { rootMargin: NEAR_MARGIN });
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  #look(entries: IntersectionObserverEntry[]): void {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    this.#isNear = true;
    this.#observer?.disconnect();
    this.#host.requestUpdate();
  }
}
