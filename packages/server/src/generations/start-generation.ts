import type { ErrorCode, GenerateAnswer, GenerateRequest, GenerationOptions, InputImages, View } from "@model-3d/contract";
import { limitReached } from "../credits/limit-reached.ts";
import { priceGeneration, type PricedKind } from "../credits/price-generation.ts";
import { resolveInputImages, type ResolvedInputImage } from "../files/resolve-input-images.ts";
import { violatedConstraint } from "../db/database-error.ts";
import { ApiError } from "../http/api-error.ts";
import type { KeptAnswer } from "../http/keep-idempotent.ts";
import { announceModel } from "../models/announce-model.ts";
import { insertModel, ONE_IN_PROGRESS, type ModelRow } from "../models/model-repository.ts";
import { findEntry } from "../models/model-service.ts";
import { insertTask } from "../providers/provider-tasks.ts";
import type { Provider } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { estimateDuration } from "./estimate-duration.ts";
import { linkInputImages } from "./input-image-repository.ts";
import { currentTraceparent } from "../tracing/traceparent.ts";
import { answerOf, startTask } from "./start-task.ts";
import { refuseWithoutPlace, takePlace } from "./take-place.ts";
import { warnOfIgnored } from "./warn-of-ignored.ts";

interface StartRequest {
  userId: string;
  body: GenerateRequest;
  publicUrl: string | null;
  signal: AbortSignal;
  kept: KeptAnswer;
  /** What was agreed on before: the price and, where credits are held for it already, the id that the model is to have. */
  agreed?: { cost: number; heldAs: string | null };
  /** Nobody waits for the answer: the model stands in its service's line, from which the workers submit one after another. */
  isUnattended?: boolean;
}

/**
 * Starts a generation: the photos are looked at first, then the hold, the row, who is to make it and the answer to a repeated request are
 * written in one transaction. Only after that a service hears of it: a crash in between leaves a row that a worker submits, never a paid
 * task that nobody knows of, and a request that is repeated is told of the same model.
 */
export async function startGeneration(context: ServiceContext, request: StartRequest): Promise<GenerateAnswer> {
  try {
    return await startOnce(context, request);
  } catch (error) {
    if (!mayBeInProgress(error)) throw error;
    const { userId, body } = request;
    const { generation } = await findEntry(context, userId, body.sourceType, body.sourceId);
    if (violatedConstraint(error) !== ONE_IN_PROGRESS && generation?.finishedAt !== null) throw error;
    throw inProgress(generation);
  }
}

const TAKEN_BY_THE_FIRST: readonly ErrorCode[] = ["insufficient_credits", "credit_limit_reached", "too_many_generations"];

/** A second click finds the source, or the credits, what is left of a limit or the last place, taken by the first one: it is told of the generation in each case. */
function mayBeInProgress(error: unknown): boolean {
  return violatedConstraint(error) === ONE_IN_PROGRESS || (error instanceof ApiError && TAKEN_BY_THE_FIRST.includes(error.code));
}

async function startOnce(context: ServiceContext, request: StartRequest): Promise<GenerateAnswer> {
  const { userId, body } = request;
  const { kind } = await refuseEarly(context, userId, body);
  const [provider, ...others] = await context.providers.choose({ userId, sourceType: body.sourceType, sourceId: body.sourceId, options: body.options ?? {}, requested: body.provider ?? null });
  if (!provider) throw new ApiError("provider_unavailable");
  const { sourceType, sourceId, options = {} } = body;
  const cost = request.agreed?.cost ?? (await priceGeneration(context.options.credits, { kind, userId, provider: provider.name, sourceType, sourceId, options }));
  if (!request.agreed?.heldAs) await refuseTooFew(context, userId, cost);
  const estimate = await estimateDuration(context, provider);
  const images = await resolveInputImages({
    userId,
    imageUrls: body.imageUrls,
    publicUrl: request.publicUrl,
    files: context.files,
    photoFetch: context.photoFetch,
    photoTurns: context.photoTurns,
    signal: request.signal,
  });
  const { model, answer } = await writeGeneration(context, request, [provider, ...others], images, { estimate, cost });
  const views = images.map(({ view }) => view).sort().join("+");
  context.metrics.count("generations_started", { provider: provider.name, source: sourceType, kind: model.version > 1 ? "again" : "first", views });
  return provider.mode === "synchronous" || request.isUnattended ? answer : startTask(context, model, { estimate, waiting: answer, kept: request.kept });
}

/** Says no before photos are fetched for a generation that can't start anyway; what counts is decided again in the transaction. */
async function refuseEarly(context: ServiceContext, userId: string, body: GenerateRequest): Promise<{ kind: PricedKind }> {
  const { model, generation } = await findEntry(context, userId, body.sourceType, body.sourceId);
  if (generation && generation.finishedAt === null) throw inProgress(generation);
  await refuseWithoutPlace(context.database, userId, context.options.generation.maxPerUser);
  return { kind: model ? "regeneration" : "generation" };
}

async function refuseTooFew(context: ServiceContext, userId: string, cost: number): Promise<void> {
  if (context.options.credits.whenInsufficient === "allow" || cost === 0) return;
  const credits = await context.modelCredits.read(userId);
  if (credits.available < cost) throw tooFewCredits(cost, credits);
}

async function writeGeneration(
  context: ServiceContext,
  { userId, body, kept, agreed }: StartRequest,
  [provider, ...others]: readonly [Provider, ...Provider[]],
  images: readonly ResolvedInputImage[],
  { estimate, cost }: { estimate: string; cost: number },
): Promise<{ model: ModelRow; answer: GenerateAnswer }> {
  const modelId = agreed?.heldAs ?? context.ids.uuid();
  const taskId = provider.mode === "synchronous" ? `${provider.name}_${context.ids.uuid()}` : null;
  const warnings = [...images.flatMap((image) => image.warnings), ...foretold(provider, body.options ?? {}, images)];
  const at = context.clock.now();
  const { whenInsufficient, limits } = context.options.credits;
  const hold = agreed?.heldAs ? null : await context.modelCredits.prepareHold({ userId, modelId, amount: cost, expiresAt: null, allowShort: whenInsufficient === "allow", limits, at });
  const writing = context.database.asService(async (trx) => {
    await takePlace(trx, userId, context.options.generation.maxPerUser);
    const held = await hold?.take(trx);
    if (held?.kind === "insufficient") throw tooFewCredits(cost, held);
    if (held?.kind === "limited") throw limitReached(held, at);
    const model = await insertModel(trx, {
      id: modelId,
      userId,
      sourceType: body.sourceType,
      sourceId: body.sourceId,
      provider: provider.name,
      taskId,
      inputImages: inputImagesOf(images),
      options: body.options ?? {},
      warnings,
    });
    // From here on no sweep can take a photo that this generation was promised.
    await context.files.holdSourceImages(trx, { userId, keys: images.map(({ fileKey }) => fileKey) });
    await linkInputImages(trx, modelId, images);
    await announceModel(trx, "model.created", model);
    await context.modelCredits.announce(trx, userId, { at });
    if (taskId === null) await insertTask(trx, { modelId, userId, provider: provider.name, fallbacks: others.map(({ name }) => name), traceparent: currentTraceparent(), at: context.clock.now() });
    else await context.queue.send(trx, "run-generation", { modelId });
    const answer = answerOf(model, taskId, estimate);
    await kept.remember(trx, answer);
    return { model, answer };
  });
  return writing.catch(async (error: unknown) => {
    await hold?.abandon();
    throw error;
  });
}

/** A generator of ours says with its result what it did otherwise; a service does not. */
function foretold(provider: Provider, options: GenerationOptions, images: readonly ResolvedInputImage[]): string[] {
  return provider.mode === "synchronous" ? [] : warnOfIgnored(provider, { options, views: images.map(({ view }) => view) });
}

function inputImagesOf(images: readonly { view: View; reference: string }[]): InputImages {
  const byView: InputImages = {};
  for (const { view, reference } of images) byView[view] = reference;
  return byView;
}

function tooFewCredits(cost: number, { balance, held, available }: { balance: number; held: number; available: number }): ApiError {
  const waiting = held > 0 ? ` (${held} are held for models that are being made)` : "";
  return new ApiError("insufficient_credits", `This generation costs ${cost} credits; ${available} are available${waiting}.`, { balance, held, available, cost });
}

function inProgress(generation: ModelRow | null): ApiError {
  return new ApiError("generation_in_progress", undefined, generation ? { modelId: generation.id, taskId: generation.taskId ?? generation.id, version: generation.version, progress: generation.progress } : {});
}
