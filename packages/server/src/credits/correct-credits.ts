import type { Knex } from "knex";
import { checkAmount, MAX_CREDITS } from "./check-amount.ts";
import { CreditOperationError } from "./credit-operation-error.ts";
import { callCreditFunction, selectCharge } from "./credit-repository.ts";
import { checkKey, explainMovement } from "./explain-movement.ts";

export interface CreditCorrection {
  userId: string;
  /** Credits to give, or below 0 to take: at most what is available. */
  amount: number;
  /** Why, in words for the ledger. */
  reason: string;
  /** Who decided it. */
  actor: string;
  idempotencyKey?: string;
}

export interface CreditRefund {
  modelId: string;
  /** Credits; all that was charged when left out. */
  amount?: number;
  reason: string;
  actor: string;
}

type CorrectionOutcome = { kind: "corrected" | "repeated"; available: number } | { kind: "insufficient"; available: number } | { kind: "key_reused" };
type RefundOutcome = { kind: "refunded" | "already_refunded"; refunded: number; userId: string } | { kind: "not_charged" } | { kind: "too_much"; charged: number };

/**
 * Gives or takes credits by hand.
 * @throws InvalidAmountError, or CreditOperationError when more would be taken than is available, or without a reason and an actor.
 */
export async function correctCredits(trx: Knex.Transaction, { userId, amount, idempotencyKey, ...why }: CreditCorrection, at: Date): Promise<{ available: number }> {
  checkAmount(Math.abs(amount), 1);
  const { reason, actor } = explainMovement(why);
  checkKey(idempotencyKey);
  const outcome = await callCreditFunction<CorrectionOutcome>(trx, "correct_credits", [userId, amount, reason, actor, idempotencyKey ?? null, at]);
  if (outcome.kind === "key_reused") throw CreditOperationError.keyReused(idempotencyKey);
  if (outcome.kind === "insufficient") throw new CreditOperationError(`Only ${Math.max(outcome.available, 0)} credits are available, so ${-amount} cannot be taken. What is held for models that are being made stays.`);
  return { available: outcome.available };
}

/**
 * Gives what a model cost back, once: into the grants that paid, and where one of them has ended into a new one-time grant.
 * @returns `isNew` false, and what was given back then, for the same amount of a charge that was refunded before.
 * @throws CreditOperationError when nothing was charged, or less than the amount, or another amount was given back before.
 */
export async function refundCharge(trx: Knex.Transaction, { modelId, amount, ...why }: CreditRefund, at: Date): Promise<{ refunded: number; userId: string; isNew: boolean }> {
  if (amount !== undefined) checkAmount(amount, 1);
  const { reason, actor } = explainMovement(why);
  const outcome = await callCreditFunction<RefundOutcome>(trx, "refund_charge", [modelId, amount ?? null, reason, actor, at]);
  if (outcome.kind === "not_charged") throw new CreditOperationError(`Nothing was charged for the model ${modelId}, so nothing can be given back.`);
  if (outcome.kind === "too_much") throw new CreditOperationError(`The model ${modelId} cost ${outcome.charged} credits; ${amount ?? MAX_CREDITS} are more.`);
  if (outcome.kind === "already_refunded") await refuseOtherAmount(trx, outcome, { modelId, amount });
  return { refunded: outcome.refunded, userId: outcome.userId, isNew: outcome.kind === "refunded" };
}

/** A charge is given back once: who asks for another amount would else take it for done. */
async function refuseOtherAmount(trx: Knex.Transaction, { refunded, userId }: { refunded: number; userId: string }, { modelId, amount }: Pick<CreditRefund, "modelId" | "amount">): Promise<void> {
  const { charged = refunded } = (await selectCharge(trx, userId, modelId)) ?? {};
  if ((amount ?? charged) === refunded) return;
  throw new CreditOperationError(`Of the model ${modelId}, ${refunded} of the ${charged} credits that it cost were given back before, and a charge is given back once. Give more by a correction of the user (\`correct\`).`);
}
