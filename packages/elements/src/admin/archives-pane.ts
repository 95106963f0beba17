import type { AdminArchive, ArchiveState } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { formatBytes } from "../export/format-bytes.ts";
import { formatNumber } from "../locale/format-number.ts";
import { formatTime } from "../locale/format-time.ts";
import { AdminList } from "./admin-list.ts";
import type { AdminView } from "./admin-view.ts";
import { renderId } from "./render-table.ts";

const TONES: Readonly<Record<ArchiveState, string>> = { PENDING: "", IN_PROGRESS: "", SUCCEEDED: "success", FAILED: "danger" };

/** Stored archives of all users, and a way to take one away. */
export function createArchivesPane(view: AdminView): AdminList<AdminArchive> {
  const { host } = view;
  const remove = ({ id, name }: AdminArchive): void =>
    view.ask({
      subject: `delete ${id}`,
      heading: view.texts.deleteArchiveTitle,
      text: view.texts.deleteArchiveText(name),
      action: view.texts.deleteArchive,
      isDangerous: true,
      act: async ({ reason }, idempotencyKey) => {
        await (await view.operator()).deleteArchive(id, reason, { idempotencyKey });
        return view.texts.archiveDeleted;
      },
    });
  return new AdminList<AdminArchive>(view, {
    caption: () => view.texts.tabs.archives,
    fields: () => [
      { name: "status", label: view.texts.status, kind: "choice", choices: view.texts.archiveStates },
      { name: "userId", label: view.texts.user, kind: "text" },
    ],
    columns: () => [
      { name: view.texts.status, show: ({ status }) => html`<span class="badge ${TONES[status]}">${view.texts.archiveStates[status]}</span>` },
      { name: view.texts.archive, show: ({ name, reason }) => html`<bdi>${name}</bdi>${reason === null ? nothing : html`<br /><bdi class="muted">${reason}</bdi>`}` },
      { name: view.texts.madeOf, show: (row) => renderContent(view, row) },
      { name: view.texts.user, show: ({ user_id: id }) => renderId(id) },
      { name: view.texts.format, show: ({ format }) => html`<span dir="ltr">${format.toUpperCase()}</span>` },
      { name: view.texts.bytes, isFigure: true, show: ({ bytes }) => (bytes === null ? nothing : formatBytes(bytes, host.activeLang)) },
      { name: view.texts.created, show: ({ created_at: at }) => formatTime(at, host.activeLang) },
      { name: view.texts.keptUntil, show: ({ expires_at: at }) => formatTime(at, host.activeLang) },
      { name: "", show: (row) => (view.may.includes("generations") ? html`<button type="button" class="danger" data-delete=${row.id} @click=${() => remove(row)}>${view.texts.deleteArchive}</button>` : nothing) },
    ],
    send: async (operator, query, signal) => {
      const { archives, nextCursor } = await operator.archives({ ...query, signal });
      return { rows: archives, nextCursor };
    },
  });
}

/** How many models, and what they are of: their batch, or else the first of them. */
function renderContent(view: AdminView, { models, missing, batch_id: batchId, first_model_id: modelId }: AdminArchive): TemplateResult {
  const { texts, host } = view;
  const way = batchId !== null ? { words: texts.batch, go: () => view.showBatch(batchId) } : modelId !== null ? { words: texts.timeline, go: () => view.showTimeline(modelId) } : null;
  const shown = formatNumber(models, host.activeLang);
  return html`${texts.models(models, missing ? texts.partOf(formatNumber(models - missing, host.activeLang), shown) : shown)}${way === null ? nothing : html` <button type="button" class="quiet link" @click=${way.go}>${way.words}</button>`}`;
}
