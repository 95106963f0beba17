import type { SourceType } from "@model-3d/contract";
import type { GalleryItem, GalleryPage, ItemStatus, LoadPageOptions } from "./gallery-item.ts";
import { readItems } from "./read-items.ts";

export interface GalleryQuery {
  type: SourceType;
  search: string;
  status: ItemStatus | null;
}

/** As the host's `loadPage`, or one that answers at once. */
export type PageSource = (options: LoadPageOptions) => Promise<GalleryPage> | GalleryPage;

export interface GalleryPagesListener {
  onChange: () => void;
  onError: (error: unknown) => void;
  /** Leaves of a page what has the status that is asked for. */
  keepMatching: (items: readonly GalleryItem[], status: ItemStatus) => Promise<readonly GalleryItem[]>;
}

/** Items whose models are asked for together, where a page of the host's has more. */
const CHUNK_ITEMS = 50;
const FRUITLESS_PAGES = 20;

/** The pages of one tab, search and status, fetched one after the other. */
export class GalleryPages {
  readonly query: GalleryQuery;
  readonly #source: PageSource;
  readonly #listener: GalleryPagesListener;
  #ended = new AbortController();
  items: readonly GalleryItem[] = [];
  isLoading = false;
  /** Why the last page could not be had; the pages before stay. */
  error: unknown;
  pageCount = 0;
  #fruitlessCount = 0;
  readonly #chunkStarts: number[] = [];
  #cursor: string | null = null;
  #hasMore = true;

  constructor(query: GalleryQuery, source: PageSource, listener: GalleryPagesListener) {
    this.query = query;
    this.#source = source;
    this.#listener = listener;
  }

  get hasMore(): boolean {
    return this.#hasMore;
  }

  /** Whether so many pages had nothing of the status asked for that the user decides about looking through more. */
  get isFruitless(): boolean {
    return this.#fruitlessCount > 0 && this.#fruitlessCount % FRUITLESS_PAGES === 0;
  }

  /** The items whose models are asked for when those from `first` up to `last` are shown: whole pages. */
  chunksAround(first: number, last: number): readonly GalleryItem[] {
    const start = this.#chunkStarts.findLast((index) => index <= first) ?? 0;
    const end = this.#chunkStarts.find((index) => index >= last) ?? this.items.length;
    return this.items.slice(start, end);
  }

  /** Resolves when the page is there or has failed; a source that answers at once is taken at once. */
  loadNext(): Promise<void> {
    const { signal } = this.#ended;
    if (this.isLoading || !this.#hasMore || signal.aborted) return Promise.resolve();
    this.isLoading = true;
    this.error = undefined;
    try {
      const page = this.#source({ ...this.query, cursor: this.#cursor, signal });
      const { status } = this.query;
      if (!(page instanceof Promise) && status === null) {
        this.#take(page, readItems(page.items));
        this.#settle(signal);
        return Promise.resolve();
      }
      this.#listener.onChange();
      return this.#await(page, status, signal);
    } catch (error) {
      this.#fail(error);
      this.#settle(signal);
      return Promise.resolve();
    }
  }

  /** Nothing that is on its way counts any more; `resume` goes on behind the last page that came. */
  end(): void {
    this.#ended.abort();
    this.isLoading = false;
  }

  resume(): void {
    if (this.#ended.signal.aborted) this.#ended = new AbortController();
    if (this.items.length === 0) void this.loadNext();
  }

  async #await(answer: Promise<GalleryPage> | GalleryPage, status: ItemStatus | null, signal: AbortSignal): Promise<void> {
    try {
      const page = await answer;
      if (signal.aborted) return;
      const given = readItems(page.items);
      const items = status === null ? given : await this.#listener.keepMatching(given, status);
      if (signal.aborted) return;
      this.#take(page, items);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
    this.#settle(signal);
  }

  #fail(error: unknown): void {
    this.error = error;
    this.#listener.onError(error);
  }

  #take({ nextCursor }: GalleryPage, items: readonly GalleryItem[]): void {
    const start = this.items.length;
    this.#fruitlessCount = items.length === 0 ? this.#fruitlessCount + 1 : 0;
    for (let offset = 0; offset < items.length; offset += CHUNK_ITEMS) this.#chunkStarts.push(start + offset);
    this.items = start === 0 ? items : [...this.items, ...items];
    this.pageCount++;
    // A host without types may leave it out.
    this.#cursor = nextCursor || null;
    this.#hasMore = this.#cursor !== null;
  }

  #settle(signal: AbortSignal): void {
    if (signal.aborted) return;
    this.isLoading = false;
    this.#listener.onChange();
  }
}
