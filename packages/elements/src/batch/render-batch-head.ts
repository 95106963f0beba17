import type { Batch, BatchAction } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { closeIcon, refreshIcon } from "../base/icons.ts";
import { formatTime } from "../locale/format-time.ts";
import { pauseIcon, resumeIcon } from "./batch-icons.ts";
import type { BatchView } from "./batch-view.ts";

export interface BatchHead {
  view: BatchView;
  isBusy: boolean;
  onAction: (action: BatchAction) => void;
  onCancel: () => void;
}

const TONES: Readonly<Record<Batch["status"], string>> = { RUNNING: "warning", PAUSED: "", DONE: "success", CANCELLED: "" };

/** What the batch is, how far all of it is, and what can be done with it. */
export function renderBatchHead(batch: Batch, { view, isBusy, onAction, onCancel }: BatchHead): TemplateResult {
  const { host, texts } = view;
  const { status, pause_reason, progress, counts } = batch;
  const isPaused = status === "PAUSED";
  const isOpen = status === "RUNNING" || isPaused;
  const wanted = counts.total - counts.skipped;
  const states = (["inProgress", "waiting", "failed", "skipped", "cancelled"] as const).filter((key) => counts[key] > 0);
  return html`<header class="head">
      <h3 tabindex="-1">${batch.name ?? texts.untitled(formatTime(batch.created_at, host.activeLang))}</h3>
      <span class="badge ${TONES[status]}">${texts.state(status)}</span>
    </header>
    <div class="progress" role="progressbar" aria-label=${texts.overall} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${progress}><span .style=${`width:${progress}%`}></span></div>
    <p class="summary">
      <b>${texts.summary(counts.succeeded, wanted)}</b>
      ${states.map((key) => html`<span>${texts.shownState(texts.itemState(STATE_OF[key]), counts[key])}</span>`)}
    </p>
    ${pause_reason === null ? nothing : html`<p class="muted">${texts.pausedBecause(pause_reason)}</p>`}
    <div class="buttons">
      ${isOpen && pause_reason !== "operator"
        ? html`<button type="button" data-role="pause" class=${isPaused ? "primary" : ""} aria-busy=${isBusy} @click=${() => onAction(isPaused ? "resume" : "pause")}>
            ${isPaused ? html`${resumeIcon()} ${texts.resume}` : html`${pauseIcon()} ${texts.pause}`}
          </button>`
        : nothing}
      ${counts.failed > 0 && status !== "CANCELLED" ? html`<button type="button" aria-busy=${isBusy} @click=${() => onAction("retry_failed")}>${refreshIcon()} ${texts.retryFailed(counts.failed)}</button>` : nothing}
      ${isOpen && counts.waiting > 0 ? html`<button type="button" class="danger" @click=${onCancel}>${closeIcon()} ${texts.cancelRest}</button>` : nothing}
    </div>`;
}

const STATE_OF = { inProgress: "IN_PROGRESS", waiting: "WAITING", failed: "FAILED", skipped: "SKIPPED", cancelled: "CANCELLED" } as const;
