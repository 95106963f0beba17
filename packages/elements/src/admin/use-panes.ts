import type { StorageUse, TroubledFile, Usage } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { formatBytes } from "../export/format-bytes.ts";
import { formatNumber } from "../locale/format-number.ts";
import { formatTime } from "../locale/format-time.ts";
import { AdminList } from "./admin-list.ts";
import { AdminQuery } from "./admin-query.ts";
import type { AdminPane, AdminView } from "./admin-view.ts";
import { renderId, renderTable } from "./render-table.ts";
import { wordOf } from "./word-of.ts";

/** What is stored, and which files are not. */
export class StoragePane implements AdminPane {
  readonly #view: AdminView;
  readonly #use: AdminQuery<StorageUse>;
  readonly #files: AdminList<TroubledFile>;

  constructor(view: AdminView) {
    this.#view = view;
    this.#use = new AdminQuery(view, (operator, signal) => operator.storage({ signal }));
    const time = (at: string | null) => (at === null ? nothing : formatTime(at, view.host.activeLang));
    this.#files = new AdminList<TroubledFile>(view, {
      caption: () => view.texts.troubled,
      initial: { state: "waiting" },
      fields: () => [{ name: "state", label: view.texts.state, kind: "choice", choices: view.texts.troubledStates, isNeeded: true }],
      columns: () => [
        { name: view.texts.file, show: ({ name }) => html`<code dir="ltr">${name}</code>` },
        { name: view.texts.provider, show: ({ provider }) => provider },
        { name: view.texts.tries, isFigure: true, show: ({ attempts }) => formatNumber(attempts, view.host.activeLang) },
        { name: view.texts.keptUntil, show: ({ expires_at: at }) => time(at) },
        { name: view.texts.lastError, show: ({ last_error: error }) => error ?? nothing },
        { name: view.texts.changed, show: ({ updated_at: at }) => time(at) },
        { name: "", show: ({ model_id: id }) => html`<button type="button" @click=${() => view.showTimeline(id)}>${view.texts.timeline}</button>` },
      ],
      send: async (operator, { state, ...page }, signal) => {
        const { files, nextCursor } = await operator.files({ ...page, state: state as TroubledFile["state"], signal });
        return { rows: files, nextCursor };
      },
    });
  }

  get isDeep(): boolean {
    return this.#files.isDeep;
  }

  async refresh(isQuiet: boolean): Promise<void> {
    await Promise.all([this.#use.run(isQuiet), this.#files.refresh(isQuiet)]);
  }

  setFilter(filter: Readonly<Record<string, string>>): void {
    this.#files.setFilter(filter);
  }

  render(): TemplateResult {
    const { texts, host } = this.#view;
    return html`<section>
        <h3>${texts.stored}</h3>
        ${this.#use.render(({ kinds, isEstimate }) => html`${renderTable(texts, {
            caption: texts.stored,
            columns: [
              { name: texts.storageKind, show: ({ kind }) => wordOf(texts.storageKinds, kind) },
              { name: texts.state, show: ({ state }) => wordOf(texts.fileStates, state) },
              { name: texts.files, isFigure: true, show: ({ files }) => formatNumber(files, host.activeLang) },
              { name: texts.bytes, isFigure: true, show: ({ bytes }) => formatBytes(bytes, host.activeLang) },
            ],
            rows: kinds,
          })}${isEstimate ? html`<p class="muted">${texts.estimate}</p>` : nothing}`)}
      </section>
      <section>
        <h3>${texts.troubled}</h3>
        ${this.#files.render()}
      </section>`;
  }
}

const PERIODS = [7, 30, 90];

/** What was made and spent, by day and by user, and what providers took. */
export class UsagePane implements AdminPane {
  readonly isDeep = false;
  readonly #view: AdminView;
  readonly #usage: AdminQuery<Usage>;
  #days = 30;

  constructor(view: AdminView) {
    this.#view = view;
    this.#usage = new AdminQuery(view, (operator, signal) => operator.usage({ days: this.#days, signal }));
  }

  refresh(isQuiet: boolean): Promise<void> {
    return this.#usage.run(isQuiet);
  }

  setFilter(): void {}

  #renderUsage({ days, users, costs }: Usage): TemplateResult {
    const { texts, host } = this.#view;
    const number = (value: number) => formatNumber(value, host.activeLang);
    return html`<section>
        <h3>${texts.days}</h3>
        ${renderTable(texts, {
          caption: texts.days,
          columns: [
            { name: texts.day, show: ({ day }) => html`<span dir="ltr">${day}</span>` },
            { name: texts.generations, isFigure: true, show: ({ generations }) => number(generations) },
            { name: texts.succeeded, isFigure: true, show: ({ succeeded }) => number(succeeded) },
            { name: texts.failed, isFigure: true, show: ({ failed }) => number(failed) },
            { name: texts.credits, isFigure: true, show: ({ credits }) => number(credits) },
          ],
          rows: days,
        })}
      </section>
      <section>
        <h3>${texts.users}</h3>
        ${renderTable(texts, {
          caption: texts.users,
          columns: [
            { name: texts.user, show: ({ user_id: id }) => renderId(id) },
            { name: texts.generations, isFigure: true, show: ({ generations }) => number(generations) },
            { name: texts.credits, isFigure: true, show: ({ credits }) => number(credits) },
            { name: "", show: ({ user_id: userId }) => html`<button type="button" class="quiet" @click=${() => this.#view.go("ledger", { userId })}>${texts.tabs.ledger}</button>` },
          ],
          rows: users,
        })}
      </section>
      <section>
        <h3>${texts.costs}</h3>
        ${renderTable(texts, {
          caption: texts.costs,
          columns: [
            { name: texts.provider, show: ({ provider }) => provider },
            { name: texts.amount, isFigure: true, show: ({ amount }) => number(amount) },
            { name: texts.unit, show: ({ unit }) => unit },
            { name: texts.generations, isFigure: true, show: ({ tasks }) => number(tasks) },
          ],
          rows: costs,
        })}
      </section>`;
  }

  render(): TemplateResult {
    const { texts } = this.#view;
    const choose = (event: Event) => {
      this.#days = Number((event.target as HTMLSelectElement).value);
      void this.refresh(false);
    };
    return html`<div class="filters" role="group" aria-label=${texts.filters}>
        <label><span>${texts.days}</span><select name="days" @change=${choose}>${PERIODS.map((days) => html`<option value=${days} ?selected=${days === this.#days}>${texts.lastDays(days)}</option>`)}</select></label>
      </div>
      ${this.#usage.render((usage) => this.#renderUsage(usage))}`;
  }
}
