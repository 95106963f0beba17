import { Model3DError } from "@model-3d/client";
import { Task } from "@lit/task";
import type { Batch, StreamEvent } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { EventStreamController } from "../base/event-stream-controller.ts";
import { alertIcon, layersIcon } from "../base/icons.ts";
import type { ElementState } from "../base/model-3d-element.ts";
import { formatTime } from "../locale/format-time.ts";
import { renderNotice } from "./batch-notice.ts";
import type { BatchView } from "./batch-view.ts";

const PAGE_SIZE = 20;

export interface BatchListOptions {
  isWanted: () => boolean;
  onOpen: (batch: Batch) => void;
}

/** The user's batches, newest first. Opens the newest that is under way by itself, the first time. */
export class BatchList {
  readonly #view: BatchView;
  readonly #onOpen: (batch: Batch) => void;
  readonly #load;
  #batches: readonly Batch[] | undefined;
  #nextCursor: string | null = null;
  #hasOpened = false;

  constructor(view: BatchView, { isWanted, onOpen }: BatchListOptions) {
    this.#view = view;
    this.#onOpen = onOpen;
    const { host, link } = view;
    const stream = new EventStreamController(host, { onEvent: (event) => this.#handleEvent(event), onReset: () => void this.#load.run() }, isWanted);
    this.#load = new Task(host, {
      args: () => [isWanted() ? host.activeClient : undefined] as const,
      task: async ([client], { signal }) => {
        if (client === undefined) return null;
        await stream.ready;
        return client.batches({ limit: PAGE_SIZE, signal });
      },
      onComplete: (page) => page !== null && this.#take(page.batches, page.nextCursor),
      onError: (error) => void link.report(error),
    });
  }

  get state(): ElementState {
    if (this.#batches !== undefined) return this.#batches.length === 0 ? "empty" : "ready";
    return this.#load.error === undefined ? "loading" : "error";
  }

  /** The user wants to see the list: none is opened by itself any more. */
  keep(): void {
    this.#hasOpened = true;
  }

  /** Closed: what is under way is opened by itself the next time again. */
  forget(): void {
    this.#hasOpened = false;
    this.#batches = undefined;
  }

  #take(batches: readonly Batch[], nextCursor: string | null): void {
    this.#batches = batches;
    this.#nextCursor = nextCursor;
    const running = batches.find(({ status }) => status === "RUNNING" || status === "PAUSED");
    if (!this.#hasOpened && running !== undefined) this.#onOpen(running);
    this.#hasOpened = true;
  }

  async #more(): Promise<void> {
    const { host, link } = this.#view;
    const cursor = this.#nextCursor;
    if (cursor === null) return;
    try {
      const page = await host.activeClient.batches({ limit: PAGE_SIZE, cursor });
      this.#batches = [...(this.#batches ?? []), ...page.batches];
      this.#nextCursor = page.nextCursor;
    } catch (error) {
      link.report(error);
    }
    host.requestUpdate();
  }

  #handleEvent(event: StreamEvent): void {
    if (!("batch" in event) || this.#batches === undefined) return;
    if (!this.#batches.some(({ id }) => id === event.batch.id)) return void this.#load.run();
    this.#batches = this.#batches.map((batch) => (batch.id === event.batch.id ? { ...batch, ...event.batch } : batch));
    this.#view.host.requestUpdate();
  }

  render(): TemplateResult {
    const { host, texts } = this.#view;
    const { messages } = host;
    const batches = this.#batches;
    if (batches === undefined && this.#load.error !== undefined) {
      return renderNotice({ slot: "error", icon: alertIcon(28), title: texts.listError, text: messages.describeError(Model3DError.from(this.#load.error)), action: { label: messages.retry, run: () => void this.#load.run() } });
    }
    if (batches === undefined) return html`<div class="estimate" role="status" aria-label=${messages.itemsLoading}><span class="skeleton line"></span><span class="skeleton figures"></span></div>`;
    if (batches.length === 0) return renderNotice({ slot: "empty", icon: layersIcon(), title: texts.none, text: texts.noneHint });
    return html`<h3 tabindex="-1" class="list-title">${texts.batches}</h3>
      <ul class="batches" part="batches" role="list">
        ${repeat(batches, ({ id }) => id, (batch) => this.#renderBatch(batch))}
      </ul>
      ${this.#nextCursor === null ? nothing : html`<div class="buttons"><button type="button" @click=${() => void this.#more()}>${texts.showMore}</button></div>`}`;
  }

  #renderBatch(batch: Batch): TemplateResult {
    const { host, texts } = this.#view;
    const { name, status, counts, progress, created_at } = batch;
    const time = formatTime(created_at, host.activeLang);
    return html`<li>
      <button type="button" class="quiet batch" @click=${() => this.#onOpen(batch)}>
        <span class="name">${name ?? texts.untitled(time)}</span>
        <span class="badge ${status === "RUNNING" ? "warning" : status === "DONE" ? "success" : ""}">${texts.state(status)}</span>
        <span class="muted">${name === null ? nothing : html`${time} · `}${texts.summary(counts.succeeded, counts.total - counts.skipped)}</span>
        ${status === "RUNNING" || status === "PAUSED" ? html`<span class="progress" aria-hidden="true"><span .style=${`width:${progress}%`}></span></span>` : nothing}
      </button>
    </li>`;
  }
}
