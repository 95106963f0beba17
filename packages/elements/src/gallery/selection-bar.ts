import { html, type nothing, type TemplateResult } from "lit";
import { closeIcon } from "../base/icons.ts";
import type { Messages } from "../locale/locale.ts";
import type { GalleryItem } from "./gallery-item.ts";
import type { Selection } from "./selection.ts";

/** How many are ticked, and what the host wants to be done with them. */
export function renderSelectionBar(selection: Selection, shown: readonly GalleryItem[], messages: Messages, make: TemplateResult | typeof nothing): TemplateResult {
  return html`<div class="selection" part="selection" role="group" aria-label=${messages.selection} ?hidden=${selection.size === 0}>
    <span class="count" role="status">${messages.selectedCount(selection.size)}</span>
    <button type="button" class="quiet" ?disabled=${selection.hasAll(shown)} @click=${() => selection.add(shown)}>${messages.selectAllShown(shown.length)}</button>
    ${make}<slot name="actions"></slot>
    <button type="button" class="quiet icon" title=${messages.clearSelection} aria-label=${messages.clearSelection} @click=${() => selection.clear()}>${closeIcon()}</button>
  </div>`;
}
