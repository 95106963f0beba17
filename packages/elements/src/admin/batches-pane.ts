import type { AdminBatch, BatchState } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { formatNumber } from "../locale/format-number.ts";
import { formatTime } from "../locale/format-time.ts";
import { AdminList } from "./admin-list.ts";
import type { AdminView } from "./admin-view.ts";
import { renderId } from "./render-table.ts";

const TONES: Readonly<Record<BatchState, string>> = { RUNNING: "", PAUSED: "warning", DONE: "success", CANCELLED: "" };

/** Batches of all users, and a way to each one's items. */
export function createBatchesPane(view: AdminView): AdminList<AdminBatch> {
  const { host } = view;
  const number = (value: number) => formatNumber(value, host.activeLang);
  return new AdminList<AdminBatch>(view, {
    caption: () => view.texts.tabs.batches,
    fields: () => [
      { name: "status", label: view.texts.status, kind: "choice", choices: view.texts.batchStates },
      { name: "stuck", label: view.texts.isStuck, kind: "choice", choices: { true: view.texts.stuckOnly } },
      { name: "userId", label: view.texts.user, kind: "text" },
    ],
    columns: () => [
      { name: view.texts.status, show: (row) => renderBatchStatus(view, row) },
      { name: view.texts.batch, show: ({ name }) => name ?? html`<span class="muted">${view.texts.untitled}</span>` },
      { name: view.texts.user, show: ({ user_id: id }) => renderId(id) },
      { name: view.texts.progress, show: (row) => renderProgress(view, row) },
      { name: view.texts.failed, isFigure: true, show: ({ counts }) => number(counts.failed) },
      { name: view.texts.held, isFigure: true, show: ({ held }) => number(held) },
      { name: view.texts.created, show: ({ created_at: at }) => formatTime(at, host.activeLang) },
      { name: view.texts.changed, show: ({ updated_at: at }) => formatTime(at, host.activeLang) },
      { name: "", show: ({ id }) => html`<button type="button" data-batch=${id} @click=${() => view.showBatch(id)}>${view.texts.items}</button>` },
    ],
    send: async (operator, query, signal) => {
      const { batches, nextCursor } = await operator.batches({ ...query, signal });
      return { rows: batches, nextCursor };
    },
  });
}

export function renderBatchStatus({ texts }: AdminView, { status, is_stuck: isStuck, pause_reason: reason }: AdminBatch): TemplateResult {
  return html`<span class="badges"><span class="badge ${TONES[status]}">${texts.batchStates[status]}</span>${isStuck ? html`<span class="badge warning">${texts.isStuck}</span>` : nothing}</span>${reason === null ? nothing : html` <span class="muted">${texts.pauseReasons[reason]}</span>`}`;
}

function renderProgress({ texts, host }: AdminView, { progress, counts }: AdminBatch): TemplateResult {
  const number = (value: number) => formatNumber(value, host.activeLang);
  return html`${texts.batchDone(number(counts.succeeded), number(counts.total - counts.skipped))} <span class="muted">(${formatNumber(progress / 100, host.activeLang, { style: "percent" })})</span>`;
}
