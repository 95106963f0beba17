/** How near an edge a pointer must be, in pixels. */
const EDGE_PX = 56;
/** By how many pixels a frame scrolls right at the edge. */
const MOST_PX = 14;

const parentOf = (element: Element): Element | null => element.assignedSlot ?? element.parentElement ?? (element.getRootNode() as Partial<ShadowRoot>).host ?? null;

/** What scrolls up and down around an element: the nearest that can, else the page. */
function scrollerAround(element: Element): Element {
  for (let at = parentOf(element); at !== null; at = parentOf(at)) {
    if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.scrollingElement ?? document.documentElement;
}

/** Scrolls what an element is in while a pointer that drags something is held near its upper or lower edge. */
export class EdgeScroll {
  readonly #element: Element;
  readonly #handleScroll: (byPx: number) => void;
  #y = 0;
  #frame = 0;

  constructor(element: Element, handleScroll: (byPx: number) => void) {
    this.#element = element;
    this.#handleScroll = handleScroll;
  }

  /** The pointer is this far from the top of the window now. */
  follow(y: number): void {
    this.#y = y;
    this.#frame ||= requestAnimationFrame(this.#step);
  }

  stop(): void {
    if (this.#frame !== 0) cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  readonly #step = (): void => {
    this.#frame = 0;
    const scroller = scrollerAround(this.#element);
    const { top, bottom } = scroller === document.scrollingElement ? { top: 0, bottom: innerHeight } : scroller.getBoundingClientRect();
    const above = Math.max(top, 0) + EDGE_PX - this.#y;
    const below = this.#y - (Math.min(bottom, innerHeight) - EDGE_PX);
    const share = Math.min(Math.max(above, below, 0) / EDGE_PX, 1);
    if (share === 0) return;
    const before = scroller.scrollTop;
    scroller.scrollTop += Math.ceil(share * MOST_PX) * (above > below ? -1 : 1);
    const by = scroller.scrollTop - before;
    // At its end nothing is left to scroll until the pointer moves.
    if (by === 0) return;
    this.#handleScroll(by);
    this.#frame = requestAnimationFrame(this.#step);
  };
}
