import { Task } from "@lit/task";
import type { Model, StreamEvent } from "@model-3d/contract";
import { html, nothing, type ReactiveController, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { EventStreamController } from "../base/event-stream-controller.ts";
import { alertIcon, checkIcon, closeIcon, cubeIcon, downloadIcon } from "../base/icons.ts";
import type { ElementState } from "../base/model-3d-element.ts";
import type { ExportTexts, FormatText } from "../locale/en-export.ts";
import { findModel } from "../models/find-model.ts";
import { isRunning } from "../models/source-models.ts";
import { downloadFile, FileRefused, saveFile, sizeOf, type FileProgress } from "./download-file.ts";
import type { Model3DExport } from "./export.component.ts";
import { formatBytes } from "./format-bytes.ts";
import { formatIcon } from "./format-icons.ts";
import { fileNameOf, offersOf, parseFormats, type FormatOffer } from "./format-offers.ts";

type Download = ({ phase: "loading"; abort: AbortController } & FileProgress) | { phase: "saved"; fileName: string } | { phase: "failed"; message: string };

/** Statuses of a link that has run out, where asking for the model brings a new one. */
const RUN_OUT: ReadonlySet<number> = new Set([401, 403, 404, 410]);

/** Everything of an export but its frame: finds the model, measures its files, fetches and draws them. */
export class ExportPanel implements ReactiveController {
  declare texts: ExportTexts;
  readonly #host: Model3DExport;
  readonly #downloads = new Map<string, Download>();
  readonly #sizes = new Map<string, number | null>();
  readonly #lookUp;
  #shownId: string | undefined;
  #measuring: AbortController | undefined;

  constructor(host: Model3DExport) {
    this.#host = host;
    const isLookedUp = (): boolean => host.model === undefined && host.modelId !== undefined && host.open !== false;
    const stream = new EventStreamController(host, { onEvent: (event) => this.#handleEvent(event), onReset: () => void this.#lookUp.run() }, isLookedUp);
    this.#lookUp = new Task(host, {
      args: () => [isLookedUp() ? host.modelId : undefined, host.activeClient] as const,
      task: async ([modelId, client], { signal }) => {
        if (modelId === undefined) return null;
        await stream.ready;
        return findModel(client, modelId, signal);
      },
      onError: (error) => void host.dispatchEvent(errorEvent(error)),
    });
    host.addController(this);
  }

  /** `undefined` while it is looked for, `null` when it is not there. */
  get #model(): Model | null | undefined {
    const { model, modelId } = this.#host;
    if (model !== undefined) return model;
    return modelId === undefined ? null : this.#lookUp.value;
  }

  get state(): ElementState {
    const model = this.#model;
    if (model === undefined) return this.#lookUp.error === undefined ? "loading" : "error";
    return model?.status === "SUCCEEDED" ? "ready" : "empty";
  }

  hostUpdated(): void {
    const model = this.#model;
    this.#follow(model);
    if (this.#host.open === false) this.#leave();
    else if (model?.status === "SUCCEEDED") void this.#measure(model);
  }

  hostDisconnected(): void {
    this.#leave();
  }

  /** What was said of another model counts no more. */
  #follow(model: Model | null | undefined): void {
    if (model?.id === this.#shownId) return;
    this.#leave();
    this.#shownId = model?.id;
  }

  #leave(): void {
    for (const download of this.#downloads.values()) if (download.phase === "loading") download.abort.abort();
    this.#downloads.clear();
    this.#measuring?.abort();
    this.#measuring = undefined;
  }

  #handleEvent(event: StreamEvent): void {
    if ("model" in event && event.type !== "model.activated" && event.model.id === this.#host.modelId?.toLowerCase()) void this.#lookUp.run();
  }

  get #offers(): ReturnType<typeof offersOf> {
    return offersOf(this.#model?.model_urls ?? {}, parseFormats(this.#host.formats));
  }

  async #measure(model: Model): Promise<void> {
    const unknown = this.#offers.ready.filter(({ format }) => !this.#sizes.has(`${model.id} ${format}`));
    if (unknown.length === 0) return;
    const { signal } = (this.#measuring ??= new AbortController());
    for (const { format } of unknown) this.#sizes.set(`${model.id} ${format}`, null);
    await Promise.all(
      unknown.map(async ({ format, url }) => {
        const size = await sizeOf(url, signal);
        if (signal.aborted) this.#sizes.delete(`${model.id} ${format}`);
        else this.#sizes.set(`${model.id} ${format}`, size);
      }),
    );
    this.#host.requestUpdate();
  }

  #set(format: string, download: Download | null): void {
    if (download === null) this.#downloads.delete(format);
    else this.#downloads.set(format, download);
    this.#host.requestUpdate();
  }

  async download(format: string): Promise<void> {
    if (this.#model === undefined) await this.#lookUp.taskComplete.catch(() => undefined);
    const model = this.#model;
    this.#follow(model);
    const offer = this.#offers.ready.find((candidate) => candidate.format === format);
    if (offer === undefined || !model || this.#downloads.get(format)?.phase === "loading") return;
    const abort = new AbortController();
    const onProgress = (progress: FileProgress): void => {
      if (!abort.signal.aborted) this.#set(format, { phase: "loading", abort, ...progress });
    };
    onProgress({ loaded: 0, total: null });
    try {
      const file = await this.#fetch(offer, onProgress, abort.signal);
      if (abort.signal.aborted) return;
      const fileName = fileNameOf(this.#host.name ?? "", model.version, offer);
      this.#set(format, { phase: "saved", fileName });
      const detail = { model, format, fileName, file };
      const isOurs = this.#host.dispatchEvent(new CustomEvent("model-3d-export-ready", { detail, bubbles: true, composed: true, cancelable: true }));
      if (isOurs) saveFile(file, fileName);
    } catch (error) {
      if (abort.signal.aborted) return;
      this.#host.dispatchEvent(errorEvent(error));
      this.#set(format, { phase: "failed", message: error instanceof FileRefused ? this.texts.refused(error.status) : this.texts.unreachable });
    }
  }

  /** Links run out while a dialog stands open: then the model is asked for once more. */
  async #fetch({ format, url }: FormatOffer, onProgress: (progress: FileProgress) => void, signal: AbortSignal): Promise<Blob> {
    try {
      return await downloadFile(url, onProgress, signal);
    } catch (error) {
      const modelId = this.#model?.id;
      if (!(error instanceof FileRefused) || !RUN_OUT.has(error.status) || modelId === undefined) throw error;
      const renewed = (await findModel(this.#host.activeClient, modelId, signal))?.model_urls[format];
      if (renewed === undefined || renewed === url) throw error;
      return downloadFile(renewed, onProgress, signal);
    }
  }

  #cancel(format: string): void {
    const download = this.#downloads.get(format);
    if (download?.phase === "loading") download.abort.abort();
    this.#set(format, null);
  }

  render(): TemplateResult {
    const { texts } = this;
    const { messages } = this.#host;
    const model = this.#model;
    if (this.state === "loading") return html`<div class="formats" role="status" aria-label=${messages.itemsLoading}>${[1, 2].map(() => html`<div class="format skeleton"></div>`)}</div>`;
    if (this.state === "error") {
      const retry = html`<button type="button" @click=${() => this.#lookUp.run()}>${messages.retry}</button>`;
      return renderNotice(alertIcon(28), texts.error, messages.describeError(this.#lookUp.error as Error & { code: string }), retry);
    }
    if (!model) return renderNotice(cubeIcon(28), texts.noModel, texts.noModelHint);
    if (isRunning(model)) return renderNotice(cubeIcon(28), texts.notReady, texts.notReadyHint);
    if (model.status !== "SUCCEEDED") return renderNotice(alertIcon(28), texts.failed, texts.failedHint);
    const { ready, missing } = this.#offers;
    return html`<ul class="formats" part="formats" role="list">
        ${repeat(ready, ({ format }) => format, (offer) => this.#renderFormat(model, offer))}
      </ul>
      <div class="visually-hidden" role="status">${this.#news}</div>
      ${missing.length === 0 ? nothing : this.#renderMissing(missing, ready.some(({ format }) => format === "glb"))}`;
  }

  #textOf(format: string): FormatText {
    return this.texts.formats[format] ?? this.texts.otherFormat(format);
  }

  /** What a screen reader says of the last thing that happened. */
  get #news(): string {
    const [format, download] = [...this.#downloads].at(-1) ?? [];
    if (format === undefined || download === undefined) return "";
    if (download.phase === "loading") return this.texts.downloading(this.#textOf(format).name);
    return download.phase === "saved" ? this.texts.saved(download.fileName) : download.message;
  }

  #renderFormat(model: Model, { format }: FormatOffer): TemplateResult {
    const { texts } = this;
    const { name, use, keeps, loses } = this.#textOf(format);
    const size = this.#sizes.get(`${model.id} ${format}`) ?? null;
    const download = this.#downloads.get(format);
    const isLoading = download?.phase === "loading";
    const label = isLoading ? texts.cancelDownload(name) : download?.phase === "saved" ? texts.downloadAgain(name) : texts.downloadFormat(name);
    return html`<li class="format" part="format">
      <div class="tile">${formatIcon(format)}</div>
      <div class="title"><h3>${name}</h3>${size === null ? nothing : html`<span class="size">${formatBytes(size, this.#host.activeLang)}</span>`}</div>
      <div class="about">
        <p>${use}</p>
        <ul role="list">
          ${keeps === "" ? nothing : html`<li class="keeps">${checkIcon(16)}<span>${texts.keeps(keeps)}</span></li>`}
          ${loses === "" ? nothing : html`<li>${closeIcon(16)}<span>${texts.loses(loses)}</span></li>`}
        </ul>
      </div>
      <div class="take">
        ${this.#renderDownload(name, download)}
        <button type="button" part="download" aria-label=${label} @click=${() => (isLoading ? this.#cancel(format) : void this.download(format))}>
          ${isLoading ? html`${closeIcon()} ${this.#host.messages.cancel}` : html`${downloadIcon()} ${texts.download}`}
        </button>
      </div>
    </li>`;
  }

  #renderDownload(name: string, download: Download | undefined): TemplateResult | typeof nothing {
    const { texts } = this;
    if (download === undefined) return nothing;
    if (download.phase === "saved") return html`<p class="line success">${texts.saved(download.fileName)}</p>`;
    if (download.phase === "failed") return html`<p class="line danger">${download.message}</p>`;
    const { loaded, total } = download;
    const percent = total === null ? undefined : Math.min(100, Math.round((loaded / total) * 100));
    const lang = this.#host.activeLang;
    return html`<div class="progress ${percent === undefined ? "waiting" : ""}" role="progressbar" aria-label=${texts.downloading(name)} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${percent ?? nothing}>
        ${percent === undefined ? nothing : html`<span .style=${`width:${percent}%`}></span>`}
      </div>
      <p class="line">${total === null ? formatBytes(loaded, lang) : texts.loadedOf(formatBytes(loaded, lang), formatBytes(total, lang))}</p>`;
  }

  #renderMissing(missing: readonly string[], hasGlb: boolean): TemplateResult {
    const { texts } = this;
    return html`<section class="missing" part="unavailable" aria-labelledby="missing">
      <h3 id="missing">${texts.otherFormats}</h3>
      <p class="muted">${hasGlb ? texts.otherFormatsWhy : texts.otherFormatsWhyWithout}</p>
      <ul role="list">
        ${missing.map((format) => html`<li><b>${this.#textOf(format).name}</b> <span>${this.#textOf(format).use}</span></li>`)}
      </ul>
    </section>`;
  }
}

function renderNotice(icon: TemplateResult, title: string, text: string, action: TemplateResult | typeof nothing = nothing): TemplateResult {
  return html`<div class="notice" role=${action === nothing ? "status" : "alert"}>${icon}<h3>${title}</h3><p>${text}</p>${action}</div>`;
}

function errorEvent(error: unknown): CustomEvent {
  const known = error instanceof Error ? error : new Error(String(error));
  const detail = { code: "code" in known ? String(known.code) : "network_error", message: known.message, error: known };
  return new CustomEvent("model-3d-error", { detail, bubbles: true, composed: true, cancelable: true });
}
