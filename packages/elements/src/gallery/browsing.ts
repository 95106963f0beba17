import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { SourceModels } from "../models/source-models.ts";
import { cardStateOf } from "./gallery-card.ts";
import type { GalleryItem } from "./gallery-item.ts";
import { GalleryPages, type GalleryPagesListener, type GalleryQuery, type PageSource } from "./gallery-pages.ts";
import { pageItems } from "./page-items.ts";

/** Places that stand in while the first page is on its way. */
const FIRST_PLACES = 12;

/** What the user sees of the host's items: the pages of the present query, and what stands in for those that are on their way. */
export class Browsing implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #listener: GalleryPagesListener;
  #pages: GalleryPages | null = null;
  /** Stays until the first page of another search is there. */
  #previous: readonly GalleryItem[] = [];
  /** How many items there were when the page was left. */
  #expected = 0;

  constructor(host: ReactiveControllerHost, models: SourceModels<GalleryItem>, onError: (error: unknown) => void) {
    this.#host = host;
    this.#listener = {
      onChange: () => host.requestUpdate(),
      onError,
      keepMatching: async (items, status) => {
        const entries = await models.load(items);
        return items.filter((_, index) => cardStateOf(entries[index]) === status);
      },
    };
    host.addController(this);
  }

  get pages(): GalleryPages | null {
    return this.#pages;
  }

  get items(): readonly GalleryItem[] {
    const pages = this.#pages;
    return pages !== null && pages.items.length === 0 && pages.isLoading ? this.#previous : (pages?.items ?? []);
  }

  /** Places of the list: a card each, or what stands in for one. */
  placesFor(columns: number): number {
    const { items } = this;
    if (this.#pages === null) return FIRST_PLACES;
    const isOpen = this.#pages.hasMore && this.#pages.error === undefined && (this.#pages.isLoading || !this.#pages.isFruitless);
    if (!isOpen) return items.length;
    if (items.length === 0) return Math.max(this.#expected, FIRST_PLACES);
    return Math.max(this.#expected, items.length + columns + ((columns - (items.length % columns)) % columns));
  }

  /** `source` is the host's function or the items themselves. */
  start(query: GalleryQuery, source: PageSource | readonly GalleryItem[] | undefined, hasTabs: boolean, expected = 0): void {
    const before = this.#pages;
    before?.end();
    this.#previous = before?.query.type === query.type ? this.items : [];
    this.#expected = expected;
    this.#pages = source === undefined ? null : new GalleryPages(query, typeof source === "function" ? source : pageItems(source, hasTabs), this.#listener);
    void this.#pages?.loadNext();
  }

  /** Fetches the next page when what is drawn comes near the end of what is there. */
  fetchAround(last: number, columns: number): void {
    const pages = this.#pages;
    if (pages === null || !pages.hasMore || pages.isLoading || pages.error !== undefined || pages.isFruitless) return;
    if (pages.items.length < this.#expected || last >= pages.items.length - 2 * columns) void pages.loadNext();
  }

  hostConnected(): void {
    globalThis.addEventListener("pagehide", this.#leave);
    globalThis.addEventListener("pageshow", this.#return);
    this.#pages?.resume();
  }

  hostDisconnected(): void {
    globalThis.removeEventListener("pagehide", this.#leave);
    globalThis.removeEventListener("pageshow", this.#return);
    this.#leave();
  }

  readonly #leave = (): void => this.#pages?.end();

  /** The page was kept while its user was elsewhere: what was on its way is asked for anew, the items stay. */
  readonly #return = ({ persisted }: PageTransitionEvent): void => {
    if (!persisted) return;
    this.#pages?.resume();
    this.#host.requestUpdate();
  };
}
