import { Task } from "@lit/task";
import type { ExportFormatEntry, ExportOptions, Model, StreamEvent } from "@model-3d/contract";
import { html, nothing, type ReactiveController, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { EventStreamController } from "../base/event-stream-controller.ts";
import { alertIcon, cubeIcon } from "../base/icons.ts";
import type { ElementState } from "../base/model-3d-element.ts";
import type { ExportTexts } from "../locale/en-export.ts";
import { findModel } from "../models/find-model.ts";
import { isRunning } from "../models/source-models.ts";
import { sizeOf } from "./download-file.ts";
import { Downloads } from "./downloads.ts";
import { errorEvent } from "./error-event.ts";
import type { Model3DExport } from "./export.component.ts";
import { exportStyles } from "./export.styles.ts";
import { fieldStyles } from "./field.styles.ts";
import { ServerFiles, type FileSource } from "./file-source.ts";
import { renderFormatCard, textOf } from "./format-card.ts";
import { offersOf, parseFormats, type FormatOffer, type FormatOffers, type MissingFormat } from "./format-offers.ts";
import { SizeForm } from "./size-form.ts";

export const panelStyles = [exportStyles, fieldStyles];

/** Everything of an export but its frame: finds the model, lists its formats, measures, makes and fetches its files, and draws them. */
export class ExportPanel implements ReactiveController {
  declare texts: ExportTexts;
  readonly #host: Model3DExport;
  readonly #downloads: Downloads;
  readonly #sizeForm: SizeForm;
  readonly #sizes = new Map<string, number | null>();
  readonly #options = new Map<string, ExportOptions>();
  readonly #lookUp;
  readonly #list;
  #shownId: string | undefined;
  /** As it is since its size was said here: the page's own object is the page's. */
  #sized: Model | undefined;
  #source: FileSource | undefined;
  #measuring: AbortController | undefined;

  constructor(host: Model3DExport) {
    this.#host = host;
    this.#downloads = new Downloads(host);
    this.#sizeForm = new SizeForm(host);
    const isLookedUp = (): boolean => host.model === undefined && host.modelId !== undefined && host.open !== false;
    const stream = new EventStreamController(host, { onEvent: (event) => this.#handleEvent(event), onReset: () => void this.#lookUp.run() }, isLookedUp);
    const onError = (error: unknown): void => void host.dispatchEvent(errorEvent(error));
    this.#lookUp = new Task(host, {
      args: () => [isLookedUp() ? host.modelId : undefined, host.activeClient] as const,
      task: async ([modelId, client], { signal }) => {
        if (modelId === undefined) return null;
        await stream.ready;
        return findModel(client, modelId, signal);
      },
      onError,
    });
    this.#list = new Task(host, {
      args: () => [this.#listed?.id, host.activeClient, host.local] as const,
      task: async ([id, client, isLocal], { signal }) => {
        const model = this.#model;
        if (id === undefined || !model) return null;
        this.#source = isLocal ? new (await import("./local-files.ts")).LocalFiles(client) : new ServerFiles(client);
        const entries = await this.#source.formats(model, signal);
        if (entries !== null) void this.#foresee(model, entries, signal);
        return entries;
      },
      onError,
    });
    host.addController(this);
  }

  /** `undefined` while it is looked for, `null` when it is not there. */
  get #model(): Model | null | undefined {
    const { model, modelId } = this.#host;
    const found = model !== undefined ? model : modelId === undefined ? null : this.#lookUp.value;
    return this.#sized !== undefined && found?.id === this.#sized.id ? { ...found, real_size: this.#sized.real_size } : found;
  }

  /** The model whose formats are worth asking for. */
  get #listed(): Model | undefined {
    const model = this.#model;
    return this.#host.open !== false && model?.status === "SUCCEEDED" ? model : undefined;
  }

  /** What the server gives; `null` where it lists nothing, `undefined` while it is asked. */
  get #entries(): readonly ExportFormatEntry[] | null | undefined {
    return this.#list.error === undefined ? this.#list.value : null;
  }

  get state(): ElementState {
    const model = this.#model;
    if (model === undefined) return this.#lookUp.error === undefined ? "loading" : "error";
    if (model?.status !== "SUCCEEDED") return "empty";
    return this.#entries === undefined ? "loading" : "ready";
  }

  hostUpdated(): void {
    const model = this.#model;
    this.#follow(model);
    if (this.#host.open === false) this.#leave();
    else if (this.state === "ready" && model) void this.#measure(model);
  }

  hostDisconnected(): void {
    this.#leave();
  }

  /** Looks into the model where the list says nothing of its files; where that fails, the cards promise what they promise of any model. */
  async #foresee(model: Model, entries: readonly ExportFormatEntry[], signal: AbortSignal): Promise<void> {
    try {
      const cards = await this.#source?.foresee?.(model, signal);
      for (const entry of entries) if (entry.how === "made" && !signal.aborted) entry.card ??= cards?.[entry.format] ?? null;
      this.#host.requestUpdate();
    } catch {
      // A file that cannot be had says so once it is asked for.
    }
  }

  /** What was said of another model counts no more. */
  #follow(model: Model | null | undefined): void {
    if (model?.id === this.#shownId) return;
    this.#leave();
    this.#options.clear();
    this.#sizeForm.forget();
    this.#shownId = model?.id;
  }

  #leave(): void {
    this.#downloads.clear();
    this.#measuring?.abort();
    this.#measuring = undefined;
  }

  #handleEvent(event: StreamEvent): void {
    if ("model" in event && event.type !== "model.activated" && event.model.id === this.#host.modelId?.toLowerCase()) void this.#lookUp.run();
  }

  get #offers(): FormatOffers {
    return offersOf(this.#model?.model_urls ?? {}, this.#entries ?? null, parseFormats(this.#host.formats));
  }

  async #measure(model: Model): Promise<void> {
    const unknown = this.#offers.ready.filter(({ format, url }) => url !== undefined && !this.#sizes.has(`${model.id} ${format}`));
    if (unknown.length === 0) return;
    const { signal } = (this.#measuring ??= new AbortController());
    for (const { format } of unknown) this.#sizes.set(`${model.id} ${format}`, null);
    await Promise.all(
      unknown.map(async ({ format, url = "" }) => {
        const size = await sizeOf(url, signal);
        if (signal.aborted) this.#sizes.delete(`${model.id} ${format}`);
        else this.#sizes.set(`${model.id} ${format}`, size);
      }),
    );
    this.#host.requestUpdate();
  }

  async download(format: string): Promise<void> {
    if (this.#model === undefined) await this.#lookUp.taskComplete.catch(() => undefined);
    if (this.#entries === undefined) await this.#list.taskComplete.catch(() => undefined);
    const model = this.#model;
    this.#follow(model);
    const offer = this.#offers.ready.find((candidate) => candidate.format === format);
    if (offer === undefined || !model || this.#source === undefined) return;
    await this.#downloads.start(model, offer, this.#options.get(format) ?? {}, { source: this.#source, texts: this.texts });
  }

  render(): TemplateResult {
    const { texts } = this;
    const { messages } = this.#host;
    const model = this.#model;
    if (this.state === "loading") return html`<div class="formats" role="status" aria-label=${messages.itemsLoading}>${[1, 2].map(() => html`<div class="format skeleton"></div>`)}</div>`;
    if (this.state === "error") return renderNotice("error", alertIcon(28), texts.error, messages.describeError(this.#lookUp.error as Error & { code: string }), this.#renderRetry(() => void this.#lookUp.run()));
    if (!model) return renderNotice("empty", cubeIcon(28), texts.noModel, texts.noModelHint);
    if (isRunning(model)) return renderNotice("empty", cubeIcon(28), texts.notReady, texts.notReadyHint);
    if (model.status !== "SUCCEEDED") return renderNotice("empty", alertIcon(28), texts.failed, texts.failedHint);
    const { ready, missing } = this.#offers;
    const isSized = this.#entries?.some(({ options }) => options.includes("realSize")) === true;
    return html`${isSized ? this.#sizeForm.render(model, texts, (sized) => this.#resize(sized)) : nothing}
      <ul class="formats" part="formats" role="list">
        ${repeat(ready, ({ format }) => format, (offer) => this.#renderFormat(model, offer))}
      </ul>
      <div class="visually-hidden" role="status">${this.#news}</div>
      ${this.#list.error === undefined ? nothing : renderNotice("error", alertIcon(28), texts.listFailed, messages.describeError(this.#list.error as Error & { code: string }), this.#renderRetry(() => void this.#list.run()))}
      ${missing.length === 0 || this.#list.error !== undefined ? nothing : this.#renderMissing(missing, ready.some(({ format }) => format === "glb"))}`;
  }

  #renderRetry(retry: () => void): TemplateResult {
    return html`<button type="button" @click=${retry}>${this.#host.messages.retry}</button>`;
  }

  /** What was made before has another size than the model has now; and what was there as it is must now be made. */
  #resize(sized: Model): void {
    this.#sized = sized;
    this.#downloads.clear();
    void this.#list.run();
  }

  /** What a screen reader says of the last thing that happened. */
  get #news(): string {
    const [format, download] = this.#downloads.last ?? [];
    if (format === undefined || download === undefined) return "";
    const { name } = textOf(this.texts, format);
    if (download.phase === "making") return this.texts.making(name);
    if (download.phase === "loading") return this.texts.downloading(name);
    return download.phase === "saved" ? this.texts.saved(download.fileName) : download.message;
  }

  #renderFormat(model: Model, offer: FormatOffer): TemplateResult {
    const { format } = offer;
    const { messages, activeLang } = this.#host;
    return renderFormatCard({
      offer,
      size: this.#sizes.get(`${model.id} ${format}`) ?? null,
      download: this.#downloads.of(format),
      options: this.#options.get(format) ?? {},
      texts: this.texts,
      messages,
      lang: activeLang,
      onTake: () => void this.download(format),
      onCancel: () => this.#downloads.cancel(format),
      onOptions: (change) => {
        this.#options.set(format, change(this.#options.get(format) ?? {}));
        this.#host.requestUpdate();
      },
    });
  }

  #renderMissing(missing: readonly MissingFormat[], hasGlb: boolean): TemplateResult {
    const { texts } = this;
    const why = this.#entries !== null ? texts.otherFormatsOff : hasGlb ? texts.otherFormatsWhy : texts.otherFormatsWhyWithout;
    return html`<section class="missing" part="unavailable" aria-labelledby="missing">
      <h3 id="missing">${texts.otherFormats}</h3>
      <p class="muted">${why}</p>
      <ul role="list">
        ${missing.map(({ format, reason }) => html`<li><b>${textOf(texts, format).name}</b> <span>${reason ?? textOf(texts, format).use}</span></li>`)}
      </ul>
    </section>`;
  }
}

/** In the slot where the page can put its own. */
function renderNotice(slot: "empty" | "error", icon: TemplateResult, title: string, text: string, action: TemplateResult | typeof nothing = nothing): TemplateResult {
  return html`<slot name=${slot}><div class="notice" role=${action === nothing ? "status" : "alert"}>${icon}<h3>${title}</h3><p>${text}</p>${action}</div></slot>`;
}
