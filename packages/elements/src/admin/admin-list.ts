import type { OperatorClient } from "@model-3d/client";
import { html, nothing, type TemplateResult } from "lit";
import { AdminQuery } from "./admin-query.ts";
import type { AdminPane, AdminView } from "./admin-view.ts";
import { renderTable, type Column } from "./render-table.ts";

/** A filter above a list: a text, a moment, or one of some. */
export interface AdminField {
  name: string;
  label: string;
  kind: "text" | "time" | "choice";
  choices?: Readonly<Record<string, string>>;
  /** Whether one of the choices has to be chosen. */
  isNeeded?: boolean;
}

export type AdminFilter = Readonly<Record<string, string>>;

export interface AdminListOptions<Row> {
  caption: () => string;
  fields?: () => readonly AdminField[];
  columns: () => readonly Column<Row>[];
  /** @param query the filters that are not empty, times as ISO 8601 in UTC */
  send: (operator: OperatorClient, query: Record<string, string> & { cursor?: string }, signal: AbortSignal) => Promise<{ rows: readonly Row[]; nextCursor: string | null }>;
  initial?: AdminFilter;
  /** What stands beside the filters. */
  renderTools?: () => TemplateResult | typeof nothing;
}

/** A list by pages, with filters. */
export class AdminList<Row> implements AdminPane {
  readonly #view: AdminView;
  readonly #options: AdminListOptions<Row>;
  readonly #query: AdminQuery<{ rows: readonly Row[]; nextCursor: string | null }>;
  #filter: AdminFilter;
  #cursor: string | null = null;
  #before: readonly Row[] = [];

  constructor(view: AdminView, options: AdminListOptions<Row>) {
    this.#view = view;
    this.#options = options;
    this.#filter = options.initial ?? {};
    this.#query = new AdminQuery(view, (operator, signal) => options.send(operator, { ...queryOf(this.#filter, options.fields?.() ?? []), ...(this.#cursor === null ? {} : { cursor: this.#cursor }) }, signal));
  }

  get isDeep(): boolean {
    return this.#before.length > 0;
  }

  setFilter(filter: AdminFilter): void {
    this.#filter = { ...this.#options.initial, ...filter };
    this.#query.answer = null;
  }

  async refresh(isQuiet: boolean): Promise<void> {
    [this.#before, this.#cursor] = [[], null];
    await this.#query.run(isQuiet);
  }

  async #more(): Promise<void> {
    const { answer } = this.#query;
    if (answer === null) return;
    const before = [...this.#before, ...answer.rows];
    this.#cursor = answer.nextCursor;
    await this.#query.run(true);
    if (this.#query.answer !== answer) this.#before = before;
    this.#view.host.requestUpdate();
  }

  #change(name: string, value: string): void {
    this.#filter = { ...this.#filter, [name]: value.trim() };
    void this.refresh(false);
  }

  #renderField({ name, label, kind, choices = {}, isNeeded = false }: AdminField): TemplateResult {
    const value = this.#filter[name] ?? "";
    if (kind === "choice") {
      return html`<label><span>${label}</span>
        <select name=${name} @change=${(event: Event) => this.#change(name, (event.target as HTMLSelectElement).value)}>
          ${isNeeded ? nothing : html`<option value="" ?selected=${value === ""}>${this.#view.texts.all}</option>`}
          ${Object.entries(choices).map(([choice, words]) => html`<option value=${choice} ?selected=${choice === value}>${words}</option>`)}
        </select></label>`;
    }
    return html`<label><span>${label}</span><input name=${name} type=${kind === "time" ? "datetime-local" : "text"} .value=${value} autocomplete="off" spellcheck="false" @change=${(event: Event) => this.#change(name, (event.target as HTMLInputElement).value)} /></label>`;
  }

  render(): TemplateResult {
    const { texts } = this.#view;
    const fields = this.#options.fields?.() ?? [];
    return html`${fields.length > 0 || this.#options.renderTools
        ? html`<div class="filters" role="group" aria-label=${texts.filters}>${fields.map((field) => this.#renderField(field))}${this.#options.renderTools?.() ?? nothing}</div>`
        : nothing}
      ${this.#query.render(({ rows, nextCursor }) => html`${renderTable(texts, { caption: this.#options.caption(), columns: this.#options.columns(), rows: [...this.#before, ...rows] })}
        ${nextCursor === null ? nothing : html`<button type="button" class="more" aria-busy=${this.#query.isLoading} @click=${() => void this.#more()}>${texts.more}</button>`}`)}`;
  }
}

function queryOf(filter: AdminFilter, fields: readonly AdminField[]): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries(filter)) {
    if (value === "") continue;
    const isTime = fields.some((field) => field.name === name && field.kind === "time");
    query[name] = isTime ? new Date(value).toISOString() : value;
  }
  return query;
}
