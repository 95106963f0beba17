import type { PlanType } from "@model-3d/contract";
import type { Knex } from "knex";
import { callCreditFunction } from "./credit-repository.ts";
import { checkAmount } from "./check-amount.ts";
import { CreditOperationError } from "./credit-operation-error.ts";
import { checkKey, explainGrant } from "./explain-movement.ts";

export interface NewGrant {
  userId: string;
  /** Credits, 1 or more. */
  amount: number;
  planType: PlanType;
  /** Why, in words for the ledger, where the user reads them. */
  reason: string;
  /** Who decided it, in the ledger as the host and its operators read it; the user does not. */
  actor?: string;
  /** From when it can be spent; at once when left out. */
  startsAt?: Date | null;
  /** Until when a hold can be taken on it; for good when left out. */
  expiresAt?: Date | null;
  /** A lower number is spent first: −32768 to 32767. Without it 0 for subscription and 1 for one-time credits. */
  rank?: number;
  /** Only if the user never had a grant, however many ask at once. */
  once?: boolean;
  /**
   * Names this grant among the user's, such as the id of a payment: a second call with the same key and the same credits, plan, start, end and
   * rank grants nothing more. 1 to 255 characters. Times that are counted from the present differ from call to call: count them from the payment.
   */
  idempotencyKey?: string;
}

type GrantOutcome = { kind: "granted" | "repeated"; grantId: string } | { kind: "had_some" } | { kind: "key_reused" };

/**
 * Gives a user credits.
 * @returns null when `once` was asked and the user has had a grant before; `isNew` is false for a key that was known.
 * @throws InvalidAmountError, or CreditOperationError for a key that stands for something else or for nothing, or without a reason.
 */
export async function grantCredits(trx: Knex.Transaction, grant: NewGrant): Promise<{ grantId: string; isNew: boolean } | null> {
  const { userId, amount, planType, startsAt, expiresAt, rank, once, idempotencyKey } = grant;
  checkAmount(amount, 1);
  const { reason, actor } = explainGrant(grant);
  checkKey(idempotencyKey);
  if (rank !== undefined && !(Number.isInteger(rank) && rank >= -32_768 && rank <= 32_767)) throw new RangeError(`The rank of a grant is a whole number from -32768 to 32767, not ${rank}.`);
  if (startsAt && expiresAt && startsAt >= expiresAt) throw new RangeError("A grant must start before it expires.");
  const values = [userId, amount, planType, reason, actor, startsAt ?? null, expiresAt ?? null, rank ?? null, once ?? false, idempotencyKey ?? null];
  const outcome = await callCreditFunction<GrantOutcome>(trx, "grant_credits", values);
  if (outcome.kind === "key_reused") throw CreditOperationError.keyReused(idempotencyKey);
  return outcome.kind === "had_some" ? null : { grantId: outcome.grantId, isNew: outcome.kind === "granted" };
}
