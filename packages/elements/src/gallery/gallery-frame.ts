import type { Model3DClient } from "@model-3d/client";
import type { Model, SourceType } from "@model-3d/contract";
import { nothing, type TemplateResult } from "lit";
import { html, type StaticValue } from "lit/static-html.js";
import { alertIcon } from "../base/icons.ts";
import type { Messages } from "../locale/locale.ts";
import type { GalleryItem } from "./gallery-item.ts";
import type { GalleryPages } from "./gallery-pages.ts";
import { SOURCE_TABS } from "./source-tabs.ts";

/** Cards that stand in while the first page is on its way. */
const PLACEHOLDERS = [1, 2, 3, 4, 5, 6];

export function tabName(tab: SourceType, messages: Messages): string {
  return tab === "product" ? messages.products : messages.collections;
}

export function renderTabs(selected: SourceType, messages: Messages, onSelect: (tab: SourceType) => void): TemplateResult {
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    const other = SOURCE_TABS.find((tab) => tab !== selected) ?? selected;
    onSelect(other);
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`[data-tab=${other}]`)?.focus();
  };
  return html`<div class="bar" part="tabs">
    <div role="tablist" aria-label=${messages.gallery} @keydown=${handleKey}>
      ${SOURCE_TABS.map(
        (tab) =>
          html`<button role="tab" type="button" data-tab=${tab} aria-selected=${tab === selected} tabindex=${tab === selected ? 0 : -1} @click=${() => onSelect(tab)}>${tabName(tab, messages)}</button>`,
      )}
    </div>
  </div>`;
}

/** What stands in place of the items, in the slot where the host can put its own. */
export function renderNotice(slot: "empty" | "error", icon: TemplateResult, heading: string, below: TemplateResult): TemplateResult {
  return html`<slot name=${slot}><div class="notice" role=${slot === "error" ? "alert" : "note"}>${icon}<h3>${heading}</h3>${below}</div></slot>`;
}

export function renderBanner(text: string, messages: Messages, retry: () => void): TemplateResult {
  return html`<div class="banner" role="alert">${alertIcon(20)}<p>${text}</p><button type="button" @click=${retry}>${messages.retry}</button></div>`;
}

/** What comes after the last item that is there: more, or why there is no more. */
export function renderEnd(pages: GalleryPages, messages: Messages): TemplateResult | typeof nothing {
  if (!pages.hasMore) return nothing;
  if (pages.error !== undefined) return html`<div class="more">${renderBanner(messages.galleryError, messages, () => void pages.loadNext())}</div>`;
  return html`<div class="more sentinel">
    <button type="button" ?disabled=${pages.isLoading} @click=${() => pages.loadNext()}>${pages.isLoading ? messages.itemsLoading : messages.loadMore}</button>
  </div>`;
}

export function renderPlaceholders(messages: Messages): TemplateResult {
  return html`<div class="items" role="status" aria-label=${messages.itemsLoading}>
    ${PLACEHOLDERS.map(
      () => html`<div class="card placeholder">
        <div class="picture skeleton"></div>
        <div class="text"><span class="skeleton"></span><span class="skeleton"></span></div>
        <div class="actions"><span class="button-skeleton skeleton"></span></div>
      </div>`,
    )}
  </div>`;
}

export interface ModelDialogParts {
  dialog: StaticValue;
  viewer: StaticValue;
  messages: Messages;
  client: Model3DClient;
  lang: string;
}

export function renderModelDialog(viewing: { item: GalleryItem; model: Model } | null, parts: ModelDialogParts, onClose: () => void): TemplateResult {
  const { dialog, viewer, messages, client, lang } = parts;
  return html`<${dialog} size="large" .open=${viewing !== null} .heading=${viewing?.item.title ?? ""} .lang=${lang} @close=${onClose}>
    ${viewing === null
      ? nothing
      : html`<${viewer}
          class="stage"
          loading="eager"
          ar
          .client=${client}
          .lang=${lang}
          .src=${viewing.model.model_urls.glb}
          .poster=${viewing.model.thumbnail_url ?? undefined}
          .alt=${messages.model3dOf(viewing.item.title)}
        ></${viewer}>`}
  </${dialog}>`;
}
