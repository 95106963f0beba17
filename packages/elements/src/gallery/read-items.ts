import type { GalleryItem } from "./gallery-item.ts";
import { readItem } from "./read-item.ts";

/** Lists that came out of here: what is in order is not looked through again. */
const read = new WeakSet<object>();

/** All items that a host gives, each so that it can be shown. @throws TypeError where it is no list. */
export function readItems(given: unknown): readonly GalleryItem[] {
  if (!Array.isArray(given)) throw new TypeError("The items of a gallery have to be an array.");
  if (read.has(given)) return given as readonly GalleryItem[];
  const items = given.map(readItem);
  read.add(items);
  return items;
}
