import type { ServiceContext } from "../service-context.ts";
import { announceCredits } from "./announce-credits.ts";
import { captureHold, releaseHold } from "./credit-service.ts";
import { captureLater, releaseLater } from "./external/settle-later.ts";
import { forgetCreditUsage, recomputeHeld } from "./held-repository.ts";

type RepairContext = Pick<ServiceContext, "database" | "clock"> & { readonly lowAt: number | null };

const ACTOR = "check";

/** Makes an account and the ledger say what the open holds of a user sum up to. @returns whether they said otherwise. */
export function repairHeld({ database, clock, lowAt }: RepairContext, userId: string): Promise<boolean> {
  return database.asService(async (trx) => {
    const isChanged = await recomputeHeld(trx, userId, { reason: "what is held was written down anew from the open holds", actor: ACTOR });
    if (isChanged && lowAt !== null) await announceCredits(trx, userId, { lowAt, at: clock.now() });
    return isChanged;
  });
}

/** Has the limits of the host summed anew for a month, by the next hold that they bind. */
export function forgetUsage({ database }: Pick<RepairContext, "database">, { startsAt }: { startsAt: string }): Promise<boolean> {
  return database.asService((trx) => forgetCreditUsage(trx, new Date(startsAt)));
}

/**
 * Settles a hold whose model has ended, as the model's end would have: a success is charged with what there is, any other end gives it back.
 * An end is final, so it may be read before the account is locked. @returns false when it was settled meanwhile.
 */
export function settleLeftHold({ database, clock, lowAt }: RepairContext, { userId, modelId, status }: { userId: string; modelId: string; status: string }): Promise<boolean> {
  const at = clock.now();
  return database.asService(async (trx) => {
    const settled =
      status === "SUCCEEDED"
        ? await captureHold(trx, { userId, modelId, allowShort: true, at })
        : await releaseHold(trx, { userId, modelId, reason: `the check found it held for a model that is ${status.toLowerCase()}`, as: status === "EXPIRED" ? "expired" : "released", at });
    if (settled.kind !== "captured" && settled.kind !== "released") return false;
    if (lowAt !== null) await announceCredits(trx, userId, { lowAt, at });
    return true;
  });
}

/** The same where a ledger of the host's holds it: a worker then asks that one. */
export function settleLeftExternalHold({ database, clock, queue }: Pick<ServiceContext, "database" | "clock"> & { readonly queue: Pick<ServiceContext["queue"], "send"> }, { modelId, status }: { modelId: string; status: string }): Promise<boolean> {
  return database.asService((trx) =>
    status === "SUCCEEDED" ? captureLater({ queue, clock }, trx, { modelId }) : releaseLater({ queue, clock }, trx, { modelId, reason: `the check found it held for a model that is ${status.toLowerCase()}` }),
  );
}
