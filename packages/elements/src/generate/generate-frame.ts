import { hasRequiredViews, type InputImages } from "@model-3d/contract";
import { html, type TemplateResult } from "lit";
import type { Messages } from "../locale/locale.ts";
import { renderStartArea } from "../upload/start-area.ts";

const DOES_NOTHING = { hasCamera: undefined, onPick: (): void => undefined, onTake: (): void => undefined };

/** As tall as what follows, so that nothing moves when it comes: the photos with their button, or the area that takes files. */
export function renderWaitingFor(images: InputImages | undefined, messages: Messages): TemplateResult {
  return html`<div class="waiting-panel" role="status" aria-label=${messages.itemsLoading}>
    ${hasRequiredViews(images)
      ? html`<div class="views">${Object.keys(images).map(() => html`<figure><div class="skeleton picture"></div><figcaption>&nbsp;</figcaption></figure>`)}</div>
          <div class="row"><div class="skeleton button-place"></div></div>`
      : html`<div class="drop-place skeleton" inert>${renderStartArea(messages, DOES_NOTHING)}</div>`}
  </div>`;
}
