import { SpanKind } from "@opentelemetry/api";
import { isFinalState } from "@model-3d/contract";
import { joinSignals } from "../join-signals.ts";
import { lockModel, type ModelRow } from "../models/model-repository.ts";
import { ProviderError } from "../providers/provider-error.ts";
import type { ProviderResult, SynchronousProvider } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { inSpan } from "../tracing/in-span.ts";
import { ofModel } from "../tracing/of-model.ts";
import { buildProviderRequest } from "./build-provider-request.ts";
import { storePreview } from "./store-preview.ts";
import { settleGeneration, type SettledFile, type TaskNews } from "./settle-generation.ts";

const MAX_RESULT_BYTES = 512 * 1024 * 1024;
/** The last per cent belong to storing the files: 100 means that they can be had. */
const PROVIDER_SHARE = 0.97;

/** Why a run was broken off from our side; the row says the rest. */
class ModelGone extends Error {}

/**
 * Makes one model from its photos, tells its progress, stores its files and settles it. Can be run again for a model whose earlier run died:
 * what that one had stored is swept, and only one of them can settle.
 *
 * @throws what may pass by itself (database away, storage full), so that the queue tries again.
 */
export async function runGeneration(context: ServiceContext, modelId: string, signal: AbortSignal): Promise<void> {
  const model = await context.database.statementAsService((trx) => lockModel(trx, modelId));
  if (!model || isFinalState(model.status)) return;
  const provider = context.providers.get(model.provider);
  if (provider.mode !== "synchronous") throw new Error(`The provider "${provider.name}" makes its models elsewhere.`);
  try {
    await settleGeneration(context, model, await generate(context, model, provider, signal));
  } catch (error) {
    if (error instanceof ModelGone) return;
    if (!(error instanceof ProviderError) || error.retryable) throw error;
    context.logger.warn({ modelId, code: error.code }, "A generation failed");
    await settleGeneration(context, model, { status: "FAILED", reason: error.message, cause: error.actor });
  }
}

async function generate(context: ServiceContext, model: ModelRow, provider: SynchronousProvider, signal: AbortSignal): Promise<TaskNews> {
  const gone = new AbortController();
  const reporter = reportProgress(context, model, gone);
  const { signal: stop, leave } = joinSignals(signal, gone.signal);
  let preview = Promise.resolve();
  try {
    const request = await buildProviderRequest(context, model, provider);
    const onPreview = (glb: Uint8Array) => void (preview = preview.then(() => storePreview(context, model, glb, stop)));
    const result = await inSpan("model_3d.make_model", { kind: SpanKind.INTERNAL, attributes: ofModel({ modelId: model.id, provider: provider.name }) }, () => provider.run(request, { signal: stop, onProgress: reporter.report, onPreview }));
    await reporter.settled();
    context.logger.info({ modelId: model.id, provider: provider.name, stats: result.stats }, "A model was made");
    return { status: "SUCCEEDED", files: await storeResult(context, model, result, stop), warnings: result.warnings };
  } catch (error) {
    if (gone.signal.aborted) throw gone.signal.reason;
    throw error;
  } finally {
    await preview;
    await reporter.settled().catch(() => undefined);
    leave();
  }
}

/** Writes each step of progress once and in order; a model that has ended or been deleted meanwhile ends the run. */
function reportProgress(context: ServiceContext, model: ModelRow, gone: AbortController): { report(progress: number): void; settled(): Promise<void> } {
  let newest = 0;
  let written = 0;
  let writing: Promise<void> | null = null;
  const write = async () => {
    while (newest > written && !gone.signal.aborted) {
      const progress = newest;
      const settlement = await settleGeneration(context, model, { status: "IN_PROGRESS", progress });
      written = progress;
      if (settlement.kind === "ended") gone.abort(new ModelGone("The model has ended or was deleted."));
    }
  };
  return {
    report(progress) {
      newest = Math.max(newest, Math.min(99, Math.round(progress * PROVIDER_SHARE)));
      writing ??= write()
        .catch((error: unknown) => gone.abort(error))
        .finally(() => (writing = null));
    },
    async settled() {
      while (writing) await writing;
      gone.signal.throwIfAborted();
    },
  };
}

async function storeResult(context: ServiceContext, model: ModelRow, result: ProviderResult, signal: AbortSignal): Promise<SettledFile[]> {
  const stored: SettledFile[] = [];
  for (const file of result.files) {
    const written = await context.files.writeFile({
      userId: model.userId,
      kind: "model_file",
      modelId: model.id,
      name: file.name,
      contentType: file.contentType,
      source: file.bytes,
      maxBytes: MAX_RESULT_BYTES,
      signal,
    });
    stored.push({ kind: file.kind, name: file.name, contentType: file.contentType, ...(file.texture ? { texture: file.texture } : {}), key: written.key });
  }
  return stored;
}
