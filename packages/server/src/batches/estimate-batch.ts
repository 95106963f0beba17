import type { BatchEstimate } from "@model-3d/contract";
import { estimateSeconds, sayRange } from "../generations/estimate-duration.ts";
import type { ServiceContext } from "../service-context.ts";
import { priorityOf } from "./batches-options.ts";
import { countRounds } from "./count-rounds.ts";
import { placesOf } from "./deal-items.ts";
import { countBusy, countOfUser, listWaiting } from "./line-repository.ts";
import { planBatch, sumUp, type BatchBody, type PlannedItem } from "./plan-batch.ts";
import { refuseTooMany } from "./start-batch.ts";

/**
 * What a batch would come to: how many models, for how many credits, in what time, and what would be left out and why. Asking changes nothing.
 *
 * @throws ApiError `invalid_request`, `credits_unavailable`.
 */
export async function estimateBatch(context: ServiceContext, request: { userId: string; body: BatchBody; publicUrl: string | null }): Promise<BatchEstimate> {
  refuseTooMany(context, request.body);
  const { hold } = context.options.batches;
  const planned = await planBatch(context, request);
  const { ready, cost, leftOut } = sumUp(planned);
  const { available } = await context.modelCredits.read(request.userId);
  const mayFallShort = context.options.credits.whenInsufficient === "allow";
  const needed = hold === "all" ? cost : Math.min(...ready.map((item) => item.cost), cost);
  const { seconds, atOnce } = await estimateTime(context, request.userId, ready);
  const left = leftOut.length > 0 ? ` ${leftOut.length} would be left out.` : "";
  const message = ready.length === 0 ? `No model would be made.${left}` : `${ready.length === 1 ? "1 model" : `${ready.length} models`} for ${cost} credits, in about ${sayRange([seconds.from, seconds.to])}.${left}`;
  return { success: true, items: planned.length, ready: ready.length, leftOut, credits: { cost, available, enough: mayFallShort || needed <= available, hold }, seconds, atOnce, message };
}

/**
 * Each provider works on its own share; the slowest is the last. Who waits in a line shares its places with the user, whose own batches that run come
 * first; what is under way has just begun or is about to end.
 */
async function estimateTime(context: ServiceContext, userId: string, ready: readonly PlannedItem[]): Promise<Pick<BatchEstimate, "seconds" | "atOnce">> {
  const { atOncePerUser } = context.options.batches;
  const placesPerUser = Math.min(atOncePerUser, context.options.generation.maxPerUser);
  const weight = await priorityOf(context.options.batches, userId);
  const seconds = { from: 0, to: 0 };
  let atOnce = 0;
  for (const [name, items] of Map.groupBy(ready, ({ provider }) => provider)) {
    const provider = context.providers.get(name);
    const places = placesOf(context, name);
    const line = await readLine(context, name, userId);
    const [from, to] = await estimateSeconds(context, provider);
    const rounds = countRounds({ places, placesPerUser, own: { weight, items: line.ahead + items.length }, others: line.others });
    const wanted = Math.min(places, placesPerUser, items.length);
    const free = Math.max(0, Math.min(wanted, places - line.busy, atOncePerUser - line.own.ofBatches, context.options.generation.maxPerUser - line.own.all));
    seconds.from = Math.max(seconds.from, Math.round(from * rounds));
    seconds.to = Math.max(seconds.to, Math.round(to * (rounds + 1 - free / wanted)));
    atOnce += wanted;
  }
  return { seconds, atOnce: Math.max(1, Math.min(atOnce, atOncePerUser)) };
}

/** What is ahead of a user with a provider: items of theirs, who else waits, what is under way of all and of them. */
function readLine({ database }: ServiceContext, provider: string, userId: string) {
  return database.asService(async (trx) => {
    const waiting = await listWaiting(trx, provider, userId);
    const ahead = waiting.find(({ isOwn }) => isOwn)?.items ?? 0;
    return { ahead, others: waiting.filter(({ isOwn }) => !isOwn), busy: await countBusy(trx, provider), own: await countOfUser(trx, userId) };
  });
}
