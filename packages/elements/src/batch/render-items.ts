import type { Batch, BatchCounts, BatchItem, BatchItemState } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { BatchView } from "./batch-view.ts";
import { renderPager } from "./pager.ts";

export interface ShownItems {
  view: BatchView;
  batch: Batch;
  items: readonly BatchItem[];
  /** The one state that is shown; empty for all. */
  status: BatchItemState | "";
  /** How many come before those that are shown. */
  from: number;
  /** Whether another page is on its way. */
  isWaiting: boolean;
  onStatus: (status: BatchItemState | "") => void;
  onPrevious: (() => void) | null;
  onNext: (() => void) | null;
}

const FILTERS = [
  ["IN_PROGRESS", "inProgress"],
  ["WAITING", "waiting"],
  ["SUCCEEDED", "succeeded"],
  ["FAILED", "failed"],
  ["SKIPPED", "skipped"],
  ["CANCELLED", "cancelled"],
] as const satisfies readonly (readonly [BatchItemState, keyof BatchCounts])[];

const TONES: Partial<Record<BatchItemState, string>> = { STARTING: "warning", IN_PROGRESS: "warning", SUCCEEDED: "success", FAILED: "danger" };

/** A page of the items of a batch, each with what has become of it. */
export function renderItems({ view, batch, items, status, from, isWaiting, onStatus, onPrevious, onNext }: ShownItems): TemplateResult {
  const { texts } = view;
  const { counts } = batch;
  const total = status === "" ? counts.total : counts[FILTERS.find(([state]) => state === status)?.[1] ?? "total"];
  return html`<section class="items-part" aria-labelledby="items">
    <div class="items-head">
      <h4 id="items">${texts.items}</h4>
      <label class="filter"
        ><span>${texts.show}</span>
        <select @change=${(event: Event) => onStatus((event.target as HTMLSelectElement).value as BatchItemState | "")}>
          <option value="" ?selected=${status === ""}>${texts.everything(counts.total)}</option>
          ${FILTERS.filter(([state, key]) => counts[key] > 0 || state === status).map(([state, key]) => html`<option value=${state} ?selected=${state === status}>${texts.shownState(texts.itemState(state), counts[key])}</option>`)}
        </select></label
      >
    </div>
    ${items.length === 0 && !isWaiting ? html`<p class="muted" role="status">${texts.nothingOfState}</p>` : nothing}
    <ul class="items" part="items" role="list" aria-busy=${isWaiting}>
      ${repeat(items, ({ position }) => position, (item) => renderItem(item, view))}
    </ul>
    ${renderPager({ from, to: from + items.length, total, texts, onPrevious, onNext })}
  </section>`;
}

function renderItem({ position, name, status, progress, reason }: BatchItem, { host, texts }: BatchView): TemplateResult {
  const title = name ?? texts.unnamed(position + 1);
  return html`<li class="item" part="item" data-id=${position}>
    <span class="name">${title}</span>
    <span class="badge ${TONES[status] ?? ""}">${texts.itemState(status)}</span>
    ${status === "IN_PROGRESS" || status === "STARTING"
      ? html`<div class="progress ${status === "STARTING" ? "waiting" : ""}" role="progressbar" aria-label=${texts.progressOf(title)} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${status === "STARTING" ? nothing : progress}>
          ${status === "STARTING" ? nothing : html`<span .style=${`width:${progress}%`}></span>`}
        </div>`
      : nothing}
    ${reason === null ? nothing : html`<p class="reason ${status === "FAILED" ? "danger" : ""}">${texts.reason(reason, host.messages.describeError)}</p>`}
  </li>`;
}
