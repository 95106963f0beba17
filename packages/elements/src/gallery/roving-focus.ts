import type { LitElement } from "lit";
import type { ListWindow } from "./list-window.ts";
import { findNextCard, isTyping } from "./card-focus.ts";

export interface RovingFocusOptions {
  list: ListWindow;
  /** How many cards there are. */
  count: () => number;
  /** The space bar was pressed on a card. */
  onSpace: (index: number, event: KeyboardEvent) => void;
}

/** One card at a time takes part in the order of the Tab key; arrow keys move between the cards. */
export class RovingFocus {
  readonly #gallery: LitElement;
  readonly #options: RovingFocusOptions;
  #index = 0;

  constructor(gallery: LitElement, options: RovingFocusOptions) {
    this.#gallery = gallery;
    this.#options = options;
  }

  /** The card that has the focus, or something in it; -1 when none has. */
  get focused(): number {
    const card = this.#gallery.shadowRoot?.activeElement?.closest<HTMLElement>("[data-index]");
    return card ? Number(card.dataset.index) : -1;
  }

  /** The card into which the Tab key leads: the last that had the focus, or else the first that is drawn. */
  get current(): number {
    const { indices } = this.#options.list;
    const index = Math.min(this.#index, this.#options.count() - 1);
    return indices.includes(index) ? index : (indices[0] ?? 0);
  }

  reset(): void {
    this.#index = 0;
  }

  readonly handleFocus = (): void => {
    const { focused } = this;
    if (focused === -1 || focused === this.#index) return;
    this.#index = focused;
    this.#gallery.requestUpdate();
  };

  readonly handleKey = (event: KeyboardEvent): void => {
    const { focused } = this;
    if (focused === -1 || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || isTyping(event)) return;
    const isOnCard = event.target instanceof HTMLElement && event.target.dataset.index !== undefined;
    if (event.key === " " && isOnCard) {
      event.preventDefault();
      return this.#options.onSpace(focused, event);
    }
    const { list, count } = this.#options;
    const isRightToLeft = event.currentTarget instanceof Element && getComputedStyle(event.currentTarget).direction === "rtl";
    const next = event.shiftKey ? null : findNextCard(event.key, { index: focused, count: count(), columns: list.columns, visibleRows: list.visibleRows, isRightToLeft });
    if (next === null) return;
    event.preventDefault();
    void this.focus(next);
  };

  /** Gives a card the focus and brings it into sight, wherever it is in the list. */
  async focus(index: number): Promise<void> {
    const { list } = this.#options;
    this.#index = index;
    list.hold(index);
    this.#gallery.requestUpdate();
    await this.#gallery.updateComplete;
    const card = this.#gallery.shadowRoot?.querySelector<HTMLElement>(`[data-index="${index}"]`);
    card?.focus({ preventScroll: true });
    list.hold(-1);
    card?.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
}
