import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Messages } from "../locale/locale.ts";
import type { Browsing } from "./browsing.ts";
import { renderPlaceholder } from "./gallery-frame.ts";
import type { GalleryItem } from "./gallery-item.ts";
import type { ListWindow } from "./list-window.ts";
import type { RovingFocus } from "./roving-focus.ts";

export interface ListOptions {
  view: "grid" | "list";
  browsing: Browsing;
  list: ListWindow;
  focus: RovingFocus;
  renderItem: (item: GalleryItem, index: number) => TemplateResult;
}

/** The items that are drawn, each with its number among all, and what stands in for those that are on their way. */
export function renderList({ view, browsing: { items, pages }, list, focus, renderItem }: ListOptions): TemplateResult {
  const size = pages?.hasMore === true ? -1 : items.length;
  const renderPlace = (index: number): TemplateResult => {
    const item = items[index];
    const style = list.styleOf(index);
    if (item === undefined) return html`<li aria-hidden="true" .style=${style}>${renderPlaceholder()}</li>`;
    return html`<li aria-setsize=${size} aria-posinset=${index + 1} .style=${style}>${renderItem(item, index)}</li>`;
  };
  return html`<ul
    class="items ${view}"
    role="list"
    part="list"
    aria-describedby="keys"
    aria-busy=${pages === null || pages.isLoading}
    .style=${list.listStyle}
    @keydown=${focus.handleKey}
    @focusin=${focus.handleFocus}
  >
    ${repeat(list.indices, (index) => index, renderPlace)}
  </ul>`;
}

/** Words for those who do not see the list: how many there are, and by which keys one moves. */
export function renderListNews({ items, pages }: Browsing, messages: Messages): TemplateResult {
  const news = pages === null || (pages.isLoading && items.length === 0) ? messages.itemsLoading : messages.itemsFound(items.length, pages.hasMore);
  return html`<p class="visually-hidden" role="status">${news}</p>
    <p class="visually-hidden" id="keys">${messages.galleryKeys}</p>`;
}
