import { Model3DError, type OperatorClient } from "@model-3d/client";
import type { OperatorRight, Overview } from "@model-3d/contract";
import { html, nothing, type ReactiveController, type TemplateResult } from "lit";
import { html as staticHtml } from "lit/static-html.js";
import type { ElementLink } from "../base/element-link.ts";
import { alertIcon, refreshIcon } from "../base/icons.ts";
import type { ElementState } from "../base/model-3d-element.ts";
import type { AdminTexts } from "../locale/en-admin.ts";
import { formatTime } from "../locale/format-time.ts";
import type { Model3DToasts } from "../toasts/toasts.component.ts";
import { AdminQuery } from "./admin-query.ts";
import { ADMIN_TABS, type AdminPane, type AdminQuestion, type AdminTab, type AdminView } from "./admin-view.ts";
import type { Model3DAdmin } from "./admin.component.ts";
import { createArchivesPane } from "./archives-pane.ts";
import { BatchDialog } from "./batch-dialog.ts";
import { createBatchesPane } from "./batches-pane.ts";
import { createGenerationsPane } from "./generations-pane.ts";
import { QuestionView } from "./question-view.ts";
import { QueuePane } from "./queue-pane.ts";
import { createLedgerPane, createLogPane, createWebhooksPane } from "./record-panes.ts";
import { TimelineView } from "./timeline-view.ts";
import { StoragePane, UsagePane } from "./use-panes.ts";

/** What is said to those who are no operators: that there is nothing, or that they have to sign in. */
const FORBIDDEN: ReadonlySet<string> = new Set(["not_found", "not_permitted", "unauthorized"]);

/** Everything of the operators' page but its frame. */
export class AdminPanel implements AdminView, ReactiveController {
  declare texts: AdminTexts;
  readonly host: Model3DAdmin;
  readonly #link: ElementLink;
  readonly #overview: AdminQuery<Overview>;
  readonly #panes: Readonly<Record<AdminTab, AdminPane>>;
  readonly #batch: BatchDialog;
  readonly #timeline: TimelineView;
  readonly #question: QuestionView;
  #isForbidden = false;
  #shown: AdminTab | null = null;
  #inView: AdminTab | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Model3DAdmin, link: ElementLink) {
    this.host = host;
    this.#link = link;
    this.#overview = new AdminQuery(this, (operator, signal) => operator.overview({ signal }));
    this.#panes = {
      queue: new QueuePane(this, this.#overview),
      generations: createGenerationsPane(this),
      batches: createBatchesPane(this),
      archives: createArchivesPane(this),
      webhooks: createWebhooksPane(this),
      ledger: createLedgerPane(this),
      storage: new StoragePane(this),
      usage: new UsagePane(this),
      log: createLogPane(this),
    };
    this.#batch = new BatchDialog(this, link);
    this.#timeline = new TimelineView(this, link);
    this.#question = new QuestionView(this, link, (words) => this.#tellDone(words));
    host.addController(this);
  }

  get state(): ElementState {
    if (this.#overview.answer !== null) return "ready";
    return this.#overview.error === null ? "loading" : "error";
  }

  get may(): readonly OperatorRight[] {
    return this.#overview.answer?.operator.may ?? [];
  }

  operator(): Promise<OperatorClient> {
    return this.host.activeClient.operator();
  }

  report(error: unknown): string {
    if (error instanceof Model3DError && FORBIDDEN.has(error.code) && this.#overview.answer === null) this.#isForbidden = true;
    // The server says why it moved no credits; no table of ours could.
    const words = this.#link.report(error);
    // They are its user's, and none of the operator's own.
    if (error instanceof Model3DError && (error.code === "insufficient_credits" || error.code === "credit_limit_reached")) return this.texts.lacksCredits;
    return error instanceof Model3DError && (error.code === "correction_refused" || error.code === "refund_refused") ? error.message : words;
  }

  ask(question: AdminQuestion): void {
    this.#question.ask(question);
  }

  showTimeline(modelId: string): void {
    this.#timeline.show(modelId);
  }

  showBatch(batchId: string): void {
    this.#batch.show(batchId);
  }

  go(tab: AdminTab, filter: Readonly<Record<string, string>>): void {
    this.#panes[tab].setFilter(filter);
    this.#shown = null;
    this.host.tab = tab;
    this.host.requestUpdate();
    void this.host.updateComplete.then(() => this.#tabButton(tab)?.focus());
  }

  hostConnected(): void {
    document.addEventListener("visibilitychange", this.#handleVisibility);
    this.#plan();
  }

  hostDisconnected(): void {
    document.removeEventListener("visibilitychange", this.#handleVisibility);
    clearTimeout(this.#timer);
  }

  hostUpdated(): void {
    this.#bringIntoView(this.host.tab);
    if (this.#shown === this.host.tab || this.#isForbidden) return;
    const isFirst = this.#shown === null && this.#overview.answer === null;
    this.#shown = this.host.tab;
    void this.#load(isFirst, this.host.tab);
  }

  /** Narrow pages show a part of the row of tabs; the page itself stays where it is. */
  #bringIntoView(tab: AdminTab): void {
    const button = this.#tabButton(tab);
    if (button?.parentElement === undefined || button.parentElement === null || this.#inView === tab) return;
    this.#inView = tab;
    const [shown, row] = [button.getBoundingClientRect(), button.parentElement.getBoundingClientRect()];
    button.parentElement.scrollBy({ left: Math.max(0, shown.right - row.right) + Math.min(0, shown.left - row.left) });
  }

  /** The first question decides whether there is anything to ask for. */
  async #load(isFirst: boolean, tab: AdminTab): Promise<void> {
    if (isFirst) await this.#overview.run();
    if (this.#overview.answer !== null) await this.#panes[tab].refresh(false);
  }

  /** Looks at everything that is shown once more; what somebody is reading or writing stays. */
  async refresh(): Promise<void> {
    this.#isForbidden = false;
    await this.#overview.run(true);
    const pane = this.#panes[this.host.tab];
    if (this.#overview.answer === null) return;
    if (this.#timeline.isOpen || this.#batch.isOpen) await Promise.all([this.#timeline.isOpen && this.#timeline.refresh(), this.#batch.isOpen && this.#batch.refresh()]);
    else if (!pane.isDeep) await pane.refresh(true);
  }

  readonly #handleVisibility = (): void => {
    if (document.visibilityState === "visible") void this.#look();
    else clearTimeout(this.#timer);
  };

  #plan(): void {
    clearTimeout(this.#timer);
    const { refreshSeconds } = this.host;
    if (refreshSeconds > 0 && this.host.isConnected && document.visibilityState === "visible") this.#timer = setTimeout(() => void this.#look(), refreshSeconds * 1000);
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.#question.isOpen && this.#overview.answer !== null) await this.refresh();
    this.#plan();
  }

  #tellDone(words: string): void {
    this.host.renderRoot.querySelector<Model3DToasts>("[data-role=toasts]")?.show(words, "success");
    void this.refresh();
  }

  #tabButton(tab: AdminTab): HTMLElement | null {
    return this.host.renderRoot.querySelector<HTMLElement>(`#tab-${tab}`);
  }

  #handleKey(event: KeyboardEvent): void {
    const isRightToLeft = getComputedStyle(this.host).direction === "rtl";
    const index = ADMIN_TABS.indexOf(this.host.tab);
    const last = ADMIN_TABS.length - 1;
    const step = { ArrowRight: isRightToLeft ? -1 : 1, ArrowLeft: isRightToLeft ? 1 : -1 }[event.key];
    const next = event.key === "Home" ? 0 : event.key === "End" ? last : step === undefined ? null : (index + step + ADMIN_TABS.length) % ADMIN_TABS.length;
    const tab = next === null ? undefined : ADMIN_TABS[next];
    if (tab === undefined) return;
    event.preventDefault();
    this.host.tab = tab;
    void this.host.updateComplete.then(() => this.#tabButton(tab)?.focus());
  }

  #renderForbidden(): TemplateResult {
    const { texts } = this;
    return html`<div class="notice" role="alert">
      ${alertIcon(28)}
      <h3>${texts.forbiddenTitle}</h3>
      <p>${texts.forbiddenText}</p>
      <button type="button" @click=${() => void this.refresh()}>${texts.retry}</button>
    </div>`;
  }

  #renderTabs(): TemplateResult {
    const { texts, host } = this;
    return html`<div class="tabs" role="tablist" aria-label=${texts.title} part="tabs" @keydown=${(event: KeyboardEvent) => this.#handleKey(event)}>
      ${ADMIN_TABS.map(
        (tab) =>
          html`<button type="button" role="tab" id="tab-${tab}" aria-controls="pane" aria-selected=${tab === host.tab ? "true" : "false"} tabindex=${tab === host.tab ? "0" : "-1"} @click=${() => (host.tab = tab)}>${texts.tabs[tab]}</button>`,
      )}
    </div>`;
  }

  render(): TemplateResult {
    const { texts, host } = this;
    if (this.#isForbidden) return this.#renderForbidden();
    const overview = this.#overview.answer;
    if (overview === null) return html`${this.#overview.render(() => nothing)}`;
    return html`<div class="panel">
      <div class="head">
        ${this.#renderTabs()}
        <p class="muted who"><span>${texts.signedIn(overview.operator.id)}${overview.operator.may.length === 0 ? html` ${texts.looksOnly}` : nothing}</span> <span>${texts.asOf(formatTime(overview.at, host.activeLang))}</span> <button type="button" class="quiet" data-role="refresh" @click=${() => void this.refresh()}>${refreshIcon()} ${texts.refresh}</button></p>
      </div>
      <div id="pane" class="pane" role="tabpanel" aria-labelledby="tab-${host.tab}" tabindex="0" part="pane">${this.#panes[host.tab].render()}</div>
    </div>`;
  }

  /** What opens above it. The question comes last: it may be about the time line. */
  renderDialogs(): TemplateResult {
    const toasts = this.#link.tag("toasts");
    return staticHtml`${this.#batch.render()}${this.#timeline.render()}${this.#question.render()}<${toasts} data-role="toasts" .lang=${this.host.activeLang}></${toasts}>`;
  }
}
