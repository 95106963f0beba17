import type { SourceType } from "@model-3d/contract";
import type { GalleryItem, LoadPage } from "./gallery-item.ts";

/** How far below the viewport the next page begins to load. */
export const SENTINEL_MARGIN = "600px";

export interface GalleryPagesListener {
  onItems: (items: readonly GalleryItem[]) => void;
  onChange: () => void;
}

/** The pages of one tab, fetched one after the other by the host's own function. */
export class GalleryPages {
  readonly type: SourceType;
  readonly #loadPage: LoadPage;
  readonly #listener: GalleryPagesListener;
  readonly #ended = new AbortController();
  items: readonly GalleryItem[] = [];
  isLoading = false;
  /** Why the last page could not be had; the pages before stay. */
  error: unknown;
  #cursor: string | null = null;
  #hasMore = true;

  constructor(type: SourceType, loadPage: LoadPage, listener: GalleryPagesListener) {
    this.type = type;
    this.#loadPage = loadPage;
    this.#listener = listener;
  }

  get hasMore(): boolean {
    return this.#hasMore;
  }

  async loadNext(): Promise<void> {
    if (this.isLoading || !this.#hasMore || this.#ended.signal.aborted) return;
    this.isLoading = true;
    this.error = undefined;
    this.#listener.onChange();
    try {
      const { signal } = this.#ended;
      const { items, nextCursor } = await this.#loadPage({ type: this.type, cursor: this.#cursor, signal });
      if (signal.aborted) return;
      this.items = [...this.items, ...items];
      this.#cursor = nextCursor;
      this.#hasMore = nextCursor !== null;
      this.#listener.onItems(items);
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      this.error = error;
    } finally {
      this.isLoading = false;
      if (!this.#ended.signal.aborted) this.#listener.onChange();
    }
  }

  /** Nothing that is still on its way counts any more. */
  end(): void {
    this.#ended.abort();
  }
}
