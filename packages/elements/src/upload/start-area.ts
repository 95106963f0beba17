import { USUAL_VIEWS } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { cameraIcon, uploadIcon } from "../base/icons.ts";
import type { Messages } from "../locale/locale.ts";
import { viewIcon } from "./view-guide.ts";

export interface StartAreaOptions {
  /** `undefined` while it is not known, which keeps the button's place. */
  hasCamera: boolean | undefined;
  onPick: () => void;
  onTake: () => void;
}

/** What is seen while there is no photo yet: complete from the first, so that nothing moves when the rest of the upload comes. */
export function renderStartArea(messages: Messages, { hasCamera, onPick, onTake }: StartAreaOptions): TemplateResult {
  return html`<div class="drop" part="drop">
    <div class="views" aria-hidden="true">${USUAL_VIEWS.map((view) => html`<span>${viewIcon(view, 30)}<small>${messages.viewName(view)}</small></span>`)}</div>
    <h3>${messages.uploadTitle}</h3>
    <p>${messages.uploadHint}</p>
    <div class="ways">
      <button type="button" class="primary" @click=${onPick}>${uploadIcon()} ${messages.uploadPick}</button>
      ${hasCamera === false ? nothing : html`<button type="button" class=${hasCamera === undefined ? "unknown" : ""} @click=${onTake}>${cameraIcon()} ${messages.uploadTake}</button>`}
    </div>
    <p class="fine-only">${messages.uploadDrop}</p>
  </div>`;
}
