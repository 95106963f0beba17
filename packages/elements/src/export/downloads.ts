import { Model3DError } from "@model-3d/client";
import type { ExportOptions, HonestyCard, Model } from "@model-3d/contract";
import type { ExportTexts } from "../locale/en-export.ts";
import { FileRefused, saveFile } from "./download-file.ts";
import { errorEvent } from "./error-event.ts";
import type { Model3DExport } from "./export.component.ts";
import { ExportFailed, type FileNews, type FileSource } from "./file-source.ts";
import { fileNameOf, type FormatOffer } from "./format-offers.ts";

export type Download =
  | ({ abort: AbortController } & FileNews)
  | { phase: "saved"; fileName: string; bytes: number; card: HonestyCard | null }
  | { phase: "failed"; message: string };

export const isUnderWay = (download: Download | undefined): download is { abort: AbortController } & FileNews => download?.phase === "making" || download?.phase === "loading";

/** The files of one model that are on their way or have come, by their formats. */
export class Downloads {
  readonly #host: Model3DExport;
  readonly #byFormat = new Map<string, Download>();

  constructor(host: Model3DExport) {
    this.#host = host;
  }

  of(format: string): Download | undefined {
    return this.#byFormat.get(format);
  }

  /** The last thing that happened. */
  get last(): [format: string, download: Download] | undefined {
    return [...this.#byFormat].at(-1);
  }

  async start(model: Model, offer: FormatOffer, options: ExportOptions, { source, texts }: { source: FileSource; texts: ExportTexts }): Promise<void> {
    const { format } = offer;
    if (isUnderWay(this.of(format))) return;
    const abort = new AbortController();
    const { signal } = abort;
    const onNews = (news: FileNews): void => {
      if (!signal.aborted) this.#set(format, { ...news, abort });
    };
    onNews({ phase: "loading", loaded: 0, total: null });
    try {
      const { file, fileName: given, card } = await source.take(model, offer, options, { signal, onNews, name: this.#host.name });
      if (signal.aborted) return;
      const fileName = given ?? (this.#host.name ? undefined : offer.entry?.file_name) ?? fileNameOf(this.#host.name ?? model.source_type, model.version, offer);
      this.#set(format, { phase: "saved", fileName, bytes: file.size, card });
      const detail = { model, format, fileName, file, card };
      const isOurs = this.#host.dispatchEvent(new CustomEvent("model-3d-export-ready", { detail, bubbles: true, composed: true, cancelable: true }));
      if (isOurs) saveFile(file, fileName);
    } catch (error) {
      if (signal.aborted) return;
      this.#host.dispatchEvent(errorEvent(error));
      this.#set(format, { phase: "failed", message: this.#describe(error, texts) });
    }
  }

  /** What a failed one says, what went on, and what came: nothing of it counts any more. */
  clear(): void {
    for (const download of this.#byFormat.values()) if (isUnderWay(download)) download.abort.abort();
    this.#byFormat.clear();
  }

  cancel(format: string): void {
    const download = this.of(format);
    if (isUnderWay(download)) download.abort.abort();
    this.#byFormat.delete(format);
    this.#host.requestUpdate();
  }

  /** The newest is the last of the map. */
  #set(format: string, download: Download): void {
    if (this.of(format)?.phase !== download.phase) this.#byFormat.delete(format);
    this.#byFormat.set(format, download);
    this.#host.requestUpdate();
  }

  #describe(error: unknown, texts: ExportTexts): string {
    if (error instanceof ExportFailed) return texts.describeFailure(error.code, error.message);
    if (error instanceof FileRefused) return texts.refused(error.status);
    if (error instanceof Model3DError) return this.#host.messages.describeError(error);
    return texts.unreachable;
  }
}
