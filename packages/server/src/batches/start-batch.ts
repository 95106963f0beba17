import type { BatchAnswer } from "@model-3d/contract";
import type { Knex } from "knex";
import { limitReached } from "../credits/limit-reached.ts";
import { lockStarts } from "../generations/take-place.ts";
import { ApiError } from "../http/api-error.ts";
import type { KeptAnswer } from "../http/keep-idempotent.ts";
import type { ServiceContext } from "../service-context.ts";
import { announceBatch } from "./announce-batch.ts";
import { countOpenBatches, findBatch, insertBatch, linkImages } from "./batch-repository.ts";
import { priorityOf } from "./batches-options.ts";
import { standInLines } from "./deal-items.ts";
import { leaveOutTaken, planBatch, sumUp, type BatchBody, type PlannedItem } from "./plan-batch.ts";
import { presentBatch } from "./present-batch.ts";

interface StartBatch {
  userId: string;
  body: BatchBody;
  /** Where the user reaches this server, for addresses of its own. */
  publicUrl: string | null;
  kept: KeptAnswer;
}

/** @throws ApiError `invalid_request` for a batch of more items than the host takes. */
export function refuseTooMany({ options }: Pick<ServiceContext, "options">, { items }: BatchBody): void {
  const { maxItems } = options.batches;
  if (items.length <= maxItems) return;
  const message = `must name at most ${maxItems} items; make several batches of them`;
  throw new ApiError("invalid_request", `items: ${message}`, { issues: [{ path: "items", message }], limit: maxItems });
}

/**
 * Starts a batch: what can be made is held for (all of it at once, unless the host says otherwise) and written down in one transaction, with the
 * answer to a repeated request; from there on everything is in the database and the queue, and goes on whatever process dies.
 *
 * @throws ApiError `invalid_request`, `nothing_to_make`, `insufficient_credits`, `credit_limit_reached`, `too_many_batches`.
 */
export async function startBatch(context: ServiceContext, { userId, body, publicUrl, kept }: StartBatch): Promise<BatchAnswer> {
  refuseTooMany(context, body);
  const firstPlan = await planBatch(context, { userId, body, publicUrl });
  const priority = await priorityOf(context.options.batches, userId);
  const id = context.ids.uuid();
  const at = context.clock.now();
  const holdsAll = context.options.batches.hold === "all";
  return context.database.asService(async (trx) => {
    await lockStarts(trx, userId);
    const planned = await leaveOutTaken(trx, userId, firstPlan);
    const { ready, leftOut } = sumUp(planned);
    if (ready.length === 0) throw new ApiError("nothing_to_make", undefined, { leftOut });
    const items = planned.map((item) => ({ ...item, heldAs: holdsAll && item.reason === null ? context.ids.uuid() : null }));
    await refuseMoreBatches(context, trx, userId);
    await holdFor(context, trx, userId, items, at);
    const uploads = items.flatMap(({ position, uploads: own }) => own.map((upload) => ({ position, ...upload })));
    // From here on no sweep can take a photo that an item was promised.
    await context.files.holdSourceImages(trx, { userId, keys: [...new Set(uploads.map(({ fileKey }) => fileKey))] });
    await insertBatch(trx, { id, userId, name: body.name ?? null, priority, publicUrl, at }, items.map((item) => toNewItem(item, body)));
    await linkImages(trx, id, uploads);
    const row = await findBatch(trx, id);
    if (!row) throw new Error("The new batch was not written.");
    await announceBatch(trx, "batch.progress", row);
    await context.queue.send(trx, "advance-batch", { batchId: id });
    const left = leftOut.length > 0 ? ` ${leftOut.length} of ${planned.length} items were left out: they say why.` : "";
    const answer: BatchAnswer = { success: true, batch: presentBatch(row), message: `${ready.length === 1 ? "1 model is" : `${ready.length} models are`} being made.${left}` };
    await kept.remember(trx, answer);
    await standInLines(context, trx, userId);
    return answer;
  });
}

async function refuseMoreBatches({ options }: ServiceContext, trx: Knex.Transaction, userId: string): Promise<void> {
  const { maxPerUser } = options.batches;
  const open = await countOpenBatches(trx, userId);
  if (open < maxPerUser) return;
  throw new ApiError("too_many_batches", `${open} of your batches are open, and no more than ${maxPerUser} may be at once. Wait until one is done, or cancel one.`, { open, limit: maxPerUser });
}

/**
 * Holds the credits of items together, each under the id that its model is to have; nothing for those without one.
 * @throws ApiError `insufficient_credits`, `credit_limit_reached`: the transaction has to end.
 */
export async function holdFor(context: ServiceContext, trx: Knex.Transaction, userId: string, items: readonly { heldAs: string | null; cost: number }[], at: Date): Promise<void> {
  const { whenInsufficient, limits } = context.options.credits;
  const holds = items.flatMap(({ heldAs, cost }) => (heldAs === null ? [] : [{ userId, modelId: heldAs, amount: cost, expiresAt: null, allowShort: whenInsufficient === "allow", limits, at }]));
  if (holds.length === 0) return;
  const held = await context.modelCredits.holdMany(trx, holds);
  if (held.kind === "limited") throw limitReached(held, at);
  if (held.kind === "insufficient") {
    const cost = holds.reduce((sum, { amount }) => sum + amount, 0);
    const { balance, held: others, available } = held;
    throw new ApiError("insufficient_credits", `These ${holds.length} models cost ${cost} credits; ${available} are available. Make fewer of them, or get more credits.`, { balance, held: others, available, cost });
  }
  await context.modelCredits.announce(trx, userId, { at });
}

function toNewItem({ position, request, options, provider, cost, reason, heldAs }: PlannedItem & { heldAs: string | null }, body: BatchBody) {
  const { sourceType, sourceId, name = null, imageUrls } = request;
  return { position, sourceType, sourceId, name, imageUrls, options, provider, wantedProvider: body.provider ?? null, cost, heldAs, reason };
}
