import { html, nothing, type TemplateResult } from "lit";
import type { AdminTexts } from "../locale/en-admin.ts";

export interface Column<Row> {
  name: string;
  /** Figures stand at the end of their column. */
  isFigure?: boolean;
  show: (row: Row) => unknown;
}

/** A table that becomes a list of cards where there is no room for its columns. */
export function renderTable<Row>(texts: AdminTexts, { caption, columns, rows }: { caption: string; columns: readonly Column<Row>[]; rows: readonly Row[] }): TemplateResult {
  if (rows.length === 0) return html`<p class="none muted">${texts.none}</p>`;
  return html`<table part="table">
    <caption class="visually-hidden">${caption}</caption>
    <thead><tr>${columns.map(({ name, isFigure }) => html`<th scope="col" class=${isFigure ? "figure" : nothing}>${name === "" ? html`<span class="visually-hidden">${texts.action}</span>` : name}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${columns.map(({ name, isFigure, show }) => {
      const shown = show(row);
      return html`<td class=${isFigure ? "figure" : nothing} ?data-empty=${shown === nothing || shown === ""}>${name === "" ? nothing : html`<span class="label" aria-hidden="true">${name}</span>`}<span class="value">${shown}</span></td>`;
    })}</tr>`)}</tbody>
  </table>`;
}

/** An id, short where there is little room, whole for who points at it, copies it or hears it. */
export const renderId = (id: string): TemplateResult => html`<code title=${id} dir="ltr">${id}</code>`;
