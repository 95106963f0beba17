import type { ReactiveController, ReactiveControllerHost } from "lit";

type Host = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment };

/** Gives the focus to what stands in for a control that an update has taken away, so that keyboards are not thrown back to the top of the page. */
export class FocusKeeper implements ReactiveController {
  readonly #host: Host;
  readonly #findNext: (lost: Element) => HTMLElement | null | undefined;
  #focused: Element | null = null;

  constructor(host: Host, findNext: (lost: Element) => HTMLElement | null | undefined) {
    this.#host = host;
    this.#findNext = findNext;
    host.addController(this);
  }

  hostUpdate(): void {
    const { renderRoot } = this.#host;
    if (renderRoot instanceof ShadowRoot) this.#focused = renderRoot.activeElement;
  }

  hostUpdated(): void {
    const lost = this.#focused;
    this.#focused = null;
    if (lost !== null && !lost.isConnected) this.#findNext(lost)?.focus();
  }
}
