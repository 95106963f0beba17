import type { Knex } from "knex";
import { checkAmount } from "./check-amount.ts";
import { callCreditFunction } from "./credit-repository.ts";

export const SUBSCRIPTION_PERIODS = ["day", "week", "month", "year"] as const;
export type SubscriptionPeriod = (typeof SUBSCRIPTION_PERIODS)[number];

export interface CreditSubscription {
  userId: string;
  /** Credits of each period. */
  allowance: number;
  /** Default `month`. */
  period?: SubscriptionPeriod;
  /** From when periods are counted, in UTC; a period that starts on the 31st ends on the last day of a shorter month. The present when left out. */
  startsAt?: Date;
  /** Whether what is left of a period stays for the next one. Default false. */
  rollOver?: boolean;
}

export interface SubscriptionState {
  allowance: number;
  period: SubscriptionPeriod;
  startsAt: Date;
  /** When the allowance is set anew; where the first period has not begun yet, when it does. */
  periodEndsAt: Date;
  rollOver: boolean;
}

/** A subscription as it is written down. */
export interface CurrentSubscription extends SubscriptionState {
  /** Whether it has been ended, and is over when the period is. */
  endsWithPeriod: boolean;
}

type SubscriptionRow = Omit<SubscriptionState, "startsAt" | "periodEndsAt"> & { startsAt: string; periodEndsAt: string };

/**
 * Gives a user an allowance each period. One subscription a user: the same terms again change nothing, other terms hold from the next period
 * on, and another `startsAt` ends the present period there (now, where that has passed).
 */
export async function subscribeCredits(trx: Knex.Transaction, { userId, allowance, period = "month", startsAt, rollOver = false }: CreditSubscription, at: Date): Promise<SubscriptionState> {
  checkAmount(allowance, 0);
  if (!SUBSCRIPTION_PERIODS.includes(period)) throw new RangeError(`The period of a subscription is one of ${SUBSCRIPTION_PERIODS.join(", ")}, not ${String(period)}.`);
  if (startsAt && Number.isNaN(startsAt.getTime())) throw new RangeError("`startsAt` is no date.");
  const row = await callCreditFunction<SubscriptionRow>(trx, "subscribe_credits", [userId, allowance, period, startsAt ?? null, rollOver, at]);
  return { ...row, startsAt: new Date(row.startsAt), periodEndsAt: new Date(row.periodEndsAt) };
}

/** Ends a subscription with its period, or now; its credits go with it. @returns whether there was one. */
export function unsubscribeCredits(trx: Knex.Transaction, { userId, now = false }: { userId: string; now?: boolean }, at: Date): Promise<boolean> {
  return callCreditFunction<boolean>(trx, "unsubscribe_credits", [userId, now, at]);
}
