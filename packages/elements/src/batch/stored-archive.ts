import { Model3DError } from "@model-3d/client";
import type { Archive, Batch, ExportFormat } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { alertIcon, closeIcon, downloadIcon, layersIcon, refreshIcon } from "../base/icons.ts";
import { saveFile } from "../export/download-file.ts";
import { formatBytes } from "../export/format-bytes.ts";
import { formatTime } from "../locale/format-time.ts";
import type { BatchView } from "./batch-view.ts";
import { PartedDownload } from "./parted-download.ts";

type Stage =
  | { phase: "packing"; archive?: Archive }
  | { phase: "ready" | "broken" | "saved"; archive: Archive; message?: string }
  | { phase: "loading"; archive: Archive; abort: AbortController }
  | { phase: "refused"; message: string }
  | { phase: "gone" };

const FIRST_LOOK_MS = 2_000;
const LATEST_LOOK_MS = 15_000;
const GROWTH = 1.5;
/** How often a line may break, with nothing having come in between, before the user is asked. */
const MAX_VAIN_TRIES = 4;

/** A ZIP that is packed first: while it is being packed, until it goes, and its download, which goes on where it broke off. */
export class StoredArchive {
  readonly #view: BatchView;
  #stage: Stage | null = null;
  #download: PartedDownload | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lookMs = FIRST_LOOK_MS;
  /** What is asked for now; an answer to anything else is too late. */
  #asked = new AbortController();

  constructor(view: BatchView) {
    this.#view = view;
  }

  /** Nobody sees it any more; the packing goes on without it. */
  leave(): void {
    this.#stopLooking();
    if (this.#stage?.phase === "loading") this.#stop(this.#stage);
  }

  forget(): void {
    this.leave();
    this.#asked.abort();
    this.#asked = new AbortController();
    this.#stage = null;
    this.#download = undefined;
  }

  #stopLooking(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #set(stage: Stage | null): void {
    this.#stage = stage;
    this.#view.host.requestUpdate();
  }

  async #ask(ask: (signal: AbortSignal) => Promise<Archive>): Promise<void> {
    const { link } = this.#view;
    const { signal } = this.#asked;
    try {
      const archive = await ask(signal);
      if (!signal.aborted) this.#take(archive);
    } catch (error) {
      if (signal.aborted) return;
      const kept = this.#stage?.phase === "packing" ? this.#stage.archive : undefined;
      if (kept !== undefined && isPassing(error)) return this.#set({ phase: "packing", archive: kept });
      this.#set(isGone(error) ? { phase: "gone" } : { phase: "refused", message: link.report(error) });
    }
  }

  #take(archive: Archive): void {
    const { texts } = this.#view;
    if (archive.status === "FAILED") this.#set({ phase: "refused", message: texts.packFailed });
    else this.#set({ phase: archive.url === null ? "packing" : "ready", archive });
  }

  #pack(batch: Batch, format: ExportFormat): void {
    if (this.#stage?.phase === "packing") return;
    this.forget();
    this.#lookMs = FIRST_LOOK_MS;
    this.#set({ phase: "packing" });
    void this.#ask((signal) => this.#view.host.activeClient.startArchive({ batchId: batch.id, format }, { signal }));
  }

  /** Looks less and less often: who packs gigabytes is not asked every other second. */
  #lookLater({ id }: Archive): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#lookMs = Math.min(LATEST_LOOK_MS, this.#lookMs * GROWTH);
      void this.#ask((signal) => this.#view.host.activeClient.archiveOf(id, { signal }));
    }, this.#lookMs);
  }

  /** A link goes by itself, and goes on by itself; where it would go without the client's headers, that is done here. */
  #handleClick(event: Event, batch: Batch, format: ExportFormat, archive: Archive): void {
    const { host, link } = this.#view;
    const url = archive.url ?? "";
    if (Date.parse(archive.expires_at) <= host.activeClient.serverNow()) {
      event.preventDefault();
      return this.#set({ phase: "gone" });
    }
    if (!link.emit("model-3d-archive", { batch, format, url })) return event.preventDefault();
    if (!host.activeClient.needsOwnFetch) return;
    event.preventDefault();
    this.#download = new PartedDownload({
      fetchPart: (headers, signal) => host.activeClient.fetchArchive(url, { headers, signal }),
      onLoaded: () => host.requestUpdate(),
    });
    void this.#run(archive);
  }

  async #run(archive: Archive): Promise<void> {
    const { link } = this.#view;
    const download = this.#download;
    if (download === undefined) return;
    const abort = new AbortController();
    const { signal } = abort;
    this.#set({ phase: "loading", archive, abort });
    for (let vain = 0; ; ) {
      const before = download.loaded;
      try {
        const file = await download.run(signal);
        if (signal.aborted) return;
        this.#download = undefined;
        this.#set({ phase: "saved", archive });
        return saveFile(file, archive.name);
      } catch (error) {
        if (signal.aborted) return;
        vain = download.loaded > before ? 0 : vain + 1;
        if (isGone(error)) return this.#set({ phase: "gone" });
        if (isRefused(error) || vain >= MAX_VAIN_TRIES) return this.#set({ phase: "broken", archive, message: link.report(error) });
      }
      await waitFor(vain === 0 ? 0 : FIRST_LOOK_MS * 2 ** (vain - 1), signal);
    }
  }

  #stop({ archive, abort }: Extract<Stage, { phase: "loading" }>): void {
    abort.abort();
    this.#set({ phase: "broken", archive });
  }

  render(batch: Batch, format: ExportFormat): TemplateResult {
    const stage = this.#stage;
    if (stage?.phase === "packing" && stage.archive !== undefined && this.#view.host.isConnected) this.#lookLater(stage.archive);
    return html`<div class="stored" part="stored" data-id="stored">
      <div class="words">
        <div role="status">${this.#renderWords(stage)}</div>
        ${stage?.phase === "loading" ? html`<p class="muted" aria-hidden="true">${this.#view.texts.downloading(this.#loadedOf(stage.archive))}</p>` : nothing}
      </div>
      <div class="take">${this.#renderControls(stage, batch, format)}</div>
    </div>`;
  }

  #loadedOf({ bytes }: Archive): string {
    const { host, texts } = this.#view;
    const loaded = formatBytes(this.#download?.loaded ?? 0, host.activeLang);
    return bytes === null ? loaded : texts.loadedOf(loaded, formatBytes(bytes, host.activeLang));
  }

  #renderWords(stage: Stage | null): TemplateResult {
    const { host, texts } = this.#view;
    if (stage === null) return html`<p class="muted">${texts.packHint}</p>`;
    if (stage.phase === "packing") return html`<p class="muted">${texts.packing}</p>`;
    if (stage.phase === "gone") return html`<p class="short">${alertIcon()}<span>${texts.packedGone}</span></p>`;
    if (stage.phase === "refused") return html`<p class="short">${alertIcon()}<span>${stage.message}</span></p>`;
    const { archive } = stage;
    if (stage.phase === "saved") return html`<p class="success">${texts.saved(archive.name)}</p>`;
    if (stage.phase === "broken") return html`<p class="short">${alertIcon()}<span>${texts.stoppedAt(this.#loadedOf(archive))} ${stage.message ?? nothing}</span></p>`;
    const missing = archive.missing ?? 0;
    const told = [formatBytes(archive.bytes ?? 0, host.activeLang), formatTime(archive.expires_at, host.activeLang)] as const;
    if (missing > 0) return html`<p class="short">${alertIcon()}<span>${texts.packedPart(archive.models - missing, archive.models, ...told)}</span></p>`;
    return html`<p class="muted">${texts.packed(archive.models, ...told)}</p>`;
  }

  #renderControls(stage: Stage | null, batch: Batch, format: ExportFormat): TemplateResult {
    const { host, texts } = this.#view;
    if (stage?.phase === "loading") return html`<button type="button" @click=${() => this.#stop(stage)}>${closeIcon()} ${texts.stop}</button>`;
    if (stage?.phase === "broken") return html`<button type="button" @click=${() => void this.#run(stage.archive)}>${refreshIcon()} ${texts.goOn}</button>`;
    const pack = (text: string): TemplateResult => html`<button type="button" aria-busy=${stage?.phase === "packing"} @click=${() => this.#pack(batch, format)}>${layersIcon()} ${text}</button>`;
    if (stage?.phase === "refused") return pack(host.messages.retry);
    if (stage?.phase !== "ready" && stage?.phase !== "saved") return pack(texts.pack);
    const { archive } = stage;
    return html`<a class="button" download href=${archive.url ?? ""} @click=${(event: Event) => this.#handleClick(event, batch, format, archive)}>${downloadIcon()} ${texts.downloadPacked}</a>
      ${batch.counts.succeeded > archive.models ? pack(texts.packAll(batch.counts.succeeded)) : archive.missing ? pack(texts.packAgain) : nothing}`;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Model3DError && error.code === "not_found";
}

/** The server is there, and does not want to. */
function isRefused(error: unknown): boolean {
  return error instanceof Model3DError && !isPassing(error);
}

function isPassing(error: unknown): boolean {
  return error instanceof Model3DError && (error.status === 0 || error.status === 429 || error.status >= 500);
}

/** Ends at once where it is not wanted any more. */
function waitFor(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
