import type { Overview } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { formatNumber } from "../locale/format-number.ts";
import { formatTime } from "../locale/format-time.ts";
import type { AdminQuery } from "./admin-query.ts";
import type { AdminPane, AdminView } from "./admin-view.ts";
import { renderTable } from "./render-table.ts";

/** How things stand: what goes on, what is stuck, what failed and why, what waits. */
export class QueuePane implements AdminPane {
  readonly isDeep = false;
  readonly #view: AdminView;
  readonly #overview: AdminQuery<Overview>;

  constructor(view: AdminView, overview: AdminQuery<Overview>) {
    this.#view = view;
    this.#overview = overview;
  }

  /** The overview is asked for by the panel, which needs it on every tab. */
  async refresh(): Promise<void> {}

  setFilter(): void {}

  #figure(name: string, value: number | null | undefined, isBad = false): TemplateResult {
    const { texts, host } = this.#view;
    return html`<div><dt>${name}</dt><dd class=${isBad ? "bad" : nothing}>${value === null || value === undefined ? html`<span class="muted">${texts.notRead}</span>` : formatNumber(value, host.activeLang)}</dd></div>`;
  }

  #renderOverview(overview: Overview): TemplateResult {
    const { texts, host } = this.#view;
    const time = (at: string | null) => (at === null ? nothing : formatTime(at, host.activeLang));
    const number = (value: number) => formatNumber(value, host.activeLang);
    const { open, stuck, batches, ended, jobs, webhooks, files } = overview;
    const stuckBatches = batches?.stuck ?? 0;
    const sum = <Row>(rows: readonly Row[] | null, of: (row: Row) => number) => rows && rows.reduce((total, row) => total + of(row), 0);
    return html`<dl class="figures">
        ${this.#figure(texts.open, sum(open, ({ count }) => count))} ${this.#figure(texts.stuck, stuck, (stuck ?? 0) > 0)} ${this.#figure(texts.runningBatches, batches?.running)}
        ${this.#figure(texts.pausedBatches, batches?.paused)} ${this.#figure(texts.stuckBatches, batches?.stuck, stuckBatches > 0)} ${this.#figure(`${texts.tabs.webhooks}: ${texts.deliveryStates.waiting}`, sum(webhooks, ({ waiting }) => waiting))}
        ${this.#figure(`${texts.tabs.webhooks}: ${texts.deliveryStates.given_up}`, sum(webhooks, (row) => row.given_up), (sum(webhooks, (row) => row.given_up) ?? 0) > 0)}
        ${this.#figure(texts.filesAtRisk, sum(files, ({ at_risk }) => at_risk), (sum(files, ({ at_risk }) => at_risk) ?? 0) > 0)} ${this.#figure(texts.eventsWaiting, overview.events_waiting)}
      </dl>
      ${(stuck ?? 0) > 0 ? html`<p><button type="button" class="warning" data-role="stuck" @click=${() => this.#view.go("generations", { stuck: "true" })}>${texts.showStuck}</button></p>` : nothing}
      ${stuckBatches > 0 ? html`<p><button type="button" class="warning" data-role="stuck-batches" @click=${() => this.#view.go("batches", { stuck: "true" })}>${texts.showStuckBatches}</button></p>` : nothing}
      <section>
        <h3>${texts.endedTitle}</h3>
        ${ended === null ? html`<p class="muted">${texts.notRead}</p>` : html`<dl class="figures">${this.#figure(texts.succeeded, ended.succeeded)} ${this.#figure(texts.failed, ended.failed, ended.failed > 0)} ${this.#figure(texts.expired, ended.expired, ended.expired > 0)}</dl>`}
      </section>
      ${ended !== null && ended.reasons.length > 0
        ? html`<section>
            <h3>${texts.reasonsTitle}</h3>
            ${renderTable(texts, {
              caption: texts.reasonsTitle,
              columns: [
                { name: texts.reason, show: ({ reason }) => reason },
                { name: texts.count, isFigure: true, show: ({ count }) => number(count) },
                { name: "", show: ({ reason }) => html`<button type="button" class="quiet" @click=${() => this.#view.go("generations", { reason: reason.slice(0, 200) })}>${texts.showFailed}</button>` },
              ],
              rows: ended.reasons,
            })}
          </section>`
        : nothing}
      <section>
        <h3>${texts.open}</h3>
        ${open === null ? html`<p class="muted">${texts.notRead}</p>` : renderTable(texts, {
          caption: texts.open,
          columns: [
            { name: texts.provider, show: ({ provider }) => provider },
            { name: texts.status, show: ({ status }) => texts.statuses[status] },
            { name: texts.count, isFigure: true, show: ({ count }) => number(count) },
            { name: texts.oldest, show: ({ oldest_at: at }) => time(at) },
          ],
          rows: open,
        })}
      </section>
      <section>
        <h3>${texts.jobs}</h3>
        ${jobs === null ? html`<p class="muted">${texts.notRead}</p>` : renderTable(texts, {
          caption: texts.jobs,
          columns: [
            { name: texts.job, show: ({ name }) => html`<code dir="ltr">${name}</code>` },
            { name: texts.ready, isFigure: true, show: ({ ready }) => number(ready) },
            { name: texts.running, isFigure: true, show: ({ running }) => number(running) },
            { name: texts.deferred, isFigure: true, show: ({ deferred }) => number(deferred) },
            { name: texts.waitingSince, show: (job) => time(job.ready_since) },
          ],
          rows: jobs.filter(({ ready, running, deferred }) => ready + running + deferred > 0),
        })}
      </section>`;
  }

  render(): TemplateResult {
    return html`${this.#overview.render((overview) => this.#renderOverview(overview))}`;
  }
}
