import { Task } from "@lit/task";
import { Model3DError } from "@model-3d/client";
import type { Batch, BatchAction, BatchItem, BatchItemState, StreamEvent } from "@model-3d/contract";
import { html, nothing, type ReactiveController, type TemplateResult } from "lit";
import { EventStreamController } from "../base/event-stream-controller.ts";
import { alertIcon } from "../base/icons.ts";
import type { ElementState } from "../base/model-3d-element.ts";
import { RetryLater } from "../base/retry-later.ts";
import { isRunning } from "../models/source-models.ts";
import { ArchiveForm } from "./archive-form.ts";
import { BatchNewsReader } from "./batch-news-reader.ts";
import { renderNotice } from "./batch-notice.ts";
import type { BatchView } from "./batch-view.ts";
import { renderBatchHead } from "./render-batch-head.ts";
import { renderItems } from "./render-items.ts";

const PAGE_SIZE = 50;
/** News comes item by item; what they say together is asked for at most so often. */
const REFRESH_MS = 800;

/** Follows one batch: by events, and by asking where there are none. */
export class FollowStep implements ReactiveController {
  readonly #view: BatchView;
  readonly #isWanted: () => boolean;
  readonly #stream: EventStreamController;
  readonly #load;
  readonly #retry: RetryLater;
  readonly #archive: ArchiveForm;
  readonly #news: BatchNewsReader;
  #batch: Batch | undefined;
  #items: readonly BatchItem[] = [];
  #nextCursor: string | null = null;
  /** Cursors of the pages up to the one that is shown; the first has none. */
  #cursors: readonly string[] = [];
  #status: BatchItemState | "" = "";
  #isBusy = false;
  #problem: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(view: BatchView, isWanted: () => boolean) {
    this.#view = view;
    this.#isWanted = isWanted;
    const { host, link } = view;
    this.#archive = new ArchiveForm(view);
    this.#news = new BatchNewsReader(view);
    this.#retry = new RetryLater(host, () => this.#retry.hasFailed && void this.#load.run());
    this.#stream = new EventStreamController(host, { onEvent: (event) => this.#handleEvent(event), onReset: () => void this.#load.run() }, isWanted);
    this.#load = new Task(host, {
      args: () => [isWanted() ? host.batchId : undefined, host.activeClient, this.#cursors.at(-1), this.#status] as const,
      task: async ([batchId, client, cursor, status], { signal }) => {
        if (batchId === undefined) return null;
        await this.#stream.ready;
        return client.batchOf(batchId, { limit: PAGE_SIZE, signal, ...(cursor !== undefined && { cursor }), ...(status !== "" && { status }) });
      },
      onComplete: (answer) => answer !== null && this.#take(answer),
      onError: (error) => {
        link.report(error);
        if (!isGone(error)) this.#retry.failed();
      },
    });
    host.addController(this);
  }

  hostConnected(): void {
    // What happened while it was out of the page nobody told.
    if (this.#batch !== undefined && this.#isWanted()) void this.#load.run();
  }

  hostUpdate(): void {
    if (this.#batch === undefined || this.#batch.id === this.#view.host.batchId?.toLowerCase()) return;
    this.#batch = undefined;
    this.#items = [];
    this.#cursors = [];
    this.#status = "";
    this.#problem = null;
    this.#archive.forget();
    this.#news.forget();
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#archive.leave();
  }

  get state(): ElementState {
    if (this.#batch !== undefined) return this.#load.error === undefined ? "ready" : "error";
    return this.#load.error === undefined ? "loading" : "error";
  }

  get batch(): Batch | undefined {
    return this.#batch;
  }

  #set(change: () => void): void {
    change();
    this.#view.host.requestUpdate();
  }

  #take({ batch, items, nextCursor }: { batch: Batch; items: readonly BatchItem[]; nextCursor: string | null }): void {
    this.#retry.succeeded();
    this.#takeBatch(batch);
    // What stood on this page has moved on, such as to another state than the one that is looked for.
    if (items.length === 0 && this.#cursors.length > 0) return this.#set(() => (this.#cursors = this.#cursors.slice(0, -1)));
    this.#items = items;
    this.#nextCursor = nextCursor;
  }

  #takeBatch(batch: Batch): void {
    this.#batch = batch;
    this.#news.read(batch);
  }

  #handleEvent(event: StreamEvent): void {
    const batch = this.#batch;
    if ("batch" in event) {
      if (event.batch.id !== this.#view.host.batchId?.toLowerCase()) return;
      // When it ended is asked for; a bar does not go back meanwhile.
      if (batch !== undefined) this.#set(() => this.#takeBatch({ ...batch, ...event.batch, finished_at: event.type === "batch.done" ? (batch.finished_at ?? batch.updated_at) : event.batch.status === "RUNNING" ? null : batch.finished_at }));
      return this.#refreshSoon();
    }
    if (!("model" in event)) return;
    const { id, progress, source_id } = event.model;
    const item = this.#items.find((known) => known.model_id === id || (known.model_id === null && known.source_id === source_id));
    if (item === undefined) return;
    if (event.type !== "model.progress" || item.model_id === null || !isRunning(event.model)) return this.#refreshSoon();
    this.#set(() => (this.#items = this.#items.map((known) => (known === item ? { ...item, progress: Math.max(item.progress, progress) } : known))));
  }

  #refreshSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // An answer that is on its way is waited for: it would never come if each piece of news put it off.
      void this.#load.taskComplete.catch(() => undefined).then(() => this.#load.run());
    }, REFRESH_MS);
  }

  async #change(change: () => Promise<Batch>): Promise<void> {
    if (this.#isBusy) return;
    this.#set(() => {
      this.#isBusy = true;
      this.#problem = null;
    });
    try {
      const batch = await change();
      if (batch.id === this.#view.host.batchId?.toLowerCase()) this.#takeBatch(batch);
      void this.#load.run();
    } catch (error) {
      this.#problem = this.#view.link.report(error);
      void this.#load.run();
    }
    this.#set(() => (this.#isBusy = false));
  }

  act(action: BatchAction): void {
    const { host } = this.#view;
    const id = this.#batch?.id;
    if (id !== undefined) void this.#change(() => host.activeClient.changeBatch(id, action));
  }

  cancel(): void {
    const { host } = this.#view;
    const id = this.#batch?.id;
    if (id !== undefined) void this.#change(() => host.activeClient.cancelBatch(id));
  }

  render({ onCancel }: { onCancel: () => void }): TemplateResult {
    const { host, texts } = this.#view;
    const { messages } = host;
    const batch = this.#batch;
    const { error } = this.#load;
    if (batch === undefined) {
      if (error === undefined) return html`<div class="estimate" role="status" aria-label=${messages.itemsLoading}><span class="skeleton line"></span><span class="skeleton figures"></span></div>`;
      if (isGone(error)) return renderNotice({ slot: "error", icon: alertIcon(28), title: texts.batchError, text: texts.batchMissing });
      return renderNotice({ slot: "error", icon: alertIcon(28), title: texts.batchError, text: messages.describeError(Model3DError.from(error)), action: { label: messages.retry, run: () => void this.#load.run() } });
    }
    return html`<section part="progress" class="progress-part">
        ${renderBatchHead(batch, { view: this.#view, isBusy: this.#isBusy, onAction: (action) => this.act(action), onCancel })}
        <div aria-live="assertive">${this.#problem === null ? nothing : html`<p class="short">${alertIcon()}<span>${this.#problem}</span></p>`}</div>
        ${error === undefined ? nothing : html`<p class="short" role="alert">${alertIcon()}<span>${messages.describeError(Model3DError.from(error))}</span></p>`}
        <div class="visually-hidden" role="status">${this.#news.text}</div>
      </section>
      ${batch.counts.succeeded > 0 ? this.#archive.render(batch) : nothing} ${this.#renderItems(batch)}`;
  }

  #renderItems(batch: Batch): TemplateResult {
    const before = this.#cursors;
    const next = this.#nextCursor;
    return renderItems({
      view: this.#view,
      batch,
      items: this.#items,
      status: this.#status,
      from: before.length * PAGE_SIZE,
      isWaiting: this.#load.value === undefined,
      onStatus: (status) =>
        this.#set(() => {
          this.#status = status;
          this.#cursors = [];
        }),
      onPrevious: before.length === 0 ? null : () => this.#set(() => (this.#cursors = before.slice(0, -1))),
      onNext: next === null ? null : () => this.#set(() => (this.#cursors = [...before, next])),
    });
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Model3DError && (error.code === "not_found" || error.code === "invalid_request");
}
