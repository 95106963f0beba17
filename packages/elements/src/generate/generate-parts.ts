import { VIEWS, type InputImages, type Model } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { alertIcon, refreshIcon } from "../base/icons.ts";
import type { Messages } from "../locale/locale.ts";
import { progressNews, renderProgress, renderProgressWords } from "./render-progress.ts";

/** The photos that will be sent, or were. */
export function renderViews(images: InputImages, previews: InputImages | undefined, messages: Messages): TemplateResult {
  return html`<div class="views">
    ${VIEWS.flatMap((view) => {
      const url = previews?.[view] ?? images[view];
      return url === undefined ? [] : [html`<figure><img src=${url} alt="" /><figcaption>${messages.viewName(view)}</figcaption></figure>`];
    })}
  </div>`;
}

export interface MakingOptions {
  title: string;
  /** How long it will still take, in words. */
  time: unknown;
  messages: Messages;
  onCheck: () => void;
  /** Shows the coarse model of it. */
  renderPreview: () => TemplateResult;
}

/** How far it is, and what it will look like as soon as there is something of it. */
export function renderMaking(generation: Model, { title, time, messages, onCheck, renderPreview }: MakingOptions): TemplateResult {
  return html`<div class="making" part="making">
    <div class="line">${renderProgressWords(generation, messages)}</div>
    <div class="visually-hidden" aria-live="polite">${progressNews(generation, messages)}</div>
    ${renderProgress(title, generation, messages)}
    <p class="muted time">${time}</p>
    ${generation.preview_url === undefined ? nothing : html`<figure part="first-look"><figcaption>${messages.firstLook}</figcaption>${renderPreview()}</figure>`}
    <div class="row">
      <button type="button" class="warning" @click=${onCheck}>${refreshIcon()} ${messages.checkStatus}</button>
    </div>
  </div>`;
}

export function renderProblem(text: string): TemplateResult {
  return html`<div class="failed" part="failed" role="alert">${alertIcon(20)}<span>${text}</span></div>`;
}
