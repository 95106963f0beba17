import { Model3DError, type Model3DClient } from "@model-3d/client";
import type { ExportFailure, ExportFormat, ExportFormatEntry, ExportOptions, HonestyCard, Model } from "@model-3d/contract";
import { findModel } from "../models/find-model.ts";
import { downloadFile, FileRefused, type FileProgress } from "./download-file.ts";
import type { FormatOffer } from "./format-offers.ts";

/** How far a file is. */
export type FileNews = { phase: "making"; progress: number } | ({ phase: "loading" } & FileProgress);

export interface TakenFile {
  file: Blob;
  /** As the one who made it calls it; `null` where that is left to the page. */
  fileName: string | null;
  /** What of the model it has; `null` where nobody looked. */
  card: HonestyCard | null;
}

export interface TakeOptions {
  signal: AbortSignal;
  /** What the thing is called, for the name of its file. */
  name?: string | undefined;
  onNews: (news: FileNews) => void;
}

/** Who lists the formats of a model and gives its files: the server, or the page itself. */
export interface FileSource {
  /** `null` where nothing is listed, and only what came with the model is there. */
  formats(model: Model, signal: AbortSignal): Promise<ExportFormatEntry[] | null>;
  /** What its files would be, by their formats, where the list does not say it yet. */
  foresee?(model: Model, signal: AbortSignal): Promise<Partial<Record<ExportFormat, HonestyCard>>>;
  /** Throws `ExportFailed`, `FileRefused`, the client's errors, and what `fetch` throws. */
  take(model: Model, offer: FormatOffer, options: ExportOptions, how: TakeOptions): Promise<TakenFile>;
}

/** A file that could not be made; the message says why and what to do. */
export class ExportFailed extends Error {
  readonly code: ExportFailure["code"];

  constructor({ code, message }: ExportFailure) {
    super(message);
    this.name = "ExportFailed";
    this.code = code;
  }
}

/** As the contract has it. */
const MAX_NAME_CHARACTERS = 100;

/** Statuses of a link that has run out, where asking for the model brings a new one. */
const RUN_OUT: ReadonlySet<number> = new Set([401, 403, 404, 410]);

/** Files that the server has or makes. */
export class ServerFiles implements FileSource {
  readonly #client: Model3DClient;

  constructor(client: Model3DClient) {
    this.#client = client;
  }

  async formats(model: Model, signal: AbortSignal): Promise<ExportFormatEntry[] | null> {
    try {
      return await this.#client.exportFormats({ modelId: model.id, signal });
    } catch (error) {
      // A server from before there were exports.
      if (error instanceof Model3DError && error.status === 404) return null;
      throw error;
    }
  }

  async take(model: Model, { format: kind, url, entry }: FormatOffer, options: ExportOptions, how: TakeOptions): Promise<TakenFile> {
    if (url !== undefined && Object.keys(options).length === 0) return { file: await fetchOwnFile(this.#client, model, { kind, url }, how), fileName: null, card: entry?.card ?? null };
    const { signal, onNews } = how;
    const name = Array.from(how.name?.trim() ?? "").slice(0, MAX_NAME_CHARACTERS).join("").trim();
    const onLoading = (progress: FileProgress): void => onNews({ phase: "loading", ...progress });
    onNews({ phase: "making", progress: 0 });
    const onProgress = ({ progress }: { progress: number }): void => onNews({ phase: "making", progress });
    const request = { modelId: model.id, format: kind as ExportFormat, options, ...(name !== "" && { name }) };
    const made = await this.#client.exportModel(request, { signal, onProgress });
    if (made.failure !== null) throw new ExportFailed(made.failure);
    if (made.url === null) throw new FileRefused(404);
    return { file: await downloadFile(made.url, onLoading, signal), fileName: made.file_name, card: made.card };
  }
}

/** A file that came with the model. Links run out while a dialog stands open: then the model is asked for once more. */
export async function fetchOwnFile(client: Model3DClient, model: Model, { kind, url }: { kind: string; url: string }, { signal, onNews }: TakeOptions): Promise<Blob> {
  const onLoading = (progress: FileProgress): void => onNews({ phase: "loading", ...progress });
  try {
    return await downloadFile(url, onLoading, signal);
  } catch (error) {
    if (!(error instanceof FileRefused) || !RUN_OUT.has(error.status)) throw error;
    const renewed = (await findModel(client, model.id, signal))?.model_urls[kind];
    if (renewed === undefined || renewed === url) throw error;
    return downloadFile(renewed, onLoading, signal);
  }
}
