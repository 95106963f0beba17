import type { Model3DClient } from "@model-3d/client";
import type { ExportFailure, ExportFormat, ExportFormatEntry, ExportOptions, HonestyCard, Model } from "@model-3d/contract";
import { ExportFailed, fetchOwnFile, type FileSource, type TakenFile, type TakeOptions } from "./file-source.ts";
import type { FormatOffer } from "./format-offers.ts";
import type { ListedModel, LocalFile, LocalRequest } from "./make-locally.ts";

export type LocalQuestion = { ask: "formats"; model: ListedModel } | { ask: "foresee"; request: Pick<LocalRequest, "glb" | "realSize" | "report"> } | { ask: "make"; request: LocalRequest };
export type LocalAnswer = { formats: ExportFormatEntry[] } | { cards: Record<ExportFormat, HonestyCard> } | { progress: number } | { made: LocalFile } | { failure: ExportFailure };

const startWorker = (): Worker => new Worker(new URL("./export-worker.ts", import.meta.url), { type: "module" });

/**
 * Files that the page makes itself of a model's GLB, for servers that make none: each in a thread of its own, or in the page where it may have
 * none (a policy that refuses it, a script from another host).
 */
export class LocalFiles implements FileSource {
  readonly #client: Model3DClient;
  readonly #createWorker: () => Worker;

  constructor(client: Model3DClient, createWorker: () => Worker = startWorker) {
    this.#client = client;
    this.#createWorker = createWorker;
  }

  async formats({ model_urls, real_size = null, provider, report }: Model, signal: AbortSignal): Promise<ExportFormatEntry[] | null> {
    if (model_urls["glb"] === undefined) return null;
    const listed: ListedModel = { files: Object.keys(model_urls), realSize: real_size, provider, report: report ?? null };
    const answer = await this.#ask({ ask: "formats", model: listed }, { signal, onProgress: () => undefined });
    if (!("formats" in answer)) throw new Error("The formats were not listed.");
    return answer.formats;
  }

  /** Of the GLB, which is fetched for it: whoever opens these files is about to take one. */
  async foresee(model: Model, signal: AbortSignal): Promise<Partial<Record<ExportFormat, HonestyCard>>> {
    const onNews = (): void => undefined;
    const glb = await fetchOwnFile(this.#client, model, { kind: "glb", url: model.model_urls["glb"] ?? "" }, { signal, onNews });
    const answer = await this.#ask({ ask: "foresee", request: { glb, realSize: model.real_size ?? null, report: model.report ?? null } }, { signal, onProgress: onNews });
    return "cards" in answer ? answer.cards : {};
  }

  async take(model: Model, { format, url, entry }: FormatOffer, options: ExportOptions, { signal, onNews, name }: TakeOptions): Promise<TakenFile> {
    const isAsItIs = url !== undefined && Object.keys(options).length === 0;
    const kind = isAsItIs ? format : "glb";
    const source = await fetchOwnFile(this.#client, model, { kind, url: model.model_urls[kind] ?? "" }, { signal, onNews });
    if (isAsItIs) return { file: source, fileName: null, card: entry?.card ?? null };
    const onProgress = (progress: number): void => onNews({ phase: "making", progress });
    onProgress(0);
    const request: LocalRequest = { glb: source, format: format as ExportFormat, options, realSize: model.real_size ?? null, report: model.report ?? null, ...(name?.trim() && { name: name.trim() }) };
    const answer = await this.#ask({ ask: "make", request }, { signal, onProgress });
    if ("failure" in answer) throw new ExportFailed(answer.failure);
    if (!("made" in answer)) throw new Error("The file was not made.");
    return { ...answer.made, fileName: null };
  }

  async #ask(question: LocalQuestion, { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: number) => void }): Promise<LocalAnswer> {
    signal.throwIfAborted();
    let worker: Worker;
    try {
      worker = this.#createWorker();
    } catch {
      return answerInPage(question, { signal, onProgress });
    }
    const over = new AbortController();
    try {
      return await new Promise<LocalAnswer>((resolve, reject) => {
        let hasAnswered = false;
        const stop = { signal: over.signal };
        worker.addEventListener("message", ({ data }: MessageEvent<LocalAnswer>) => {
          hasAnswered = true;
          if ("progress" in data) onProgress(data.progress);
          else resolve(data);
        }, stop); // prettier-ignore
        // A thread that never began was refused; one that broke off has run out of memory.
        worker.addEventListener("error", () => (hasAnswered ? resolve({ failure: OUT_OF_MEMORY }) : resolve(answerInPage(question, { signal, onProgress }))), stop);
        signal.addEventListener("abort", () => reject(signal.reason as Error), stop);
        worker.postMessage(question);
      });
    } finally {
      over.abort();
      worker.terminate();
    }
  }
}

const OUT_OF_MEMORY: ExportFailure = { code: "too_large", message: "The file could not be made here: there is not enough memory. Ask for fewer faces, or take another format." };

async function answerInPage(question: LocalQuestion, { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: number) => void }): Promise<LocalAnswer> {
  const { failureOf, foreseeLocally, listLocally, makeLocally } = await import("./make-locally.ts");
  if (question.ask === "formats") return { formats: listLocally(question.model) };
  try {
    if (question.ask === "foresee") return { cards: await foreseeLocally(question.request) };
    return { made: await makeLocally(question.request, { onProgress, signal }) };
  } catch (error) {
    signal.throwIfAborted();
    return { failure: failureOf(error) };
  }
}
