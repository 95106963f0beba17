import { html, nothing, type TemplateResult } from "lit";
import { alertIcon, cubeIcon, imageIcon } from "../base/icons.ts";
import { faultText } from "./find-fault.ts";
import type { LoadingModel } from "./loading-model.ts";
import type { Model3DViewer } from "./viewer.component.ts";

/** The button goes with what it stands in: whoever pressed it by keyboard is not thrown back to the top of the page. */
const press = (viewer: Model3DViewer, act: () => unknown) => (): void => {
  viewer.renderRoot.querySelector<HTMLElement>(".stage")?.focus();
  act();
};

/** What lies over the poster until the model shows: why it cannot, what to press, or how far it is. */
export function renderCover(viewer: Model3DViewer, { fault, progress }: LoadingModel): TemplateResult | typeof nothing {
  const { messages, state } = viewer;
  if (fault !== null) {
    return html`<div class="cover" part="error" role="alert">
      <slot name="error"
        >${alertIcon(28)}
        <p>${faultText(fault, messages)}</p>
        <button type="button" @click=${press(viewer, () => viewer.retry())}>${messages.retry}</button></slot
      >
    </div>`;
  }
  if (state === "empty") return html`<div class="cover"><slot name="empty">${imageIcon(32)}<p>${messages.viewerEmpty}</p></slot></div>`;
  if (!viewer.isRevealed) {
    return html`<div class="cover">
      <button type="button" class="primary" part="start" @click=${press(viewer, () => viewer.dismissPoster())}>${cubeIcon()} ${messages.viewerStart}</button>
    </div>`;
  }
  if (state === "ready") return nothing;
  const percent = Math.round(progress * 100);
  return html`<div class="progress" part="progress" role="progressbar" aria-label=${messages.viewerLoading(percent)} aria-valuenow=${percent}>
    <span .style=${`width: ${percent}%`}></span>
  </div>`;
}
