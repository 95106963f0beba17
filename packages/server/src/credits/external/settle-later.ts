import type { Knex } from "knex";
import type { CreditsContext } from "../model-credits.ts";
import { markCaptureDue, markReleaseDue } from "./external-hold-repository.ts";

/** The jobs that ask a ledger of the host's. */
export const SETTLE_EXTERNAL_HOLD = "settle-external-hold";
export const ANNOUNCE_CREDITS = "announce-credits";

type LaterContext = Pick<CreditsContext, "clock"> & { readonly queue: Pick<CreditsContext["queue"], "send"> };

/** Has the host's ledger charge what it holds for a model, once this transaction is there. @returns false when it holds nothing. */
export async function captureLater({ queue, clock }: LaterContext, trx: Knex.Transaction, { modelId, provider, at = clock.now() }: { modelId: string; provider?: string; at?: Date }): Promise<boolean> {
  const isDue = await markCaptureDue(trx, modelId, { provider: provider ?? null, at });
  if (isDue) await queue.send(trx, SETTLE_EXTERNAL_HOLD, { modelId });
  return isDue;
}

/** Has the host's ledger give back what it holds, or may hold, for a model. @returns false when there is nothing. */
export async function releaseLater(
  { queue, clock }: LaterContext,
  trx: Knex.Transaction,
  { modelId, reason, at = clock.now(), reference = null, openingOnly = false, isSpent = false }: { modelId: string; reason: string; at?: Date; reference?: string | null; openingOnly?: boolean; isSpent?: boolean },
): Promise<boolean> {
  const isDue = await markReleaseDue(trx, modelId, { reason, at, reference, openingOnly, isSpent });
  if (isDue) await queue.send(trx, SETTLE_EXTERNAL_HOLD, { modelId });
  return isDue;
}
