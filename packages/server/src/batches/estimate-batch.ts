import type { BatchEstimate } from "@model-3d/contract";
import { estimateSeconds, sayRange } from "../generations/estimate-duration.ts";
import type { ServiceContext } from "../service-context.ts";
import { placesOf } from "./deal-items.ts";
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
  const { seconds, atOnce } = await estimateTime(context, ready);
  const left = leftOut.length > 0 ? ` ${leftOut.length} would be left out.` : "";
  const message = ready.length === 0 ? `No model would be made.${left}` : `${ready.length === 1 ? "1 model" : `${ready.length} models`} for ${cost} credits, in about ${sayRange([seconds.from, seconds.to])}.${left}`;
  return { success: true, items: planned.length, ready: ready.length, leftOut, credits: { cost, available, enough: mayFallShort || needed <= available, hold }, seconds, atOnce, message };
}

/** Each provider works on its own share, so many at once; the slowest is the last. */
async function estimateTime(context: ServiceContext, ready: readonly PlannedItem[]): Promise<Pick<BatchEstimate, "seconds" | "atOnce">> {
  const { atOncePerUser } = context.options.batches;
  const seconds = { from: 0, to: 0 };
  let atOnce = 0;
  for (const [name, items] of Map.groupBy(ready, ({ provider }) => provider)) {
    const provider = context.providers.get(name);
    const places = Math.min(placesOf(context, name), atOncePerUser, context.options.generation.maxPerUser, items.length);
    const [from, to] = await estimateSeconds(context, provider);
    const rounds = Math.ceil(items.length / places);
    seconds.from = Math.max(seconds.from, Math.round(from * rounds));
    seconds.to = Math.max(seconds.to, Math.round(to * rounds));
    atOnce += places;
  }
  return { seconds, atOnce: Math.max(1, Math.min(atOnce, atOncePerUser)) };
}
