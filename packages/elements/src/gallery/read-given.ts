import type { GalleryItem } from "./gallery-item.ts";
import type { PageSource } from "./gallery-pages.ts";
import { readItems } from "./read-items.ts";

/** The items that a page set, or what says why they cannot be shown; `undefined` while it has set none. */
export type GivenItems = readonly GalleryItem[] | PageSource | undefined;

export function readGiven(items: unknown): GivenItems {
  if (items === undefined) return undefined;
  return Array.isArray(items) ? readItems(items) : () => ({ items: readItems(items), nextCursor: null });
}
