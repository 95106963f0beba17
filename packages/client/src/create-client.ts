import {
  IDEMPOTENCY_KEY_HEADER,
  PATHS,
  type Credits,
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
  type SourceImageAnswer,
  type View,
} from "@model-3d/contract";
import { createSourceBatcher, type Source } from "./batch-sources.ts";
import { resolveModel3DClientOptions, type Model3DClientOptions } from "./client-options.ts";
import { createSharedEventStream } from "./create-shared-event-stream.ts";
import type { EventStreamHandle, OpenEventStreamOptions } from "./event-stream.ts";
import { createTransport, type CallOptions } from "./transport.ts";
import { uploadSourceImage, type UploadOptions } from "./upload-source-image.ts";

export interface GenerateOptions extends CallOptions {
  /** Sending the same key and body again gives the first answer again; a fresh one is made when left out. */
  idempotencyKey?: string;
}

export interface PageOptions extends CallOptions {
  cursor?: string;
  limit?: number;
  status?: ModelState;
}

export interface LedgerOptions extends CallOptions {
  cursor?: string;
}

/** The HTTP API as methods. All throw `Model3DError`, except when their signal aborts: then its own reason. */
export interface Model3DClient {
  /** Where the API is, without a slash at its end. */
  readonly api: string;
  /** Starts a generation. Throws `insufficient_credits`, `generation_in_progress`, `image_*`, `provider_*` … */
  generate(request: GenerateRequest, options?: GenerateOptions): Promise<GenerateAnswer>;
  /** The newest state of a task, asked of its provider. */
  generationStatus(taskId: string, options?: CallOptions): Promise<GenerationStatus>;
  /** What to show of one source. Calls within one tick become one request. */
  modelOf(source: Source, options?: CallOptions): Promise<ModelEntry>;
  /** What to show of many sources, in their order; one request per 100 of them. */
  modelsOf(sources: readonly Source[], options?: CallOptions): Promise<ModelEntry[]>;
  /** All versions of a source, newest first. */
  versions(source: Source, options?: CallOptions): Promise<Model[]>;
  /** The user's models over all sources, newest first. */
  page(options?: PageOptions): Promise<ModelPageAnswer>;
  setActive(modelId: string, options?: CallOptions): Promise<Model>;
  deleteModel(modelId: string, options?: CallOptions): Promise<void>;
  /** Uploads a photo; the `url` of the answer is what `generate` takes. */
  uploadSourceImage(view: View, file: Blob, options?: UploadOptions): Promise<SourceImageAnswer>;
  credits(options?: CallOptions): Promise<Credits>;
  ledger(options?: LedgerOptions): Promise<LedgerPage>;
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

  return {
    api: options.api,
    needsOwnFetch: options.isCustomised,
    generate: (request, { idempotencyKey = options.createId(), signal } = {}) =>
      transport.sendJson(PATHS.generate, { method: "POST", json: request, headers: { [IDEMPOTENCY_KEY_HEADER]: idempotencyKey }, signal }),
    generationStatus: (taskId, { signal } = {}) => transport.sendJson(PATHS.generate, { query: { taskId }, signal }),
    modelOf,
    modelsOf: (sources, callOptions) => Promise.all(sources.map((source) => modelOf(source, callOptions))),
    async versions({ sourceType, sourceId }, { signal } = {}) {
      const query = { sourceType, sourceId, includeAll: "true" };
      return (await transport.sendJson<ModelVersionsAnswer>(PATHS.models, { query, signal })).models;
    },
    page: ({ signal, cursor, limit, status } = {}) => transport.sendJson(PATHS.models, { query: { cursor, limit, status }, signal }),
    async setActive(modelId, { signal } = {}) {
      const json = { modelId, action: "set_active" };
      return (await transport.sendJson<{ model: Model }>(PATHS.models, { method: "PATCH", json, signal })).model;
    },
    async deleteModel(modelId, { signal } = {}) {
      await transport.sendJson(PATHS.models, { method: "DELETE", query: { modelId }, signal });
    },
    uploadSourceImage: (view, file, uploadOptions) => uploadSourceImage(transport, options, view, file, uploadOptions),
    credits: ({ signal } = {}) => transport.sendJson(PATHS.credits, { signal }),
    ledger: ({ cursor, signal } = {}) => transport.sendJson(PATHS.creditsLedger, { query: { cursor }, signal }),
    health: ({ signal } = {}) => transport.sendJson(PATHS.health, { alsoTakes: 503, signal }),
    modelFileUrl: (modelId, name) => transport.urlOf(filePath(modelId, name)),
    fetchModelFile: (modelId, name, { signal } = {}) => transport.send(filePath(modelId, name), { headers: { Accept: "*/*" }, signal }),
    openEventStream: (streamOptions) => eventStream.open(streamOptions),
  };
}
