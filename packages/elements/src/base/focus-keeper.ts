import type { ReactiveController, ReactiveControllerHost } from "lit";

type Host = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment };

/** Gives the focus to what stands in for a control that an update has taken away, so that keyboards are not thrown back to the top of the page. */
export class FocusKeeper implements ReactiveController {
  readonly #host: Host;
  readonly #findNext: (rowId: string | null) => HTMLElement | null | undefined;
  #focused: Element | null = null;
  #rowId: string | null = null;

  constructor(host: Host, findNext: (rowId: string | null) => HTMLElement | null | undefined) {
    this.#host = host;
    this.#findNext = findNext;
    host.addController(this);
  }

  hostUpdate(): void {
    const { renderRoot } = this.#host;
    if (!(renderRoot instanceof ShadowRoot)) return;
    this.#focused = renderRoot.activeElement;
    // Once it is taken away it does not know any more where it was.
    this.#rowId = this.#focused?.closest("[data-id]")?.getAttribute("data-id") ?? null;
  }

  hostUpdated(): void {
    const lost = this.#focused;
    this.#focused = null;
    if (lost !== null && !lost.isConnected) this.#findNext(this.#rowId)?.focus();
  }
}
