import { Task } from "@lit/task";
import { Model3DError } from "@model-3d/client";
import type { BatchEstimate } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { alertIcon, checkIcon, cubeIcon } from "../base/icons.ts";
import type { ElementState } from "../base/model-3d-element.ts";
import type { GalleryItem } from "../gallery/gallery-item.ts";
import { renderNotice } from "./batch-notice.ts";
import { toBatchRequest } from "./batch-request.ts";
import type { BatchView } from "./batch-view.ts";
import { BatchStarter } from "./batch-starter.ts";
import { describeDuration } from "./describe-duration.ts";
import { renderPager } from "./pager.ts";

/** Most items of one batch, as the contract has it; the server says so where its host takes fewer. */
const MAX_ITEMS = 1_000;
/** Items that are left out are shown by so many at once. */
const PAGE_SIZE = 20;

/** Says what the items would come to, and starts the batch. */
export class EstimateStep {
  readonly #view: BatchView;
  readonly #task;
  readonly #starter = new BatchStarter();
  #limit = MAX_ITEMS;
  #from = 0;
  #isStarting = false;
  #problem: string | null = null;
  #asked: readonly GalleryItem[] | undefined;

  constructor(view: BatchView, isWanted: () => boolean) {
    this.#view = view;
    const { host } = view;
    this.#task = new Task(host, {
      args: () => [isWanted() ? host.items : undefined, host.options, host.activeClient, this.#limit] as const,
      task: async ([items, options, client, limit], { signal }) => {
        if (items === undefined || items.length === 0) return null;
        // What was said of a start stays while it is estimated anew for that reason.
        if (items !== this.#asked) this.#problem = null;
        this.#asked = items;
        this.#from = 0;
        return client.estimateBatch(toBatchRequest({ items: items.slice(0, limit), name: host.name, options }), { signal });
      },
      onError: (error) => this.#refuse(error),
    });
  }

  get state(): ElementState {
    if (this.#task.error !== undefined) return "error";
    return this.#task.value == null ? "loading" : this.#task.value.ready === 0 ? "empty" : "ready";
  }

  /** Of the items, those of which a batch is made at once. */
  get #taken(): readonly GalleryItem[] {
    return (this.#view.host.items ?? []).slice(0, this.#limit);
  }

  /** A host that takes fewer at once says how many; then so many are asked about. */
  #refuse(error: unknown): void {
    const limit = error instanceof Model3DError && error.code === "invalid_request" ? Number(error.details.limit) : Number.NaN;
    if (Number.isInteger(limit) && limit > 0 && limit < this.#taken.length) {
      this.#limit = limit;
      return this.#view.host.requestUpdate();
    }
    this.#view.link.report(error);
  }

  async #start(): Promise<void> {
    const { host, link } = this.#view;
    if (this.#isStarting) return;
    this.#set({ isStarting: true, problem: null });
    try {
      const { items = [], name, options } = host;
      const batch = await this.#starter.start(host.activeClient, toBatchRequest({ items: this.#taken, name, options }));
      const rest = items.slice(this.#limit);
      Object.assign(host, { items: rest.length > 0 ? rest : undefined, batchId: batch.id });
      link.emit("model-3d-batch-started", { batch });
      this.#set({ isStarting: false, problem: null });
    } catch (error) {
      this.#set({ isStarting: false, problem: link.report(error) });
      // What has changed meanwhile, such as the balance, is in a new estimate.
      if (error instanceof Model3DError && error.status < 500) void this.#task.run();
    }
  }

  #set({ isStarting, problem }: { isStarting: boolean; problem: string | null }): void {
    this.#isStarting = isStarting;
    this.#problem = problem;
    this.#view.host.requestUpdate();
  }

  render(): TemplateResult {
    const { host, texts } = this.#view;
    const { messages } = host;
    if (this.#task.error !== undefined) {
      return renderNotice({ slot: "error", icon: alertIcon(28), title: texts.estimateError, text: messages.describeError(Model3DError.from(this.#task.error)), action: { label: messages.retry, run: () => void this.#task.run() } });
    }
    const estimate = this.#task.value;
    if (estimate == null) return html`<div class="estimate" role="status" aria-label=${texts.estimating}><span class="skeleton line"></span><span class="skeleton figures"></span></div>`;
    return this.#renderEstimate(estimate);
  }

  #renderEstimate(estimate: BatchEstimate): TemplateResult {
    const { host, texts } = this.#view;
    const { messages } = host;
    const { ready, credits, leftOut } = estimate;
    const available = Math.max(0, credits.available);
    const all = host.items?.length ?? 0;
    const isShort = ready > 0 && !credits.enough;
    return html`<section class="estimate" part="estimate">
      <div role="status"><h3 tabindex="-1">${ready === 0 ? texts.nothingReady : texts.ready(ready)}</h3></div>
      ${all > this.#taken.length ? html`<p class="muted">${texts.moreThanFit(this.#taken.length, all)}</p>` : nothing}
      ${ready === 0 ? nothing : this.#renderFigures(estimate)}
      ${isShort ? html`<p class="short" role="alert">${alertIcon()}<span>${messages.notEnough(credits.cost, available)}</span></p>` : nothing}
      ${!isShort && ready > 0 ? html`<p class="promise">${checkIcon()}<span>${credits.hold === "all" ? texts.holdsAll : texts.holdsEach}</span></p>` : nothing}
      ${!isShort && ready > 0 && credits.cost > available ? html`<p class="short">${alertIcon()}<span>${texts.runsOut(messages.credits(available))}</span></p>` : nothing}
      ${leftOut.length === 0 ? nothing : this.#renderLeftOut(leftOut)}
      <div aria-live="assertive">${this.#problem === null ? nothing : html`<p class="short">${alertIcon()}<span>${this.#problem}</span></p>`}</div>
      ${ready === 0
        ? nothing
        : html`<div class="buttons"><button type="button" class="primary" ?autofocus=${host.open === true} ?disabled=${isShort} aria-busy=${this.#isStarting} @click=${() => void this.#start()}>${cubeIcon()} ${texts.start(ready)}</button></div>`}
    </section>`;
  }

  #renderFigures({ credits, seconds, atOnce }: BatchEstimate): TemplateResult {
    const { host, texts } = this.#view;
    const { messages } = host;
    const time = texts.timeRange(describeDuration(seconds.from, texts), describeDuration(seconds.to, texts));
    return html`<dl class="figures">
      <div><dt>${texts.cost}</dt><dd>${messages.credits(credits.cost)}</dd></div>
      <div><dt>${texts.balance}</dt><dd>${messages.credits(Math.max(0, credits.available))}</dd></div>
      <div><dt>${texts.time}</dt><dd>${time} <span class="muted">${texts.atOnce(atOnce)}</span></dd></div>
    </dl>`;
  }

  #renderLeftOut(leftOut: BatchEstimate["leftOut"]): TemplateResult {
    const { host, texts } = this.#view;
    const from = Math.min(this.#from, Math.max(0, leftOut.length - 1));
    const to = Math.min(from + PAGE_SIZE, leftOut.length);
    const show = (next: number) => () => {
      this.#from = next;
      host.requestUpdate();
    };
    return html`<section class="left-out" part="left-out" aria-labelledby="left-out">
      <h4 id="left-out">${alertIcon(16)} ${texts.leftOut(leftOut.length)}</h4>
      <ul role="list">
        ${leftOut.slice(from, to).map(({ position, reason }) => html`<li><b>${this.#taken[position]?.title ?? texts.unnamed(position + 1)}</b> <span>${texts.reason(reason, host.messages.describeError)}</span></li>`)}
      </ul>
      ${renderPager({ from, to, total: leftOut.length, texts, onPrevious: from === 0 ? null : show(Math.max(0, from - PAGE_SIZE)), onNext: to === leftOut.length ? null : show(to) })}
    </section>`;
  }
}
