import {
  IDEMPOTENCY_KEY_HEADER,
  PATHS,
  type AdminArchivePage,
  type AdminBatchAnswer,
  type AdminBatchPage,
  type AdminDelivery,
  type AdminDeliveryPage,
  type AdminGenerationPage,
  type AdminLedgerPage,
  type ArchiveState,
  type BatchIntervention,
  type BatchItemState,
  type BatchState,
  type CorrectionAnswer,
  type CorrectionRequest,
  type DeleteArchiveAnswer,
  type InterveneAnswer,
  type InterveneBatchAnswer,
  type Intervention,
  type LedgerKind,
  type ModelState,
  type OperatorActionPage,
  type Overview,
  type RefundAnswer,
  type ReplayAnswer,
  type SourceType,
  type StorageUse,
  type Timeline,
  type TroubledFile,
  type TroubledFilePage,
  type Usage,
} from "@model-3d/contract";
import type { CallOptions, Transport } from "./transport.ts";

export interface OperatorPageOptions extends CallOptions {
  cursor?: string | undefined;
  /** At most 100. */
  limit?: number | undefined;
}

export interface GenerationFilter extends OperatorPageOptions {
  status?: ModelState | undefined;
  /** Only those that go on and that nobody has heard of for ten minutes. */
  stuck?: "true" | undefined;
  /** A part of why it failed. */
  reason?: string | undefined;
  userId?: string | undefined;
  sourceType?: SourceType | undefined;
  sourceId?: string | undefined;
  /** An ISO 8601 time in UTC. */
  since?: string | undefined;
}

export interface AdminBatchFilter extends OperatorPageOptions {
  status?: BatchState | undefined;
  /** Only those that run and of which nothing has moved for ten minutes. */
  stuck?: "true" | undefined;
  userId?: string | undefined;
}

export interface LedgerFilter extends OperatorPageOptions {
  userId?: string | undefined;
  kind?: LedgerKind | undefined;
  /** The id of a model or of a grant. */
  reference?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

/** The same key and body are done once; without one each call is a new act. */
export interface ActOptions extends CallOptions {
  idempotencyKey?: string;
}

/** What the host's operators ask for. Everybody else gets `not_found` from all of it. */
export interface OperatorClient {
  /** How things stand, and what this operator may change. */
  overview(options?: CallOptions): Promise<Overview>;
  /** Generations of all users, the newest first; stuck ones by how long they have been silent. */
  generations(filter?: GenerationFilter): Promise<AdminGenerationPage>;
  /** Every event of one generation, oldest first. */
  timeline(modelId: string, options?: CallOptions): Promise<Timeline>;
  /** Has a generation looked after at once, gives it up, or has its refused files copied again. Throws `not_permitted`, `generation_ended`. */
  intervene(modelId: string, action: Intervention, reason: string, options?: ActOptions): Promise<InterveneAnswer>;
  /** Gives back all that a generation cost, once. Throws `not_permitted`, `refund_refused`. */
  refund(modelId: string, reason: string, options?: ActOptions): Promise<RefundAnswer>;
  /** Batches of all users, those that run first and of both the newest; stuck ones by how long nothing of them has moved. */
  batches(filter?: AdminBatchFilter): Promise<AdminBatchPage>;
  /** One batch with a page of its items, what can be done with it, and what operators did. */
  batch(batchId: string, options?: OperatorPageOptions & { status?: BatchItemState | undefined }): Promise<AdminBatchAnswer>;
  /** Pauses a batch, resumes it, tries its failed items again or cancels the rest. Throws `not_permitted`, `batch_ended`, and a retry `insufficient_credits`, `credit_limit_reached` of its user's. */
  interveneBatch(batchId: string, action: BatchIntervention, reason: string, options?: ActOptions): Promise<InterveneBatchAnswer>;
  /** Stored archives of all users, the newest first. */
  archives(filter?: OperatorPageOptions & { status?: ArchiveState | undefined; userId?: string | undefined }): Promise<AdminArchivePage>;
  /** Takes a stored archive away; its user can have it packed again. Throws `not_permitted`. */
  deleteArchive(archiveId: string, reason: string, options?: ActOptions): Promise<DeleteArchiveAnswer>;
  /** What services have told, the newest first. */
  webhooks(filter?: OperatorPageOptions & { state?: AdminDelivery["state"] | undefined; provider?: string | undefined }): Promise<AdminDeliveryPage>;
  /** Has a delivery worked on once more. Throws `not_permitted`. */
  replay(deliveryId: string, reason: string, options?: ActOptions): Promise<ReplayAnswer>;
  /** Movements of all users' credits, the newest first. */
  ledger(filter?: LedgerFilter): Promise<AdminLedgerPage>;
  /** Gives or takes credits by hand. Throws `not_permitted`, `correction_refused`. */
  correct(correction: CorrectionRequest, options?: ActOptions): Promise<CorrectionAnswer>;
  storage(options?: CallOptions): Promise<StorageUse>;
  /** Files of models that are not in the storage. */
  files(filter?: OperatorPageOptions & { state?: TroubledFile["state"] | undefined }): Promise<TroubledFilePage>;
  /** What was made and spent on each of the last days, 30 when left out. */
  usage(options?: CallOptions & { days?: number }): Promise<Usage>;
  /** What operators changed, and why, the newest first. */
  actions(options?: OperatorPageOptions): Promise<OperatorActionPage>;
}

export function createOperatorClient(transport: Transport, createId: () => string): OperatorClient {
  const list = <Answer>(path: string, { signal, ...query }: OperatorPageOptions & Record<string, unknown>): Promise<Answer> => transport.sendJson(path, { query: query as Record<string, string | number | undefined>, signal });
  const act = <Answer>(path: string, json: object, { signal, idempotencyKey = createId() }: ActOptions): Promise<Answer> => transport.sendJson(path, { method: "POST", json, headers: { [IDEMPOTENCY_KEY_HEADER]: idempotencyKey }, signal });
  const batchPath = (batchId: string): string => `${PATHS.adminBatches}/${encodeURIComponent(batchId)}`;
  const generationPath = (modelId: string): string => `${PATHS.adminGenerations}/${encodeURIComponent(modelId)}`;
  return {
    overview: ({ signal } = {}) => transport.sendJson(PATHS.adminOverview, { signal }),
    generations: (filter = {}) => list(PATHS.adminGenerations, { ...filter }),
    timeline: (modelId, { signal } = {}) => transport.sendJson(generationPath(modelId), { signal }),
    intervene: (modelId, action, reason, options = {}) => act(generationPath(modelId), { action, reason }, options),
    refund: (modelId, reason, options = {}) => act(`${generationPath(modelId)}/refund`, { reason }, options),
    batches: (filter = {}) => list(PATHS.adminBatches, { ...filter }),
    batch: (batchId, options = {}) => list(batchPath(batchId), { ...options }),
    interveneBatch: (batchId, action, reason, options = {}) => act(batchPath(batchId), { action, reason }, options),
    archives: (filter = {}) => list(PATHS.adminArchives, { ...filter }),
    deleteArchive: (archiveId, reason, options = {}) => act(`${PATHS.adminArchives}/${encodeURIComponent(archiveId)}`, { action: "delete", reason }, options),
    webhooks: (filter = {}) => list(PATHS.adminWebhooks, { ...filter }),
    replay: (deliveryId, reason, options = {}) => act(`${PATHS.adminWebhooks}/${encodeURIComponent(deliveryId)}/replay`, { reason }, options),
    ledger: (filter = {}) => list(PATHS.adminLedger, { ...filter }),
    correct: (correction, options = {}) => act(PATHS.adminCorrections, correction, options),
    storage: ({ signal } = {}) => transport.sendJson(PATHS.adminStorage, { signal }),
    files: (filter = {}) => list(PATHS.adminFiles, { ...filter }),
    usage: ({ days, signal } = {}) => transport.sendJson(PATHS.adminUsage, { query: { days }, signal }),
    actions: (options = {}) => list(PATHS.adminActions, { ...options }),
  };
}
