import { applyModelNews, Model3DError, type Model3DClient, type Source } from "@model-3d/client";
import type { Model, ModelEntry, StreamEvent } from "@model-3d/contract";
import type { ReactiveController } from "lit";
import { EventStreamController } from "../base/event-stream-controller.ts";
import type { Model3DElement } from "../base/model-3d-element.ts";
import { RetryLater } from "../base/retry-later.ts";

export interface SourceModelsListener<Kind extends Source = Source> {
  /** A generation that was being made has come to its end; the source is what was given last of it. */
  onFinished?: (source: Kind, model: Model) => void;
  /** A source is refused for good, such as one whose id is none; told once of each. */
  onRefused?: (error: unknown) => void;
  /** Something happened to versions of a source that is shown. */
  onChanged?: (source: Source) => void;
  onCredits?: (event: Extract<StreamEvent, { type: "credits.changed" }>) => void;
}

interface Tracked<Kind extends Source> {
  source: Kind;
  entry: ModelEntry | undefined;
  /** Counts the requests, so that a late answer never overwrites a newer one. */
  asked: number;
  isOnItsWay: boolean;
  /** The last progress that was told while a request was on its way: the answer may have been written before. */
  heard: Extract<StreamEvent, { type: "model.progress" }> | null;
  /** Why the last request for it failed. */
  error: unknown;
  /** Something may have happened while it was out of sight. */
  isStale: boolean;
}

/** Knows what there is of the sources that an element shows, and keeps it right by the event stream. */
export class SourceModels<Kind extends Source = Source> implements ReactiveController {
  readonly #host: Model3DElement;
  readonly #listener: SourceModelsListener<Kind>;
  readonly #stream: EventStreamController;
  readonly #tracked = new Map<string, Tracked<Kind>>();
  readonly #retry: RetryLater;
  #client: Model3DClient | undefined;
  /** What is in sight, where an element knows; `null` is everything. */
  #inSight: ReadonlySet<string> | null = null;

  constructor(host: Model3DElement, told: SourceModelsListener<Kind> = {}) {
    this.#host = host;
    this.#listener = told;
    const listener = { onEvent: (event: StreamEvent) => this.#handleEvent(event), onReset: () => void this.refreshAll() };
    this.#stream = new EventStreamController(host, listener, () => this.#tracked.size > 0);
    this.#retry = new RetryLater(host, () => void this.#ask([...this.#tracked.values()].filter(({ error }) => isPassing(error)).map(({ source }) => source)));
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
    if (this.#tracked.size > 0) void this.refreshAll();
  }

  /** What is known of a source; `undefined` while the answer is not there. */
  entryOf(source: Source): ModelEntry | undefined {
    return this.#tracked.get(keyOf(source))?.entry;
  }

  /** Whether what is known of a source could not be asked for. */
  hasFailed(source: Source): boolean {
    return this.#tracked.get(keyOf(source))?.error !== undefined;
  }

  /** Why a request failed, as long as what it asked for is not there; that one source among others is refused for good is a matter of its own. */
  get error(): unknown {
    const errors = [...this.#tracked.values()].map(({ error }) => error).filter((error) => error !== undefined);
    return errors.find(isPassing) ?? (errors.length === this.#tracked.size ? errors[0] : undefined);
  }

  /** Shows these sources too: one request for all that are new. */
  track(sources: readonly Kind[]): Promise<void> {
    return this.#ask(sources.filter((source) => !this.#tracked.has(keyOf(source))).map((source) => this.#know(source).source));
  }

  /** Shows these sources now, and keeps what is known of others for when they come into sight again. Asks for what is not known. */
  keepInSight(sources: readonly Kind[]): Promise<void> {
    this.#inSight = new Set(sources.map(keyOf));
    const wanted = sources.map((source) => this.#know(source)).filter(({ entry, isStale, isOnItsWay, error }) => !isOnItsWay && error === undefined && (entry === undefined || isStale));
    return this.#ask(wanted.map(({ source }) => source));
  }

  /** Shows these sources and no others. */
  trackOnly(sources: readonly Kind[]): Promise<void> {
    const wanted = new Set(sources.map(keyOf));
    for (const key of [...this.#tracked.keys()]) if (!wanted.has(key)) this.#tracked.delete(key);
    return this.track(sources);
  }

  /** What there is of each, in their order; asks for what is not known. Of a source that is refused for good there is nothing. */
  async load(sources: readonly Kind[]): Promise<readonly (ModelEntry | undefined)[]> {
    await this.#ask(sources.filter((source) => this.#know(source).entry === undefined));
    return sources.map((source) => {
      const { entry, error } = this.#know(source);
      if (entry === undefined && isPassing(error)) throw error;
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
    const isWatched = ({ source, entry, error }: Tracked<Kind>): boolean =>
      this.#inSight?.has(keyOf(source)) !== false || error !== undefined || (entry !== undefined && entry.generation !== null && isRunning(entry.generation));
    return this.#ask(all.filter(isWatched).map(({ source }) => source));
  }

  #know(source: Kind): Tracked<Kind> {
    const key = keyOf(source);
    const known = this.#tracked.get(key);
    if (known !== undefined) return Object.assign(known, { source });
    const tracked: Tracked<Kind> = { source, entry: undefined, asked: 0, isOnItsWay: false, heard: null, error: undefined, isStale: false };
    this.#tracked.set(key, tracked);
    return tracked;
  }

  async #ask(sources: readonly Source[]): Promise<void> {
    const asked = sources.flatMap((source) => {
      const tracked = this.#tracked.get(keyOf(source));
      return tracked === undefined ? [] : [{ tracked, turn: ++tracked.asked }];
    });
    if (asked.length === 0) return;
    for (const { tracked } of asked) Object.assign(tracked, { isOnItsWay: true, heard: null });
    await this.#stream.ready;
    const answers = await this.#host.activeClient.modelsOf(asked.map(({ tracked }) => tracked.source));
    asked.forEach(({ tracked, turn }, index) => {
      const answer = answers[index];
      if (answer !== undefined && tracked.asked === turn) this.#take(tracked, answer);
    });
    if ([...this.#tracked.values()].some(({ error }) => isPassing(error))) this.#retry.failed();
    else this.#retry.succeeded();
    this.#host.requestUpdate();
  }

  #take(tracked: Tracked<Kind>, answer: PromiseSettledResult<ModelEntry>): void {
    const { heard } = tracked;
    Object.assign(tracked, { isOnItsWay: false, heard: null });
    const error: unknown = answer.status === "rejected" ? (answer.reason ?? new Error("There was no answer.")) : undefined;
    const isRefused = error !== undefined && !isPassing(error);
    if (isRefused && tracked.error !== undefined && !isPassing(tracked.error)) return;
    tracked.error = error;
    if (isRefused) this.#listener.onRefused?.(error);
    if (answer.status === "rejected") return;
    tracked.isStale = false;
    // Nobody wants to know of it any more.
    if (this.#tracked.get(keyOf(tracked.source)) !== tracked) return;
    const finished = finishedIn(tracked.entry, answer.value);
    tracked.entry = heard === null ? answer.value : applyModelNews(answer.value, heard).entry;
    if (finished !== null) this.#listener.onFinished?.(tracked.source, finished);
  }

  #handleEvent(event: StreamEvent): void {
    if (event.type === "credits.changed") return this.#listener.onCredits?.(event);
    if (!("model" in event)) return;
    const source: Source = { sourceType: event.model.source_type, sourceId: event.model.source_id };
    const tracked = this.#tracked.get(keyOf(source));
    if (tracked === undefined) return;
    const { entry, isStale } = tracked.entry === undefined ? { entry: undefined, isStale: true } : applyModelNews(tracked.entry, event);
    tracked.entry = entry;
    if (event.type === "model.progress" && tracked.isOnItsWay) tracked.heard = event;
    if (isStale) void this.refresh(source);
    if (event.type !== "model.progress") this.#listener.onChanged?.(source);
    this.#host.requestUpdate();
  }
}

/** Whether it may go another time; what was asked wrongly stays wrong. */
function isPassing(error: unknown): boolean {
  return error !== undefined && !(error instanceof Model3DError && error.code === "invalid_request");
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

export function isRunning({ status }: Pick<Model, "status">): boolean {
  return status === "PENDING" || status === "IN_PROGRESS";
}
