import { applyModelNews, type Model3DClient, type Source } from "@model-3d/client";
import type { Model, ModelEntry, StreamEvent } from "@model-3d/contract";
import type { ReactiveController } from "lit";
import { EventStreamController } from "../base/event-stream-controller.ts";
import type { Model3DElement } from "../base/model-3d-element.ts";

export interface SourceModelsListener {
  /** A generation that was being made has come to its end. */
  onFinished?: (source: Source, model: Model) => void;
  /** Something happened to versions of a source that is shown. */
  onChanged?: (source: Source) => void;
  onCredits?: (event: Extract<StreamEvent, { type: "credits.changed" }>) => void;
}

const MIN_RETRY_MS = 2_000;
const MAX_RETRY_MS = 30_000;

interface Tracked {
  source: Source;
  entry: ModelEntry | undefined;
  /** Counts the requests, so that a late answer never overwrites a newer one. */
  asked: number;
}

/** Knows what there is of the sources that an element shows, and keeps it right by the event stream. */
export class SourceModels implements ReactiveController {
  readonly #host: Model3DElement;
  readonly #listener: SourceModelsListener;
  readonly #stream: EventStreamController;
  readonly #tracked = new Map<string, Tracked>();
  #client: Model3DClient | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  readonly #retryNow = () => {
    if (this.error !== undefined) void this.refreshAll();
  };
  /** Why the last request failed; `undefined` when it did not. */
  error: unknown;

  constructor(host: Model3DElement, told: SourceModelsListener = {}) {
    this.#host = host;
    this.#listener = told;
    const listener = { onEvent: (event: StreamEvent) => this.#handleEvent(event), onReset: () => void this.refreshAll() };
    this.#stream = new EventStreamController(host, listener, () => this.#tracked.size > 0);
    host.addController(this);
  }

  hostUpdate(): void {
    const client = this.#host.activeClient;
    if (this.#client !== undefined && this.#client !== client) {
      for (const tracked of this.#tracked.values()) tracked.entry = undefined;
      void this.refreshAll();
    }
    this.#client = client;
  }

  hostConnected(): void {
    globalThis.addEventListener("online", this.#retryNow);
    if (this.#tracked.size > 0) void this.refreshAll();
  }

  hostDisconnected(): void {
    globalThis.removeEventListener("online", this.#retryNow);
    clearTimeout(this.#retry);
  }

  /** What is known of a source; `undefined` while the answer is not there. */
  entryOf(source: Source): ModelEntry | undefined {
    return this.#tracked.get(keyOf(source))?.entry;
  }

  /** Shows these sources too: one request for all that are new. */
  track(sources: readonly Source[]): Promise<void> {
    const added = sources.filter((source) => !this.#tracked.has(keyOf(source)));
    for (const source of added) this.#tracked.set(keyOf(source), { source, entry: undefined, asked: 0 });
    return this.#ask(added);
  }

  /** Shows these sources and no others. */
  trackOnly(sources: readonly Source[]): Promise<void> {
    const wanted = new Set(sources.map(keyOf));
    for (const key of [...this.#tracked.keys()]) if (!wanted.has(key)) this.#tracked.delete(key);
    return this.track(sources);
  }

  refresh(source: Source): Promise<void> {
    return this.#ask([source]);
  }

  refreshAll(): Promise<void> {
    return this.#ask([...this.#tracked.values()].map(({ source }) => source));
  }

  async #ask(sources: readonly Source[]): Promise<void> {
    const asked = sources.flatMap((source) => {
      const tracked = this.#tracked.get(keyOf(source));
      return tracked === undefined ? [] : [{ tracked, turn: ++tracked.asked }];
    });
    if (asked.length === 0) return;
    try {
      await this.#stream.ready;
      const entries = await this.#host.activeClient.modelsOf(asked.map(({ tracked }) => tracked.source));
      this.error = undefined;
      this.#failures = 0;
      asked.forEach(({ tracked, turn }, index) => {
        const entry = entries[index];
        if (entry === undefined || tracked.asked !== turn || this.#tracked.get(keyOf(tracked.source)) !== tracked) return;
        const finished = finishedIn(tracked.entry, entry);
        tracked.entry = entry;
        if (finished !== null) this.#listener.onFinished?.(tracked.source, finished);
      });
    } catch (error) {
      this.error = error;
      this.#retryLater();
    }
    this.#host.requestUpdate();
  }

  /** What was missed while the server was out of reach is asked for again, less and less often. */
  #retryLater(): void {
    clearTimeout(this.#retry);
    const waitMs = Math.min(MAX_RETRY_MS, MIN_RETRY_MS * 2 ** this.#failures++);
    if (this.#host.isConnected) this.#retry = setTimeout(this.#retryNow, waitMs);
  }

  #handleEvent(event: StreamEvent): void {
    if (event.type === "credits.changed") return this.#listener.onCredits?.(event);
    const source: Source = { sourceType: event.model.source_type, sourceId: event.model.source_id };
    const tracked = this.#tracked.get(keyOf(source));
    if (tracked === undefined) return;
    const { entry, isStale } = tracked.entry === undefined ? { entry: undefined, isStale: true } : applyModelNews(tracked.entry, event);
    tracked.entry = entry;
    if (isStale) void this.refresh(source);
    if (event.type !== "model.progress") this.#listener.onChanged?.(source);
    this.#host.requestUpdate();
  }
}

function keyOf({ sourceType, sourceId }: Source): string {
  return `${sourceType}:${sourceId.toLowerCase()}`;
}

/** The model whose making ended between two answers, however the news came. */
function finishedIn(before: ModelEntry | undefined, after: ModelEntry): Model | null {
  const running = before?.generation;
  if (running === undefined || running === null || !isRunning(running)) return null;
  if (after.model?.id === running.id) return after.model;
  const { generation } = after;
  return generation?.id === running.id && !isRunning(generation) ? generation : null;
}

export function isRunning({ status }: Model): boolean {
  return status === "PENDING" || status === "IN_PROGRESS";
}
