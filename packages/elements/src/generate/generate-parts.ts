import { VIEWS, type InputImages } from "@model-3d/contract";
import type { TemplateResult } from "lit";
import { html, type StaticValue } from "lit/static-html.js";
import { alertIcon } from "../base/icons.ts";
import type { Messages } from "../locale/locale.ts";

/** The photos that will be sent, or were. */
export function renderViews(images: InputImages, previews: InputImages | undefined, messages: Messages): TemplateResult {
  return html`<div class="views">
    ${VIEWS.flatMap((view) => {
      const url = previews?.[view] ?? images[view];
      return url === undefined ? [] : [html`<figure><img src=${url} alt="" /><figcaption>${messages.viewName(view)}</figcaption></figure>`];
    })}
  </div>`;
}

export function renderProblem(text: string): TemplateResult {
  return html`<div class="failed" part="failed" role="alert">${alertIcon(20)}<span>${text}</span></div>`;
}

/** As tall as what follows, so that nothing moves when it comes: the photos with their button, or the area that takes files. */
export function renderWaiting(photoCount: number, uploadTag: StaticValue, messages: Messages): TemplateResult {
  return html`<div class="waiting-panel" role="status" aria-label=${messages.itemsLoading}>
    ${photoCount > 0
      ? html`<div class="views">${Array.from({ length: photoCount }, () => html`<figure><div class="skeleton picture"></div><figcaption>&nbsp;</figcaption></figure>`)}</div>
          <div class="row"><div class="skeleton button-place"></div></div>`
      : html`<div class="drop-place skeleton"><${uploadTag} inert></${uploadTag}></div>`}
  </div>`;
}
