import {
  IDEMPOTENCY_KEY_HEADER,
  PATHS,
  type Archive,
  type ArchiveAnswer,
  type ArchiveModelsRequest,
  type Batch,
  type BatchAction,
  type BatchAnswer,
  type BatchEstimate,
  type BatchItemsAnswer,
  type BatchItemState,
  type BatchPageAnswer,
  type Credits,
  type ExportAnswer,
  type ExportFormat,
  type ExportFormatEntry,
  type ExportFormatsAnswer,
  type GenerateAnswer,
  type GenerateRequest,
  type GenerationStatus,
  type Health,
  type LedgerPage,
  type Model,
  type ModelEntry,
  type ModelPageAnswer,
  type ModelState,
  type ModelVersionsAnswer,
  type RealSize,
  type SourceImageAnswer,
  type StartArchiveRequest,
  type StartBatchRequest,
  type StartExportRequest,
  type View,
  type ViewerReport,
} from "@model-3d/contract";
import { createModelBatcher, createSourceBatcher, type Source } from "./batch-sources.ts";
import { resolveModel3DClientOptions, type Model3DClientOptions } from "./client-options.ts";
import { createSharedEventStream } from "./create-shared-event-stream.ts";
import type { EventStreamHandle, OpenEventStreamOptions } from "./event-stream.ts";
import { createTransport, networkError, type CallOptions, type SendOptions } from "./transport.ts";
import type { OperatorClient } from "./operator-client.ts";
import type { UploadOptions } from "./upload-source-image.ts";
import type { WaitForExportOptions } from "./wait-for-export.ts";

export interface GenerateOptions extends CallOptions {
  /** Sending the same key and body again gives the first answer again; a fresh one is made when left out. */
  idempotencyKey?: string;
  /** Called once when no answer has come for a while; it is waited for all the same. */
  onSlow?: () => void;
}

export interface ExportFormatsOptions extends CallOptions {
  /** The model whose files are meant: says which formats it has from its service. */
  modelId?: string;
}

export interface PageOptions extends CallOptions {
  cursor?: string;
  limit?: number;
  status?: ModelState;
}

export interface BatchPageOptions extends CallOptions {
  cursor?: string;
  limit?: number;
}

export interface BatchItemsOptions extends BatchPageOptions {
  status?: BatchItemState;
}

export interface FetchArchiveOptions extends CallOptions {
  /** Further headers of the request: `Range` and `If-Range` for the rest of a stored archive. */
  headers?: Readonly<Record<string, string>>;
}

export interface LedgerOptions extends CallOptions {
  cursor?: string;
}

/** The HTTP API as methods. All but `modelsOf` throw `Model3DError`, except when their signal aborts: then its own reason. */
export interface Model3DClient {
  /** Where the API is, without a slash at its end. */
  readonly api: string;
  /** Milliseconds since the epoch by the server's clock, as far as its answers have told: what the times in them are to be measured against. */
  serverNow(): number;
  /** Starts a generation. Throws `insufficient_credits`, `generation_in_progress`, `image_*`, `provider_*` … */
  generate(request: GenerateRequest, options?: GenerateOptions): Promise<GenerateAnswer>;
  /** The newest state of a task, asked of its provider. */
  generationStatus(taskId: string, options?: CallOptions): Promise<GenerationStatus>;
  /** What to show of one source. Calls within one tick become one request. */
  modelOf(source: Source, options?: CallOptions): Promise<ModelEntry>;
  /** What to show of many sources, in their order; one request per type and 100 of them. Never throws: each has its entry, or the error of its request as `reason`. */
  modelsOf(sources: readonly Source[], options?: CallOptions): Promise<PromiseSettledResult<ModelEntry>[]>;
  /** One model by its id; `null` when it does not exist or is somebody else's. Calls within one tick become one request per 100 of them. */
  modelById(modelId: string, options?: CallOptions): Promise<Model | null>;
  /** All versions of a source, newest first. */
  versions(source: Source, options?: CallOptions): Promise<Model[]>;
  /** The user's models over all sources, newest first. */
  page(options?: PageOptions): Promise<ModelPageAnswer>;
  setActive(modelId: string, options?: CallOptions): Promise<Model>;
  /** Says how large the thing really is, for all versions of its source; `null` forgets it. */
  setSize(modelId: string, size: RealSize | null, options?: CallOptions): Promise<Model>;
  deleteModel(modelId: string, options?: CallOptions): Promise<void>;
  /** Every format, whether this server gives it, and the options that it knows. */
  exportFormats(options?: ExportFormatsOptions): Promise<ExportFormatEntry[]>;
  /** Starts or finds the file of a model in a format: the same model, format and options are made once. Throws `not_succeeded`, `format_unavailable`, `too_many_exports` … */
  startExport(request: StartExportRequest, options?: CallOptions): Promise<ExportAnswer>;
  /** How far an export is and, when it is ready, where its file is. Throws `not_found` once it is no longer kept: start it again. */
  exportOf(exportId: string, options?: CallOptions): Promise<ExportAnswer>;
  /** Starts or finds an export and waits until it is ready, or has failed (`status`, `failure`). An end of the signal ends the waiting; the work goes on. */
  exportModel(request: StartExportRequest, options?: WaitForExportOptions): Promise<ExportAnswer>;
  /** What a batch would come to: models, credits, time, and which items would be left out and why. Changes nothing. */
  estimateBatch(request: StartBatchRequest, options?: CallOptions): Promise<BatchEstimate>;
  /** Starts many generations together. Throws `nothing_to_make`, `insufficient_credits`, `credit_limit_reached`, `too_many_batches` … */
  startBatch(request: StartBatchRequest, options?: GenerateOptions): Promise<Batch>;
  /** The user's batches by pages, newest first. */
  batches(options?: BatchPageOptions): Promise<BatchPageAnswer>;
  /** How far a batch is, with a page of its items. */
  batchOf(batchId: string, options?: BatchItemsOptions): Promise<BatchItemsAnswer>;
  /** Pauses a batch, resumes it, or tries its failed items again. Throws `batch_ended`. */
  changeBatch(batchId: string, action: BatchAction, options?: CallOptions): Promise<Batch>;
  /** Cancels what of a batch has not begun; what has begun goes on. Throws `batch_ended` for one that is done. */
  cancelBatch(batchId: string, options?: CallOptions): Promise<Batch>;
  /** Address of the archive of all that a batch has made, as one ZIP; it works as it is where the session goes along by cookie. */
  batchArchiveUrl(batchId: string, format?: ExportFormat): string;
  /** The same of up to 100 models by their ids, which is what an address holds; `fetchModelArchive` takes more. */
  modelArchiveUrl(modelIds: readonly string[], format?: ExportFormat): string;
  /** The archive of up to 1,000 models by their ids, sent as it is written. Its body is a stream; for a download of the browser's own take `startArchive`, which gives an address. Throws `nothing_to_archive`, `format_unavailable` … */
  fetchModelArchive(request: ArchiveModelsRequest, options?: CallOptions): Promise<Response>;
  /** Has an archive packed and stored for a while, or finds it: its `url`, once it is there, gives parts too, so that a download goes on where it broke off. Throws `nothing_to_archive`, `format_unavailable`, `too_many_exports` … */
  startArchive(request: StartArchiveRequest, options?: CallOptions): Promise<Archive>;
  /** Whether a stored archive is ready. Throws `not_found` when it is not kept any more. */
  archiveOf(archiveId: string, options?: CallOptions): Promise<Archive>;
  /** An archive by its address, fetched with this client's headers. Its body is a stream. Throws `nothing_to_archive`, `format_unavailable` …, TypeError for an address that is not this client's. */
  fetchArchive(url: string, options?: FetchArchiveOptions): Promise<Response>;
  /** Uploads a photo; the `url` of the answer is what `generate` takes. */
  uploadSourceImage(view: View, file: Blob, options?: UploadOptions): Promise<SourceImageAnswer>;
  credits(options?: CallOptions): Promise<Credits>;
  ledger(options?: LedgerOptions): Promise<LedgerPage>;
  /** What the host's operators ask for; fetched when it is first wanted, since no other page needs it. */
  operator(): Promise<OperatorClient>;
  /** Tells the server how viewers did, at most 50 reports at once, also while the page goes. Throws `not_found` where the host does not take them. */
  reportViewers(reports: readonly ViewerReport[], options?: CallOptions): Promise<void>;
  /** Resolves also when something is not well: its words then say what. */
  health(options?: CallOptions): Promise<Health>;
  /** Address of a stored file; it works as it is where the session goes along by cookie. */
  modelFileUrl(modelId: string, name: string): string;
  /** A stored file, fetched with this client's headers. Its body is a stream. */
  fetchModelFile(modelId: string, name: string, options?: CallOptions): Promise<Response>;
  /** Whether files need `fetchModelFile`, because a plain link would go without the host's headers. */
  readonly needsOwnFetch: boolean;
  /** Listens to the user's events. All listeners of a client share one connection. */
  openEventStream(options: OpenEventStreamOptions): EventStreamHandle;
}

/**
 * @example
 * const client = createModel3DClient({ api: "/api" });
 * const { model, generation } = await client.modelOf({ sourceType: "product", sourceId });
 */
export function createModel3DClient(clientOptions: Model3DClientOptions = {}): Model3DClient {
  const options = resolveModel3DClientOptions(clientOptions);
  const transport = createTransport(options);
  const modelOf = createSourceBatcher(transport, options.clock);
  const eventStream = createSharedEventStream(transport, options);
  const filePath = (modelId: string, name: string): string => `${PATHS.modelFiles}/${encodeURIComponent(modelId)}/${encodeURIComponent(name)}`;
  const batchPath = (batchId: string): string => `${PATHS.batches}/${encodeURIComponent(batchId)}`;
  const startExport: Model3DClient["startExport"] = (request, { signal } = {}) => transport.sendJson(PATHS.convertToCad, { method: "POST", json: request, signal });
  const exportOf: Model3DClient["exportOf"] = (exportId, { signal } = {}) => transport.sendJson(PATHS.convertToCad, { query: { exportId }, signal });
  /** The server knows its own address, which need not be the one that this page has for it. */
  const askArchive = async (path: string, sendOptions: SendOptions): Promise<Archive> => {
    const { archive } = await transport.sendJson<ArchiveAnswer>(PATHS.modelArchives + path, sendOptions);
    return { ...archive, url: archive.url && transport.urlOf(`${PATHS.modelArchives}/${archive.id}/file`) };
  };

  return {
    api: options.api,
    serverNow: transport.serverTime.now,
    needsOwnFetch: options.isCustomised,
    generate: (request, { idempotencyKey = options.createId(), onSlow, signal } = {}) =>
      transport.sendJson(PATHS.generate, { method: "POST", json: request, headers: { [IDEMPOTENCY_KEY_HEADER]: idempotencyKey }, onSlow, signal }),
    generationStatus: (taskId, { signal } = {}) => transport.sendJson(PATHS.generate, { query: { taskId }, signal }),
    modelOf,
    modelsOf: (sources, callOptions) => Promise.allSettled(sources.map((source) => modelOf(source, callOptions))),
    modelById: createModelBatcher(transport, options.clock),
    async versions({ sourceType, sourceId }, { signal } = {}) {
      const query = { sourceType, sourceId, includeAll: "true" };
      return (await transport.sendJson<ModelVersionsAnswer>(PATHS.models, { query, signal })).models;
    },
    page: ({ signal, cursor, limit, status } = {}) => transport.sendJson(PATHS.models, { query: { cursor, limit, status }, signal }),
    async setActive(modelId, { signal } = {}) {
      const json = { modelId, action: "set_active" };
      return (await transport.sendJson<{ model: Model }>(PATHS.models, { method: "PATCH", json, signal })).model;
    },
    async setSize(modelId, size, { signal } = {}) {
      const json = { modelId, action: "set_size", size };
      return (await transport.sendJson<{ model: Model }>(PATHS.models, { method: "PATCH", json, signal })).model;
    },
    async deleteModel(modelId, { signal } = {}) {
      await transport.sendJson(PATHS.models, { method: "DELETE", query: { modelId }, signal });
    },
    async exportFormats({ modelId, signal } = {}) {
      return (await transport.sendJson<ExportFormatsAnswer>(PATHS.exportFormats, { query: { modelId }, signal })).formats;
    },
    startExport,
    exportOf,
    async exportModel(request, waitOptions = {}) {
      const [started, { waitForExport }] = await Promise.all([startExport(request, waitOptions), import("./wait-for-export.ts")]);
      return waitForExport(started, { stream: eventStream, clock: options.clock, ask: exportOf }, waitOptions);
    },
    estimateBatch: (request, { signal } = {}) => transport.sendJson(PATHS.batchEstimate, { method: "POST", json: request, signal }),
    async startBatch(request, { idempotencyKey = options.createId(), onSlow, signal } = {}) {
      return (await transport.sendJson<BatchAnswer>(PATHS.batches, { method: "POST", json: request, headers: { [IDEMPOTENCY_KEY_HEADER]: idempotencyKey }, onSlow, signal })).batch;
    },
    batches: ({ cursor, limit, signal } = {}) => transport.sendJson(PATHS.batches, { query: { cursor, limit }, signal }),
    batchOf: (batchId, { cursor, limit, status, signal } = {}) => transport.sendJson(batchPath(batchId), { query: { cursor, limit, status }, signal }),
    async changeBatch(batchId, action, { signal } = {}) {
      return (await transport.sendJson<BatchAnswer>(batchPath(batchId), { method: "PATCH", json: { action }, signal })).batch;
    },
    async cancelBatch(batchId, { signal } = {}) {
      return (await transport.sendJson<BatchAnswer>(batchPath(batchId), { method: "DELETE", signal })).batch;
    },
    batchArchiveUrl: (batchId, format) => transport.urlOf(`${batchPath(batchId)}/archive`, { format }),
    modelArchiveUrl: (modelIds, format) => transport.urlOf(PATHS.modelArchive, { modelIds: modelIds.join(","), format }),
    fetchModelArchive: async (request, { signal } = {}) => transport.send(PATHS.modelArchive, { method: "POST", headers: { Accept: "application/zip" }, json: request, signal }),
    startArchive: (request, { signal } = {}) => askArchive("", { method: "POST", json: request, signal }),
    archiveOf: (archiveId, { signal } = {}) => askArchive(`/${encodeURIComponent(archiveId)}`, { signal }),
    fetchArchive: async (url, { signal, headers } = {}) => transport.send(transport.pathOf(url), { headers: { Accept: "application/zip", ...headers }, signal }),
    // Fetched with the first photo: most pages upload none.
    uploadSourceImage: async (view, file, uploadOptions) => (await import("./upload-source-image.ts").catch((cause: unknown) => Promise.reject(networkError(cause)))).uploadSourceImage(transport, options, view, file, uploadOptions),
    credits: ({ signal } = {}) => transport.sendJson(PATHS.credits, { signal }),
    ledger: ({ cursor, signal } = {}) => transport.sendJson(PATHS.creditsLedger, { query: { cursor }, signal }),
    operator: async () => (await import("./operator-client.ts")).createOperatorClient(transport, options.createId),
    async reportViewers(reports, { signal } = {}) {
      await transport.sendJson(PATHS.viewerReports, { method: "POST", json: { reports }, keepalive: true, signal });
    },
    health: ({ signal } = {}) => transport.sendJson(PATHS.health, { alsoTakes: 503, signal }),
    modelFileUrl: (modelId, name) => transport.urlOf(filePath(modelId, name)),
    fetchModelFile: (modelId, name, { signal } = {}) => transport.send(filePath(modelId, name), { headers: { Accept: "*/*" }, signal }),
    openEventStream: (streamOptions) => eventStream.open(streamOptions),
  };
}
