import type { InputImages } from "@model-3d/contract";
import type { TemplateResult } from "lit";
import { html, type StaticValue } from "lit/static-html.js";
import { hasRequiredViews } from "../confirm/confirm-question.ts";
import type { Messages } from "../locale/locale.ts";

/** As tall as what follows, so that nothing moves when it comes: the photos with their button, or the area that takes files. */
export function renderWaitingFor(images: InputImages | undefined, uploadTag: StaticValue, messages: Messages): TemplateResult {
  return html`<div class="waiting-panel" role="status" aria-label=${messages.itemsLoading}>
    ${hasRequiredViews(images)
      ? html`<div class="views">${Object.keys(images).map(() => html`<figure><div class="skeleton picture"></div><figcaption>&nbsp;</figcaption></figure>`)}</div>
          <div class="row"><div class="skeleton button-place"></div></div>`
      : html`<div class="drop-place skeleton"><${uploadTag} inert></${uploadTag}></div>`}
  </div>`;
}
