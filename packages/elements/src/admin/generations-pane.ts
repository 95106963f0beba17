import type { AdminGeneration, ModelState } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { formatTime } from "../locale/format-time.ts";
import { AdminList } from "./admin-list.ts";
import type { AdminView } from "./admin-view.ts";
import { renderId } from "./render-table.ts";

const TONES: Readonly<Record<ModelState, string>> = { PENDING: "", IN_PROGRESS: "", SUCCEEDED: "success", FAILED: "danger", EXPIRED: "danger" };

/** Generations of all users, and a way to each one's time line. */
export function createGenerationsPane(view: AdminView): AdminList<AdminGeneration> {
  const { host } = view;
  return new AdminList<AdminGeneration>(view, {
    caption: () => view.texts.tabs.generations,
    fields: () => [
      { name: "status", label: view.texts.status, kind: "choice", choices: view.texts.statuses },
      { name: "stuck", label: view.texts.isStuck, kind: "choice", choices: { true: view.texts.stuckOnly } },
      { name: "reason", label: view.texts.reason, kind: "text" },
      { name: "userId", label: view.texts.user, kind: "text" },
      { name: "sourceId", label: view.texts.source, kind: "text" },
      { name: "since", label: view.texts.since, kind: "time" },
    ],
    columns: () => [
      { name: view.texts.status, show: (row) => renderStatus(view, row) },
      { name: view.texts.reason, show: ({ task_error: error }) => error ?? nothing },
      { name: view.texts.source, show: ({ source_id: id }) => renderId(id) },
      { name: view.texts.user, show: ({ user_id: id }) => renderId(id) },
      { name: view.texts.provider, show: ({ provider }) => provider },
      { name: view.texts.created, show: ({ created_at: at }) => formatTime(at, host.activeLang) },
      { name: view.texts.changed, show: ({ updated_at: at }) => formatTime(at, host.activeLang) },
      { name: "", show: ({ id }) => html`<button type="button" data-timeline=${id} @click=${() => view.showTimeline(id)}>${view.texts.timeline}</button>` },
    ],
    send: async (operator, query, signal) => {
      const { generations, nextCursor } = await operator.generations({ ...query, signal });
      return { rows: generations, nextCursor };
    },
  });
}

export function renderStatus({ texts }: AdminView, { status, is_stuck: isStuck, is_active: isActive, progress }: AdminGeneration): TemplateResult {
  return html`<span class="badges"><span class="badge ${TONES[status]}">${texts.statuses[status]}${status === "IN_PROGRESS" ? html` ${progress}%` : nothing}</span>${isStuck ? html`<span class="badge warning">${texts.isStuck}</span>` : nothing}${isActive ? html`<span class="badge">${texts.active}</span>` : nothing}</span>`;
}
