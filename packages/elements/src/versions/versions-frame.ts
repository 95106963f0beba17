import { html, type TemplateResult } from "lit";
import type { Messages } from "../locale/locale.ts";

/** Two versions on their way, laid out as versions are, so that nothing moves when they come. */
export function renderWaitingList(messages: Messages): TemplateResult {
  return html`${renderCompareRoom(messages)}
    <div class="list" role="status" aria-label=${messages.itemsLoading}>${[1, 2].map(renderPlaceholder)}</div>`;
}

/** Keeps the room of the bar while nobody knows yet whether there are two. */
function renderCompareRoom(messages: Messages): TemplateResult {
  return html`<div class="compare-bar room" aria-hidden="true">
    <p>${messages.compareHint(0)}</p>
    <button type="button" disabled>${messages.compare}</button>
  </div>`;
}

function renderPlaceholder(): TemplateResult {
  return html`<div class="version">
    <div class="thumbnail skeleton"></div>
    <div class="facts"><span class="skeleton line"></span><span class="skeleton line"></span></div>
    <div class="actions"><span class="skeleton place"></span></div>
  </div>`;
}
