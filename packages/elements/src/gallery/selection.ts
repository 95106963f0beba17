import type { GalleryItem } from "./gallery-item.ts";

/** The items that the user has ticked, in whatever order; they stay ticked while others are shown. */
export class Selection {
  readonly #items = new Map<string, GalleryItem>();
  /** Where a range begins. */
  #anchor: GalleryItem | null = null;
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get items(): readonly GalleryItem[] {
    return [...this.#items.values()];
  }

  get size(): number {
    return this.#items.size;
  }

  has(item: GalleryItem): boolean {
    return this.#items.has(selectionKey(item));
  }

  hasAll(items: readonly GalleryItem[]): boolean {
    return this.size > 0 && items.every((item) => this.has(item));
  }

  /** Ticks or unticks one; with `isRange` all from the one before up to it, among those that are shown. */
  toggle(item: GalleryItem, shown: readonly GalleryItem[], isRange = false): void {
    const isSelected = !this.has(item);
    const [from, to] = [this.#anchor === null ? -1 : shown.indexOf(this.#anchor), shown.indexOf(item)];
    const range = isRange && from !== -1 ? shown.slice(Math.min(from, to), Math.max(from, to) + 1) : [item];
    for (const each of range) {
      if (isSelected) this.#items.set(selectionKey(each), each);
      else this.#items.delete(selectionKey(each));
    }
    this.#anchor = item;
    this.#onChange();
  }

  add(items: readonly GalleryItem[]): void {
    for (const item of items) this.#items.set(selectionKey(item), item);
    this.#onChange();
  }

  clear(): void {
    this.#items.clear();
    this.#anchor = null;
    this.#onChange();
  }
}

function selectionKey({ sourceType, sourceId }: GalleryItem): string {
  return `${sourceType}:${sourceId}`;
}
