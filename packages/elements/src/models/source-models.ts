import { applyModelNews, type Model3DClient, type Source } from "@model-3d/client";
import { isUuid, type Model, type ModelEntry, type StreamEvent } from "@model-3d/contract";
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
  isOnItsWay: boolean;
  /** The last request for it failed. */
  hasFailed: boolean;
  /** Something may have happened while it was out of sight. */
  isStale: boolean;
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
  /** What is in sight, where an element knows; `null` is everything. */
  #inSight: ReadonlySet<string> | null = null;
  readonly #retryNow = () => {
    if (this.error !== undefined) void this.refreshAll();
  };
  /** Why a request failed, as long as what it asked for is not there. */
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
      for (const tracked of this.#tracked.values()) Object.assign(tracked, { entry: undefined, isStale: true });
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

  /** Whether what is known of a source could not be asked for. */
  hasFailed(source: Source): boolean {
    return this.#tracked.get(keyOf(source))?.hasFailed === true;
  }

  /** Shows these sources too: one request for all that are new. */
  track(sources: readonly Source[]): Promise<void> {
    return this.#ask(sources.filter((source) => !this.#tracked.has(keyOf(source))).map((source) => this.#know(source).source));
  }

  /** Shows these sources now, and keeps what is known of others for when they come into sight again. Asks for what is not known. */
  keepInSight(sources: readonly Source[]): Promise<void> {
    this.#inSight = new Set(sources.map(keyOf));
    const wanted = sources.map((source) => this.#know(source)).filter(({ entry, isStale, isOnItsWay, hasFailed }) => !isOnItsWay && !hasFailed && (entry === undefined || isStale));
    return this.#ask(wanted.map(({ source }) => source));
  }

  /** Shows these sources and no others. */
  trackOnly(sources: readonly Source[]): Promise<void> {
    const wanted = new Set(sources.map(keyOf));
    for (const key of [...this.#tracked.keys()]) if (!wanted.has(key)) this.#tracked.delete(key);
    return this.track(sources);
  }

  /** What there is of each, in their order; asks for what is not known. */
  async load(sources: readonly Source[]): Promise<readonly ModelEntry[]> {
    await this.#ask(sources.filter((source) => this.#know(source).entry === undefined));
    return sources.map((source) => {
      const entry = this.entryOf(source);
      if (entry === undefined) throw this.error;
      return entry;
    });
  }

  refresh(source: Source): Promise<void> {
    return this.#ask([source]);
  }

  /** Asks for all that is in sight or being made; the rest when it comes into sight. */
  refreshAll(): Promise<void> {
    const all = [...this.#tracked.values()];
    for (const tracked of all) tracked.isStale = true;
    const isWatched = ({ source, entry, hasFailed }: Tracked): boolean =>
      this.#inSight?.has(keyOf(source)) !== false || hasFailed || (entry !== undefined && entry.generation !== null && isRunning(entry.generation));
    return this.#ask(all.filter(isWatched).map(({ source }) => source));
  }

  #know(source: Source): Tracked {
    const key = keyOf(source);
    const known = this.#tracked.get(key);
    if (known !== undefined) return known;
    const tracked: Tracked = { source, entry: undefined, asked: 0, isOnItsWay: false, hasFailed: false, isStale: false };
    this.#tracked.set(key, tracked);
    return tracked;
  }

  async #ask(sources: readonly Source[]): Promise<void> {
    const asked = sources.flatMap((source) => {
      const tracked = this.#tracked.get(keyOf(source));
      // One id that is none would have all of them refused.
      const isWrong = sources.length > 1 && !isUuid(source.sourceId);
      if (isWrong && tracked) tracked.hasFailed = true;
      return isWrong || !tracked ? [] : [{ tracked, turn: ++tracked.asked }];
    });
    if (asked.length === 0) return;
    for (const { tracked } of asked) tracked.isOnItsWay = true;
    try {
      await this.#stream.ready;
      const entries = await this.#host.activeClient.modelsOf(asked.map(({ tracked }) => tracked.source));
      this.#failures = 0;
      asked.forEach(({ tracked, turn }, index) => {
        const entry = entries[index];
        if (tracked.asked === turn) Object.assign(tracked, { isOnItsWay: false, hasFailed: false, isStale: false });
        if (entry === undefined || tracked.asked !== turn || this.#tracked.get(keyOf(tracked.source)) !== tracked) return;
        const finished = finishedIn(tracked.entry, entry);
        tracked.entry = entry;
        if (finished !== null) this.#listener.onFinished?.(tracked.source, finished);
      });
      if (![...this.#tracked.values()].some(({ hasFailed }) => hasFailed)) this.error = undefined;
    } catch (error) {
      for (const { tracked, turn } of asked) if (tracked.asked === turn) Object.assign(tracked, { isOnItsWay: false, hasFailed: true });
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
    if (!("model" in event)) return;
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
