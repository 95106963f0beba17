import type { Model } from "@model-3d/contract";
import type { TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import type { Messages } from "../locale/locale.ts";

/** How far a generation is, as a bar; one that waits for its turn has no percentage, which a screen reader hears as "busy". */
export function renderProgress(title: string, { status, progress }: Model, messages: Messages): TemplateResult {
  if (status === "PENDING") return html`<div class="progress waiting" role="progressbar" aria-label=${messages.progressOf(title)}></div>`;
  return html`<div class="progress" role="progressbar" aria-label=${messages.progressOf(title)} aria-valuenow=${progress}><span .style=${`width:${progress}%`}></span></div>`;
}

/** The same in words. */
export function renderProgressWords({ status, progress }: Model, messages: Messages): TemplateResult {
  return status === "PENDING" ? html`<span>${messages.waiting}</span>` : html`<span>${messages.generating}</span><span>${progress}%</span>`;
}

const ANNOUNCED_STEP = 25;

/** What a screen reader is told without being asked: each quarter, not each per cent. */
export function progressNews({ status, progress }: Model, messages: Messages): string {
  return status === "PENDING" ? messages.waiting : messages.statusInProgress(progress - (progress % ANNOUNCED_STEP));
}
