import { html, nothing, type TemplateResult } from "lit";
import type { BatchTexts } from "../locale/en-batch.ts";
import { nextIcon, previousIcon } from "./batch-icons.ts";

export interface Pager {
  /** The first and the last that are shown, from 0; `to` itself is not. */
  from: number;
  to: number;
  total: number;
  texts: BatchTexts;
  /** `null` on the first page. */
  onPrevious: (() => void) | null;
  /** `null` on the last page. */
  onNext: (() => void) | null;
}

/** Leads through a long list by pages; nothing where all of it is shown. */
export function renderPager({ from, to, total, texts, onPrevious, onNext }: Pager): TemplateResult | typeof nothing {
  if (onPrevious === null && onNext === null) return nothing;
  return html`<div class="pager">
    <button type="button" class="icon quiet" aria-label=${texts.previousPage} title=${texts.previousPage} aria-disabled=${onPrevious === null} @click=${() => onPrevious?.()}>${previousIcon()}</button>
    <span role="status">${texts.range(Math.min(from + 1, to), to, Math.max(to, total))}</span>
    <button type="button" class="icon quiet" aria-label=${texts.nextPage} title=${texts.nextPage} aria-disabled=${onNext === null} @click=${() => onNext?.()}>${nextIcon()}</button>
  </div>`;
}
