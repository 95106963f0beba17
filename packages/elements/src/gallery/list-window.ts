import type { ReactiveController, ReactiveControllerHost } from "lit";
import { findRowWindow, type RowWindow } from "./row-window.ts";
import { findScrollParent } from "./scroll-parent.ts";

/** The item at the upper edge of what is visible, and how far it has been scrolled past. */
export interface ListAnchor {
  index: number;
  offsetPx: number;
}

export interface ListWindowOptions {
  list: () => HTMLElement | null;
  /** How many places the list has. */
  count: () => number;
  /** The item that has the focus, which stays in the page wherever it is scrolled to; -1 when there is none. */
  focused: () => number;
}

type Host = ReactiveControllerHost & HTMLElement;

/** Browsers round where they scroll to; a row of which less than this is visible does not count. */
const HAIR_PX = 1;
/** Until a row has been measured. */
const FIRST_ITEMS = 12;

/** Draws of a long list what can be seen, and a little around it. Every row has the height of the first. */
export class ListWindow implements ReactiveController {
  readonly #host: Host;
  readonly #options: ListWindowOptions;
  #window: RowWindow = { first: 0, last: FIRST_ITEMS, baseRow: 0, beforePx: 0, heightPx: 0 };
  #columns = 1;
  #gapPx = 0;
  #rowPx = 0;
  #widthPx = 0;
  #scroller: Element | null = null;
  #goal: ListAnchor | null = null;
  #sizes: ResizeObserver | undefined;
  #measuring = 0;
  #isLeaping = false;
  #isMoving = false;
  #held = -1;
  /** What was at the upper edge when the list was last looked at; `null` while its beginning is visible. */
  anchor: ListAnchor | null = null;

  constructor(host: Host, options: ListWindowOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  get columns(): number {
    return this.#columns;
  }

  get first(): number {
    return this.#window.first;
  }

  get last(): number {
    return Math.min(this.#window.last, this.#options.count());
  }

  /** Rows that fit into what is visible. */
  get visibleRows(): number {
    return this.#rowPx === 0 ? 1 : Math.max(1, Math.floor(this.#visible().heightPx / this.#rowPx));
  }

  /** Which items are drawn, in their order. */
  get indices(): readonly number[] {
    const { first, last } = this;
    const indices = Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset);
    const pinned = this.#pinned;
    if (pinned < 0 || pinned >= this.#options.count() || (pinned >= first && pinned < last)) return indices;
    return pinned < first ? [pinned, ...indices] : [...indices, pinned];
  }

  /** Space for what is not drawn. */
  get listStyle(): string {
    const { beforePx, heightPx } = this.#window;
    return this.#rowPx === 0 ? "" : `padding-block-start:${beforePx}px;block-size:${Math.max(0, heightPx - this.#gapPx)}px`;
  }

  /** Where an item stands that is drawn outside the rows. */
  styleOf(index: number): string {
    if (index >= this.first && index < this.last) return "";
    const share = `(100% + ${this.#gapPx}px) / ${this.#columns}`;
    const row = Math.floor(index / this.#columns) - this.#window.baseRow;
    return `position:absolute;inset-block-start:${row * this.#rowPx}px;inset-inline-start:calc(${share} * ${index % this.#columns});inline-size:calc(${share} - ${this.#gapPx}px);block-size:${this.#rowPx - this.#gapPx}px`;
  }

  hostConnected(): void {
    this.#goal = this.anchor;
    globalThis.addEventListener("scroll", this.#look, { capture: true, passive: true });
    globalThis.addEventListener("resize", this.#look);
    this.#sizes = new ResizeObserver(() => this.#measureLater());
    this.#sizes.observe(this.#host);
  }

  hostDisconnected(): void {
    globalThis.removeEventListener("scroll", this.#look, { capture: true });
    globalThis.removeEventListener("resize", this.#look);
    this.#scroller?.removeEventListener("scroll", this.#look);
    this.#scroller = null;
    this.#sizes?.disconnect();
    cancelAnimationFrame(this.#measuring);
    this.#measuring = 0;
  }

  hostUpdated(): void {
    if (this.#rowPx === 0) this.measure();
    else this.#look();
  }

  /** Learns the height and the columns anew, as after a change of the view. */
  measure(): void {
    const list = this.#options.list();
    const row = list?.querySelector("li:not([style*=absolute])");
    if (!this.#host.isConnected || !list || !row) return;
    const { gridTemplateColumns, rowGap } = getComputedStyle(list);
    const rowHeightPx = row.getBoundingClientRect().height;
    if (rowHeightPx === 0) return;
    const gapPx = Number.parseFloat(rowGap) || 0;
    const columns = Math.max(1, gridTemplateColumns.split(" ").length);
    const before = this.#rowPx;
    const hasMoved = before !== 0 && (columns !== this.#columns || rowHeightPx + gapPx !== before);
    this.#gapPx = gapPx;
    this.#rowPx = rowHeightPx + gapPx;
    this.#columns = columns;
    this.#widthPx = list.clientWidth;
    if (hasMoved && this.anchor !== null) this.#goal ??= { ...this.anchor, offsetPx: this.anchor.offsetPx * (this.#rowPx / before) };
    this.#listen(list);
    this.#look();
  }

  /** Brings an item to the upper edge, now or as soon as there are rows. */
  scrollTo(anchor: ListAnchor): void {
    this.#goal = anchor;
    this.#host.requestUpdate();
  }

  /** Draws an item that is to get the focus, wherever it is; -1 gives it up. */
  hold(index: number): void {
    this.#held = index;
    if (index < 0) return;
    const row = Math.floor(index / this.#columns);
    const { baseRow, heightPx } = this.#window;
    const placed = heightPx / this.#rowPx;
    if (this.#rowPx === 0 || (row >= baseRow && row < baseRow + placed)) return;
    this.#window = { ...this.#window, baseRow: Math.max(0, row - Math.floor(placed / 2)) };
    this.scrollTo({ index, offsetPx: 0 });
  }

  get #pinned(): number {
    return this.#held >= 0 ? this.#held : this.#options.focused();
  }

  #listen(list: HTMLElement): void {
    const scroller = findScrollParent(list);
    if (scroller === this.#scroller) return;
    // Events of a scrolling element do not leave its shadow root.
    this.#scroller?.removeEventListener("scroll", this.#look);
    scroller?.addEventListener("scroll", this.#look, { passive: true });
    this.#scroller = scroller;
  }

  /** Measuring within the observer's own turn would call it again at once. */
  #measureLater(): void {
    if (this.#measuring !== 0) return;
    this.#measuring = requestAnimationFrame(() => {
      this.#measuring = 0;
      if (this.#options.list()?.clientWidth !== this.#widthPx) this.measure();
      else this.#look();
    });
  }

  #visible(): { topPx: number; heightPx: number } {
    const screen = globalThis.innerHeight;
    if (this.#scroller === null) return { topPx: 0, heightPx: screen };
    const { top, bottom } = this.#scroller.getBoundingClientRect();
    const topPx = Math.max(0, top);
    return { topPx, heightPx: Math.max(0, Math.min(screen, bottom) - topPx) };
  }

  readonly #look = (): void => {
    const list = this.#options.list();
    if (!list || this.#rowPx === 0 || this.#isMoving || !this.#host.isConnected) return;
    if (this.#goal !== null) return this.#reach(list, this.#goal);
    const { topPx, heightPx } = this.#visible();
    const scrolledPx = topPx - list.getBoundingClientRect().top;
    const { baseRow } = this.#window;
    this.#show({ topPx: scrolledPx, visiblePx: heightPx, baseRow });
    const moved = (this.#window.baseRow - baseRow) * this.#rowPx;
    if (moved !== 0) this.#move(() => -moved);
    const row = Math.floor((scrolledPx + HAIR_PX) / this.#rowPx);
    this.anchor = scrolledPx <= 0 ? null : { index: (baseRow + row) * this.#columns, offsetPx: scrolledPx - row * this.#rowPx };
  };

  #reach(list: HTMLElement, { index, offsetPx }: ListAnchor): void {
    const count = this.#options.count();
    if (count === 0) return;
    this.#goal = null;
    this.anchor = { index, offsetPx };
    const row = Math.floor(Math.min(index, count - 1) / this.#columns);
    const { baseRow } = this.#window;
    const relative = (row - baseRow) * this.#rowPx + offsetPx;
    this.#show({ topPx: relative, visiblePx: this.#visible().heightPx, baseRow });
    const goal = (row - this.#window.baseRow) * this.#rowPx + offsetPx;
    this.#move(() => list.getBoundingClientRect().top + goal - this.#visible().topPx);
  }

  /** Scrolls once the rows are drawn; until then where it stands says nothing. */
  #move(distance: () => number): void {
    this.#isMoving = true;
    void this.#host.updateComplete.then(() => {
      (this.#scroller ?? document.documentElement).scrollBy({ top: distance(), behavior: "instant" });
      this.#isMoving = false;
      this.#look();
    });
  }

  #isLeap(before: RowWindow, next: RowWindow): boolean {
    return !this.#isLeaping && this.#pinned >= 0 && (next.first >= before.last || next.last <= before.first);
  }

  #show({ topPx, visiblePx, baseRow }: { topPx: number; visiblePx: number; baseRow: number }): void {
    const before = this.#window;
    const next = findRowWindow({ count: this.#options.count(), columns: this.#columns, rowPx: this.#rowPx, topPx, visiblePx, baseRow });
    this.#window = next;
    if (this.#isLeap(before, next)) {
      // What has the focus stays alone for one turn: it would be moved within the page, and lose it, if all around it changed at once.
      this.#isLeaping = true;
      this.#window = { ...next, first: 0, last: 0 };
      return this.#host.requestUpdate();
    }
    this.#isLeaping = false;
    if (next.first !== before.first || next.last !== before.last || next.heightPx !== before.heightPx || next.beforePx !== before.beforePx) this.#host.requestUpdate();
  }
}
