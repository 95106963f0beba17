import type { GalleryItem } from "./gallery-item.ts";
import type { PageSource } from "./gallery-pages.ts";
import type { GivenItems } from "./read-given.ts";

/** Items whose status is asked for together while those with the wanted one are looked for. */
const SCANNED_ITEMS = 100;

/** Serves items that are all there as pages: at once and in one piece, or bit by bit where the status of each has to be asked for. */
export function pageItems(items: readonly GalleryItem[], hasTabs: boolean): PageSource {
  return ({ type, search, status, cursor }) => {
    const wanted = fold(search.trim());
    const isPlain = wanted === "" && !hasTabs;
    const found = isPlain ? items : items.filter(({ sourceType, title }) => (!hasTabs || sourceType === type) && fold(title).includes(wanted));
    if (status === null) return { items: found, nextCursor: null };
    const start = Number(cursor ?? 0);
    const end = start + SCANNED_ITEMS;
    return { items: found.slice(start, end), nextCursor: end < found.length ? String(end) : null };
  };
}

/** Without case and accents, as people search. */
function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLocaleLowerCase();
}

export function hasSeveralTypes(items: GivenItems): boolean {
  if (typeof items !== "object") return false;
  const first = items[0]?.sourceType;
  return items.some(({ sourceType }) => sourceType !== first);
}
