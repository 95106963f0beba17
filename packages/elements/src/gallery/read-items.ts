import type { GalleryItem } from "./gallery-item.ts";
import { readItem } from "./read-item.ts";

/** All items that a host gives, each so that it can be shown. @throws TypeError where it is no list. */
export function readItems(given: unknown): readonly GalleryItem[] {
  if (!Array.isArray(given)) throw new TypeError("The items of a gallery have to be an array.");
  return given.map(readItem);
}
