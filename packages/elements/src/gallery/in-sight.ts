import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { GalleryItem } from "./gallery-item.ts";

/** How long the list has to stand before what is there is asked for, so that nothing is asked of pages that fly past. */
const SETTLED_MS = 80;

/** Tells which items are in sight: those of the first page at once, later ones when the list has come to rest. */
export class InSight implements ReactiveController {
  readonly #tell: (items: readonly GalleryItem[]) => void;
  #items: readonly GalleryItem[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, tell: (items: readonly GalleryItem[]) => void) {
    this.#tell = tell;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#items = [];
  }

  show(items: readonly GalleryItem[]): void {
    const before = this.#items;
    if (items.length === before.length && items[0] === before[0] && items.at(-1) === before.at(-1)) return;
    this.#items = items;
    clearTimeout(this.#timer);
    const isRest = before.length === 0 || items[0] === before[0];
    if (isRest) this.#tell(items);
    else this.#timer = setTimeout(() => this.#tell(items), SETTLED_MS);
  }
}
