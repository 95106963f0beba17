import type { AdminBatch, AdminBatchAnswer, AdminBatchItem, BatchIntervention, BatchItemState, OperatorActionEntry } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { html as staticHtml } from "lit/static-html.js";
import type { ElementLink } from "../base/element-link.ts";
import { formatNumber } from "../locale/format-number.ts";
import { formatTime } from "../locale/format-time.ts";
import { AdminList } from "./admin-list.ts";
import type { AdminView } from "./admin-view.ts";
import { renderBatchStatus } from "./batches-pane.ts";
import { describeExtent } from "./describe-extent.ts";
import { renderId } from "./render-table.ts";

const TONES: Readonly<Record<BatchItemState, string>> = { WAITING: "", STARTING: "", IN_PROGRESS: "", SUCCEEDED: "success", FAILED: "danger", SKIPPED: "", CANCELLED: "" };

/** A batch in a dialog: how far it is, what can be done with it, its items by pages and what operators did. */
export class BatchDialog {
  readonly #view: AdminView;
  readonly #link: ElementLink;
  readonly #items: AdminList<AdminBatchItem>;
  #batchId: string | null = null;
  #answer: AdminBatchAnswer | null = null;

  constructor(view: AdminView, link: ElementLink) {
    this.#view = view;
    this.#link = link;
    this.#items = new AdminList<AdminBatchItem>(view, {
      caption: () => view.texts.items,
      fields: () => [{ name: "status", label: view.texts.status, kind: "choice", choices: view.texts.itemStates }],
      columns: () => this.#columns(),
      send: async (operator, { status, ...page }, signal) => {
        const batchId = this.#batchId ?? "";
        const answer = await operator.batch(batchId, { ...page, ...(status !== undefined && { status: status as BatchItemState }), signal });
        if (batchId === this.#batchId) this.#answer = answer;
        return { rows: answer.items, nextCursor: answer.nextCursor };
      },
    });
  }

  get isOpen(): boolean {
    return this.#batchId !== null;
  }

  show(batchId: string): void {
    [this.#batchId, this.#answer] = [batchId, null];
    this.#items.setFilter({});
    void this.#items.refresh(false);
  }

  /** Where several pages of items are shown, they stay, and what stands above them is asked for. */
  async refresh(): Promise<void> {
    if (!this.#items.isDeep) return this.#items.refresh(true);
    const batchId = this.#batchId ?? "";
    const answer = await (await this.#view.operator()).batch(batchId, { limit: 1 }).catch((error: unknown) => void this.#view.report(error));
    if (answer === undefined || batchId !== this.#batchId) return;
    this.#answer = answer;
    this.#view.host.requestUpdate();
  }

  #close(): void {
    this.#batchId = null;
    this.#view.host.requestUpdate();
  }

  #showState(status: BatchItemState): void {
    this.#items.setFilter({ status });
    void this.#items.refresh(false);
  }

  #ask(action: BatchIntervention, { id, status, pause_reason: reason }: AdminBatch): void {
    const { texts, host } = this.#view;
    this.#view.ask({
      subject: `${action} ${id}`,
      heading: texts.batchActions[action],
      text: `${texts.batchActionTexts[action]}${action === "resume" && status === "PAUSED" && reason === "user" ? ` ${texts.userPausedIt}` : ""}`,
      action: texts.batchActions[action],
      isDangerous: action === "cancel",
      act: async ({ reason: why }, idempotencyKey) => {
        const { items } = await (await this.#view.operator()).interveneBatch(id, action, why, { idempotencyKey });
        return texts.batchActionsDone[action](formatNumber(items, host.activeLang));
      },
    });
  }

  #columns() {
    const { texts, host } = this.#view;
    const number = (value: number) => formatNumber(value, host.activeLang);
    return [
      { name: texts.place, isFigure: true, show: ({ position }: AdminBatchItem) => number(position + 1) },
      { name: texts.source, show: ({ name, source_id: id }: AdminBatchItem) => html`${name === null ? nothing : html`${name} `}${renderId(id)}` },
      { name: texts.status, show: ({ status, progress }: AdminBatchItem) => html`<span class="badge ${TONES[status]}">${texts.itemStates[status]}${status === "IN_PROGRESS" ? html` ${progress}%` : nothing}</span>` },
      { name: texts.reason, show: ({ reason }: AdminBatchItem) => (reason === null ? nothing : html`<bdi>${reason.message}</bdi>`) },
      { name: texts.provider, show: ({ provider }: AdminBatchItem) => provider },
      { name: texts.tries, isFigure: true, show: ({ attempts }: AdminBatchItem) => number(attempts) },
      { name: texts.changed, show: ({ updated_at: at }: AdminBatchItem) => html`<span class="whole">${formatTime(at, host.activeLang)}</span>` },
      { name: "", show: ({ model_id: id }: AdminBatchItem) => (id === null ? nothing : html`<button type="button" data-timeline=${id} @click=${() => this.#view.showTimeline(id)}>${texts.timeline}</button>`) },
    ];
  }

  #renderHead({ batch, can, actions }: AdminBatchAnswer): TemplateResult {
    const { texts, host } = this.#view;
    const { counts, held } = batch;
    const number = (value: number) => formatNumber(value, host.activeLang);
    const figure = (name: string, value: number, isBad = false) => html`<div><dt>${name}</dt><dd class=${isBad && value > 0 ? "bad" : nothing}>${number(value)}</dd></div>`;
    return html`<div class="about">${renderBatchStatus(this.#view, batch)} <span>${texts.user}: ${renderId(batch.user_id)}</span> <span>${texts.batch}: ${renderId(batch.id)}</span> <span>${texts.created}: ${formatTime(batch.created_at, host.activeLang)}</span> <span>${texts.changed}: ${formatTime(batch.updated_at, host.activeLang)}</span></div>
      <div class="progress" role="progressbar" aria-label=${texts.progress} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${batch.progress}><span .style=${`width:${batch.progress}%`}></span></div>
      <dl class="figures small">
        ${figure(texts.items, counts.total)} ${figure(texts.itemStates.WAITING, counts.waiting)} ${figure(texts.itemStates.IN_PROGRESS, counts.inProgress)} ${figure(texts.itemStates.SUCCEEDED, counts.succeeded)} ${figure(texts.itemStates.FAILED, counts.failed, true)}
        ${counts.skipped === 0 ? nothing : figure(texts.itemStates.SKIPPED, counts.skipped)} ${counts.cancelled === 0 ? nothing : figure(texts.itemStates.CANCELLED, counts.cancelled)} ${figure(texts.creditsHeld, held)}
      </dl>
      <div class="buttons">
        ${can.map((action) => html`<button type="button" class=${action === "cancel" ? "danger" : nothing} data-act=${action} @click=${() => this.#ask(action, batch)}>${texts.batchActions[action]}</button>`)}
        ${counts.failed === 0 ? nothing : html`<button type="button" class="quiet" data-role="failed" @click=${() => this.#showState("FAILED")}>${texts.showFailedItems}</button>`}
      </div>
      ${actions.length === 0
        ? nothing
        : html`<section>
            <h3>${texts.whatOperatorsDid}</h3>
            <ol class="timeline">${actions.map((entry) => this.#renderAction(entry))}</ol>
          </section>`}`;
  }

  #renderAction(entry: OperatorActionEntry): TemplateResult {
    const { texts, host } = this.#view;
    const { action, operator, reason, created_at: at } = entry;
    const extent = describeExtent(this.#view, entry);
    return html`<li class="warning">
      <p class="moment"><strong>${texts.actions[action]}${extent === null ? nothing : html` (${extent})`}</strong> <time datetime=${at}>${formatTime(at, host.activeLang, { timeStyle: "medium" })}</time></p>
      <p><bdi>${operator}</bdi>: <bdi>${reason}</bdi></p>
    </li>`;
  }

  render(): TemplateResult {
    const { texts, host } = this.#view;
    const dialog = this.#link.tag("dialog");
    const answer = this.#answer;
    const heading = answer === null ? texts.batch : (answer.batch.name ?? texts.untitledBatch(formatTime(answer.batch.created_at, host.activeLang)));
    return staticHtml`<${dialog} size="large" .open=${this.isOpen} .heading=${heading} .lang=${host.activeLang} @close=${() => this.#close()}>
      ${this.isOpen ? html`<div class="panel contained">${answer === null ? nothing : this.#renderHead(answer)}<section><h3>${texts.items}</h3>${this.#items.render()}</section></div>` : nothing}
    </${dialog}>`;
  }
}
