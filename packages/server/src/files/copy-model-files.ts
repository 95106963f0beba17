import { SpanKind } from "@opentelemetry/api";
import type { Knex } from "knex";
import type { HostEvent } from "@model-3d/contract";
import { publishHostEvent } from "../host-events/host-event-service.ts";
import { joinSignals } from "../join-signals.ts";
import type { ServiceContext } from "../service-context.ts";
import { CopyFailure } from "./copy-failure.ts";
import { fetchProviderFile, type FetchContext } from "./fetch-provider-file.ts";
import type { StoredFile } from "./file-service.ts";
import { planFailure } from "./plan-failure.ts";
import * as rows from "./provider-file-repository.ts";
import type { ProviderFileRow } from "./provider-file-repository.ts";
import { inSpan } from "../tracing/in-span.ts";
import { ofModel } from "../tracing/of-model.ts";

export type CopyContext = FetchContext & Pick<ServiceContext, "database" | "queue" | "clock" | "logger" | "secrets" | "fileOwner">;

export const COPY_MODEL_FILES = "copy-model-files";

const FILES_AT_ONCE = 2;
/** A claim that is not renewed for this long was that of a process that died. */
const CLAIM_MS = 30_000;
const RENEWAL_MS = 10_000;

/** The model was deleted, or somebody else has copied the file or given it up: what is here is of no use. */
class NotWaiting extends Error {}

/**
 * Copies those files of a model into the storage that are due, each on its own: what is done is done, whatever becomes of the others.
 * Can run any number of times, also at once. A file that fails is tried again later; one that can't be had any more is given up, and told of.
 *
 * @throws what is no fault of a file, such as a database that is away, and the signal's reason.
 */
export async function copyModelFiles(context: CopyContext, modelId: string, signal: AbortSignal): Promise<void> {
  let refreshed: Promise<void> | null = null;
  // Once for all files of this run: the service tells all addresses at once.
  const refresh = () => (refreshed ??= refreshAddresses(context, modelId, signal));
  const work = async () => {
    for (;;) {
      signal.throwIfAborted();
      const file = await claim(context, modelId, signal);
      if (!file) return;
      await copyClaimed(context, file, refresh, signal);
      if (file.isLast) return;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: FILES_AT_ONCE }, work));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed) throw failed.reason;
}

/** A claim that comes when the worker has been told to stop is not made: it would count as a try. */
function claim({ database, clock }: CopyContext, modelId: string, signal: AbortSignal): Promise<rows.ClaimedFile | null> {
  const now = clock.now();
  return database.asService(async (trx) => {
    const file = await rows.claimProviderFile(trx, modelId, { now, until: later(now, CLAIM_MS) });
    signal.throwIfAborted();
    return file;
  });
}

async function copyClaimed(context: CopyContext, file: ProviderFileRow, refresh: () => Promise<void>, signal: AbortSignal): Promise<void> {
  const claimed = keepClaim(context, file);
  const { signal: stop, leave } = joinSignals(signal, claimed.signal);
  const started = performance.now();
  try {
    const stored = await inSpan("model_3d.copy_file", { kind: SpanKind.CLIENT, attributes: { ...ofModel(file), "model_3d.file": file.name } }, () => fetchAnew(context, file, refresh, stop));
    await adopt(context, file, stored);
    const { provider, name } = file;
    context.metrics.count("provider_files", { provider, result: "copied" });
    context.metrics.count("provider_file_bytes", { provider }, stored.bytes);
    context.metrics.observe("provider_file_copy", (performance.now() - started) / 1000, { provider });
    context.logger.info({ modelId: file.modelId, name, bytes: stored.bytes, attempts: file.attempts }, "A file was copied into the storage");
  } catch (error) {
    if (error instanceof NotWaiting) return;
    if (signal.aborted) await context.database.asService((trx) => rows.moveClaim(trx, file, context.clock.now())).catch(() => undefined);
    signal.throwIfAborted();
    if (!(error instanceof CopyFailure)) throw error;
    await noteFailure(context, file, error);
  } finally {
    leave();
    await claimed.end();
  }
}

/** While it runs, nobody else takes the file; it ends the work when the file is not to be copied any more. */
function keepClaim({ database, clock }: CopyContext, file: ProviderFileRow): { signal: AbortSignal; end(): Promise<void> } {
  const lost = new AbortController();
  let renewal = Promise.resolve();
  const renew = async () => {
    const isKept = await database.asService((trx) => rows.moveClaim(trx, file, later(clock.now(), CLAIM_MS)));
    if (!isKept) lost.abort(new NotWaiting());
  };
  // A database that is away for a moment costs the claim at most, and two copies do no harm.
  const timer = setInterval(() => (renewal = renew().catch(() => undefined)), RENEWAL_MS);
  return {
    signal: lost.signal,
    async end() {
      clearInterval(timer);
      await renewal;
    },
  };
}

/** Some addresses live for minutes: where one is refused, the service is asked once whether there is another. */
async function fetchAnew(context: CopyContext, file: ProviderFileRow, refresh: () => Promise<void>, signal: AbortSignal): Promise<StoredFile> {
  try {
    return await fetchProviderFile(context, file, signal);
  } catch (error) {
    if (!(error instanceof CopyFailure && error.kind === "gone")) throw error;
    await refresh();
    const renewed = await context.database.asService((trx) => rows.findWaitingFile(trx, file));
    if (!renewed) throw new NotWaiting();
    if (renewed.url === file.url) throw error;
    return fetchProviderFile(context, renewed, signal);
  }
}

async function refreshAddresses({ fileOwner, logger }: CopyContext, modelId: string, signal: AbortSignal): Promise<void> {
  try {
    await fileOwner.refreshFiles(modelId, signal);
  } catch (error) {
    signal.throwIfAborted();
    logger.warn({ err: error, modelId }, "The service could not be asked where the files of a model lie now");
  }
}

/** The model's row, the copy and the file's own row change together; what can't be adopted is given up. */
async function adopt(context: CopyContext, file: ProviderFileRow, stored: StoredFile): Promise<void> {
  try {
    await context.database.asService(async (trx) => {
      await endCopy(context, trx, file, { state: "copied", reason: null }, () => context.files.adoptFiles(trx, { modelId: file.modelId, keys: [stored.key] }));
    });
  } catch (error) {
    await context.files.discardFiles([stored.key]);
    throw error;
  }
}

/** Writes down that the files of a result lie elsewhere now, those that still wait for their copy. */
export async function renewRemoteFiles({ database, fileOwner }: Pick<CopyContext, "database" | "fileOwner">, result: rows.RemoteResult): Promise<void> {
  await database.asService(async (trx) => {
    if (!(await fileOwner.holdModel(trx, result.modelId))) return;
    await rows.upsertProviderFiles(trx, result);
    await showPlaces(fileOwner, trx, result.modelId);
  });
}

/** Locks in the order that deleting a model has too: the model, its files in the storage, then this. */
async function endCopy(context: CopyContext, trx: Knex.Transaction, file: ProviderFileRow, end: Parameters<typeof rows.endWaiting>[2], before?: () => Promise<void>): Promise<void> {
  if (!(await context.fileOwner.holdModel(trx, file.modelId))) throw new NotWaiting();
  await before?.();
  if (!(await rows.endWaiting(trx, file, end))) throw new NotWaiting();
  await showPlaces(context.fileOwner, trx, file.modelId);
}

/** Writes into a held model where its files are now. */
export async function showPlaces(fileOwner: Pick<ServiceContext["fileOwner"], "placeFiles">, trx: Knex.Transaction, modelId: string): Promise<void> {
  const all = await rows.listProviderFiles(trx, modelId);
  await fileOwner.placeFiles(trx, modelId, all.map(({ kind, texture, state, name, url }) => ({ kind, texture, place: state === "copied" ? name : state === "waiting" ? url : null })));
}

async function noteFailure(context: CopyContext, given: ProviderFileRow, failure: CopyFailure): Promise<void> {
  const { database, clock, logger, metrics, queue } = context;
  const { modelId, name, provider, attempts } = given;
  const plan = await database.asService(async (trx) => {
    const file = await rows.findWaitingFile(trx, given);
    if (!file) return null;
    const planned = planFailure(file, failure, clock.now());
    const decided = { ...planned, reason: context.secrets.text(planned.reason) };
    if (decided.kind === "retry") {
      await rows.recordFailedAttempt(trx, file, decided);
      await queue.send(trx, COPY_MODEL_FILES, { modelId }, { startAfterSeconds: Math.ceil(decided.pauseMs / 1000) });
      return decided;
    }
    await endCopy(context, trx, file, { state: decided.kind, reason: decided.reason });
    await publishHostEvent(trx, fileTrouble(`files.${decided.kind}`, [file], decided.reason));
    return decided;
  }).catch((error: unknown) => {
    if (error instanceof NotWaiting) return null;
    throw error;
  });
  if (!plan) return;
  const details = { err: failure.cause, modelId, name, provider, attempts, reason: failure.message };
  metrics.count("provider_files", { provider, result: plan.kind === "retry" ? "failed" : plan.kind });
  if (plan.kind === "retry") logger.warn({ ...details, nextAttemptAt: plan.nextAttemptAt }, "A file could not be copied and will be tried again");
  else if (plan.kind === "lost") logger.error(details, "A file is lost: the service does not have it any more");
  else logger.error(details, "A file is refused: what the service sends is unusable and stays so; `model-3d files retry` tries it again while the service keeps it");
}

type TroubledFiles = Extract<HostEvent, { type: `files.${string}` }>;

/** What the host is told of files of one model. */
export function fileTrouble(type: TroubledFiles["type"], files: readonly [ProviderFileRow, ...ProviderFileRow[]], reason: string | null): TroubledFiles {
  const [{ userId, modelId, provider, expiresAt }] = files;
  return { type, userId, data: { modelId, provider, files: files.map(({ name }) => name), reason, expiresAt: expiresAt?.toISOString() ?? null } };
}

function later(time: Date, ms: number): Date {
  return new Date(time.getTime() + ms);
}
