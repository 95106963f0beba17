import { Task } from "@lit/task";
import type { Batch, ExportFormat, ExportFormatEntry } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { alertIcon, closeIcon, downloadIcon } from "../base/icons.ts";
import { saveFile } from "../export/download-file.ts";
import { formatBytes } from "../export/format-bytes.ts";
import { parseFormats } from "../export/format-offers.ts";
import type { BatchView } from "./batch-view.ts";
import { collectBody } from "./collect-body.ts";
import { StoredArchive } from "./stored-archive.ts";

type Fetching = { phase: "loading"; loaded: number; abort: AbortController } | { phase: "saved"; fileName: string } | { phase: "failed"; message: string };

const DEFAULT_FORMAT: ExportFormat = "glb";

/** Gives all results of a batch as one ZIP, sent as it is written or packed first: straight to the browser's downloads, or by the client where a link would go without its headers. */
export class ArchiveForm {
  readonly #view: BatchView;
  readonly #formats;
  readonly #stored: StoredArchive;
  #isShown = false;
  #format: string = DEFAULT_FORMAT;
  #fetching: Fetching | null = null;

  constructor(view: BatchView) {
    this.#view = view;
    this.#stored = new StoredArchive(view);
    const { host, link } = view;
    this.#formats = new Task(host, {
      args: () => [this.#isShown ? host.activeClient : undefined] as const,
      task: async ([client], { signal }) => (client === undefined ? [] : client.exportFormats({ signal })),
      onError: (error) => void link.report(error),
    });
  }

  leave(): void {
    this.#stopFetching();
    this.#stored.leave();
  }

  #stopFetching(): void {
    if (this.#fetching?.phase === "loading") this.#fetching.abort.abort();
    this.#fetching = null;
  }

  forget(): void {
    this.leave();
    this.#stored.forget();
    this.#isShown = false;
  }

  /** Those that the server gives and the page wants; GLB where that is not known. */
  get #offered(): readonly string[] {
    const given = (this.#formats.value ?? []).filter(({ available }: ExportFormatEntry) => available).map(({ format }) => format as string);
    const wanted = parseFormats(this.#view.host.formats);
    const offered = wanted === null ? given : wanted.filter((format) => given.includes(format));
    return offered.length === 0 ? [DEFAULT_FORMAT] : offered;
  }

  #set(fetching: Fetching | null): void {
    this.#fetching = fetching;
    this.#view.host.requestUpdate();
  }

  async #fetch(batch: Batch, format: ExportFormat): Promise<void> {
    const { host, link } = this.#view;
    const abort = new AbortController();
    const { signal } = abort;
    this.#set({ phase: "loading", loaded: 0, abort });
    try {
      const response = await host.activeClient.fetchArchive(host.activeClient.batchArchiveUrl(batch.id, format), { signal });
      const file = await collectBody(response, (loaded) => !signal.aborted && this.#set({ phase: "loading", loaded, abort }));
      const fileName = fileNameIn(response.headers) ?? `${format}.zip`;
      if (signal.aborted) return;
      this.#set({ phase: "saved", fileName });
      saveFile(file, fileName);
    } catch (error) {
      if (!signal.aborted) this.#set({ phase: "failed", message: link.report(error) });
    }
  }

  /** A link goes by itself; what it can't do is done here. */
  #handleClick(event: Event, batch: Batch, format: ExportFormat): void {
    const { host, link } = this.#view;
    const isOurs = link.emit("model-3d-archive", { batch, format, url: host.activeClient.batchArchiveUrl(batch.id, format) });
    if (!isOurs) return event.preventDefault();
    if (!host.activeClient.needsOwnFetch) return;
    event.preventDefault();
    void this.#fetch(batch, format);
  }

  render(batch: Batch): TemplateResult {
    const { host, texts } = this.#view;
    if (!this.#isShown) {
      this.#isShown = true;
      queueMicrotask(() => host.requestUpdate());
    }
    const offered = this.#offered;
    const format = (offered.includes(this.#format) ? this.#format : offered[0]) as ExportFormat;
    const fetching = this.#fetching;
    return html`<section class="archive" part="archive" aria-labelledby="archive">
      <div>
        <h4 id="archive">${texts.archive}</h4>
        <p class="muted">${texts.archiveHint(batch.counts.succeeded)}</p>
      </div>
      <div class="take">
        <label class="filter"
          ><span>${texts.format}</span>
          <select @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}>
            ${offered.map((each) => html`<option value=${each} ?selected=${each === format}>${each.toUpperCase()}</option>`)}
          </select></label
        >
        ${fetching?.phase === "loading"
          ? html`<button type="button" @click=${() => (this.#stopFetching(), host.requestUpdate())}>${closeIcon()} ${host.messages.cancel}</button>`
          : html`<a class="button primary" download href=${host.activeClient.batchArchiveUrl(batch.id, format)} @click=${(event: Event) => this.#handleClick(event, batch, format)}>${downloadIcon()} ${texts.download}</a>`}
      </div>
      <div role="status" class="fetching">${fetching === null ? nothing : this.#renderFetching(fetching)}</div>
      ${this.#stored.render(batch, format)}
    </section>`;
  }

  #renderFetching(fetching: Fetching): TemplateResult {
    const { host, texts } = this.#view;
    if (fetching.phase === "failed") return html`<p class="short">${alertIcon()}<span>${fetching.message}</span></p>`;
    // Figures that change all the time are for eyes alone.
    if (fetching.phase === "loading") return html`<p class="muted" aria-hidden="true">${texts.downloading(formatBytes(fetching.loaded, host.activeLang))}</p>`;
    return html`<p class="success">${texts.saved(fetching.fileName)}</p>`;
  }

  #choose(format: string): void {
    this.#format = format;
    this.#stored.forget();
    if (this.#fetching?.phase !== "loading") this.#fetching = null;
    this.#view.host.requestUpdate();
  }
}

/** What the server calls the file. */
function fileNameIn(headers: Headers): string | undefined {
  const disposition = headers.get("Content-Disposition") ?? "";
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  if (encoded !== undefined) return decodeURIComponent(encoded);
  return /filename="([^"]+)"/i.exec(disposition)?.[1];
}
