import { html, nothing, type TemplateResult } from "lit";
import { alertIcon, imageIcon, searchIcon } from "../base/icons.ts";
import type { ElementState } from "../base/model-3d-element.ts";
import type { Messages } from "../locale/locale.ts";
import type { Browsing } from "./browsing.ts";
import type { GalleryPages } from "./gallery-pages.ts";

export function findGalleryState({ items, pages }: Browsing, modelsError: unknown): ElementState {
  if (items.length > 0) return modelsError === undefined ? "ready" : "error";
  if (pages === null) return "loading";
  if (pages.error !== undefined) return "error";
  return pages.hasMore ? "loading" : "empty";
}

/** What stands in place of the items when there are none: nothing there, nothing found, or an error. */
export function renderInstead({ pages }: Browsing, messages: Messages, showAll: () => void): TemplateResult | typeof nothing {
  if (pages === null) return nothing;
  if (pages.error !== undefined) return renderNotice("error", alertIcon(32), messages.galleryError, html`<button type="button" @click=${() => pages.loadNext()}>${messages.retry}</button>`);
  const { search, status } = pages.query;
  if (search.trim() === "" && status === null) return renderNotice("empty", imageIcon(36), messages.galleryEmpty, html`<p>${messages.galleryEmptyHint}</p>`);
  return renderNotice("no-match", searchIcon(), messages.noMatch, html`<p>${messages.noMatchHint}</p><button type="button" @click=${showAll}>${messages.clearFilters}</button>`);
}

/** In the slot where the host can put its own. */
function renderNotice(slot: "empty" | "no-match" | "error", icon: TemplateResult, heading: string, below: TemplateResult): TemplateResult {
  return html`<slot name=${slot}><div class="notice" role=${slot === "error" ? "alert" : "note"}>${icon}<h3>${heading}</h3>${below}</div></slot>`;
}

export function renderBanner(text: string, messages: Messages, retry: () => void): TemplateResult {
  return html`<div class="banner" role="alert">${alertIcon(20)}<p>${text}</p><button type="button" @click=${retry}>${messages.retry}</button></div>`;
}

/** What comes after the last item that is there: why there is no more, or that this is all. */
export function renderEnd(pages: GalleryPages, messages: Messages): TemplateResult | typeof nothing {
  const goOn = (): void => void pages.loadNext();
  if (pages.error !== undefined) return html`<div class="more" part="error">${renderBanner(`${messages.galleryError}. ${messages.galleryErrorHint}`, messages, goOn)}</div>`;
  if (pages.hasMore) {
    if (!pages.isFruitless || pages.isLoading) return nothing;
    return html`<div class="more"><button type="button" @click=${goOn}>${messages.keepLooking}</button></div>`;
  }
  return pages.pageCount > 1 && pages.items.length > 0 ? html`<p class="more muted">${messages.galleryEnd(pages.items.length)}</p>` : nothing;
}

/** Stands in for a card whose item is on its way, in the size of one. */
export function renderPlaceholder(): TemplateResult {
  return html`<div class="card placeholder">
    <div class="text"><span class="skeleton"></span></div>
    <div class="picture skeleton"></div>
    <div class="actions"><span class="button-skeleton skeleton"></span></div>
  </div>`;
}
