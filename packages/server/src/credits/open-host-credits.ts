import type { Credits, LedgerEntry, PlanType } from "@model-3d/contract";
import type { Knex } from "knex";
import type { ServiceContext } from "../service-context.ts";
import { announceCredits } from "./announce-credits.ts";
import { CreditOperationError } from "./credit-operation-error.ts";
import { correctCredits, refundCharge, type CreditCorrection, type CreditRefund } from "./correct-credits.ts";
import { selectHostLedger, selectSubscription } from "./credit-repository.ts";
import { grantCredits, readCredits, readLedgerPage, type NewGrant } from "./credit-service.ts";
import { selectExternalLedger } from "./external/external-hold-repository.ts";
import type { ModelCredits } from "./model-credits.ts";
import { refuseBadInput } from "./refuse-bad-input.ts";
import { reconcileCredits, type Reconciliation, type ReconciliationPeriod } from "./reconcile-credits.ts";
import { subscribeCredits, unsubscribeCredits, type CreditSubscription, type CurrentSubscription, type SubscriptionState } from "./subscribe-credits.ts";

/** What a host gives a user: how many credits, of which plan, and why. */
export type CreditGrant = Omit<NewGrant, "planType"> & { planType: PlanType };

/** Credits that a user has bought. */
export type CreditTopUp = Omit<NewGrant, "planType" | "once">;

/** A movement as the host reads it; `GET /credits/ledger` has no `actor`, which may name somebody of the host's staff. */
export type HostLedgerEntry = LedgerEntry & {
  /** Who decided it, as the movement by hand said; null for those of the program, and where nobody said. */
  actor: string | null;
};

/**
 * `model3d.credits`: movements of credits that the host decides. Each is one transaction, and the user's pages are told. Each throws a
 * CreditOperationError, one sentence, for a value that is none: an id, a plan, a time, a user whom the host's table of users has not.
 */
export interface HostCredits {
  /** Gives credits; `false` when `once` was asked for and the user had some before, or the idempotency key was known. */
  grant(grant: CreditGrant): Promise<boolean>;
  /** Gives bought credits: one-time ones. With the payment's id as `idempotencyKey` a payment that is told twice counts once (`false`). */
  topUp(topUp: CreditTopUp): Promise<boolean>;
  /** Gives an allowance each period, from now on or `startsAt`. */
  subscribe(subscription: CreditSubscription): Promise<SubscriptionState>;
  /** Ends a subscription with its period, or now; `false` when there is none. */
  unsubscribe(end: { userId: string; now?: boolean }): Promise<boolean>;
  /** What a user subscribes to, or null. A period that has ended shows until a worker, or the user's next hold, has begun the next one. */
  subscription(userId: string): Promise<CurrentSubscription | null>;
  /** Gives what a model cost back, once; `isNew` is false when it was given back before. @throws CreditOperationError */
  refund(refund: CreditRefund): Promise<{ refunded: number; isNew: boolean }>;
  /** Gives or takes credits by hand. @throws CreditOperationError */
  correct(correction: CreditCorrection): Promise<{ available: number }>;
  /** What a user has, as `GET /credits` answers, with the usual cost left out. @throws ApiError `credits_unavailable` where a ledger of the host's does not answer. */
  balance(userId: string): Promise<Omit<Credits, "success" | "cost" | "whenInsufficient">>;
  /** A page of a user's movements, the newest first, with who decided them. @throws InvalidCursorError */
  ledger(userId: string, page?: { cursor?: string; limit?: number }): Promise<{ entries: HostLedgerEntry[]; nextCursor: string | null }>;
  /** What was charged in a period against what providers say that they consumed. */
  reconcile(period: ReconciliationPeriod): Promise<Reconciliation>;
}

const DEFAULT_LIMIT = 50;

export interface HostCreditsSettings {
  /** Null where it is not known, as in a command: pages are told with the next movement then. */
  lowAt: number | null;
  /** The name of the host's own ledger, where it keeps the credits: nothing can be moved here then. Default null. */
  ledger?: string | null;
  /** How that ledger is asked; without it a balance cannot be read. */
  read?: ModelCredits["read"];
}

/** A correction as part of the caller's transaction; the user's pages are told. @throws CreditOperationError */
export function correctHostCredits(trx: Knex.Transaction, correction: CreditCorrection, { at, lowAt, ledger }: Pick<HostCreditsSettings, "lowAt"> & { at: Date; ledger: string | null }): Promise<{ available: number }> {
  return refuseBadInput(correction, ["userId"], async () => {
    if (ledger !== null) throw CreditOperationError.keptElsewhere(ledger);
    const corrected = await correctCredits(trx, correction, at);
    if (lowAt !== null) await announceCredits(trx, correction.userId, { lowAt, at });
    return corrected;
  });
}

/** A refund as part of the caller's transaction; the user's pages are told. @throws CreditOperationError */
export function refundHostCredits(trx: Knex.Transaction, refund: CreditRefund, { at, lowAt, ledger }: Pick<HostCreditsSettings, "lowAt"> & { at: Date; ledger: string | null }): Promise<{ refunded: number; userId: string; isNew: boolean }> {
  return refuseBadInput(refund, ["modelId"], async () => {
    if (ledger !== null) throw CreditOperationError.keptElsewhere(ledger);
    const result = await refundCharge(trx, refund, at);
    if (result.isNew && lowAt !== null) await announceCredits(trx, result.userId, { lowAt, at });
    return result;
  });
}

export function openHostCredits({ database, clock }: Pick<ServiceContext, "database" | "clock">, { lowAt, ledger = null, read }: HostCreditsSettings): HostCredits {
  const move = async <Result>(work: (trx: Knex.Transaction, at: Date) => Promise<Result>, userIdOf: (result: Result) => string | null): Promise<Result> => {
    if (ledger !== null) throw CreditOperationError.keptElsewhere(ledger);
    return database.asService(async (trx) => {
      const at = clock.now();
      const result = await work(trx, at);
      const userId = userIdOf(result);
      if (userId !== null && lowAt !== null) await announceCredits(trx, userId, { lowAt, at });
      return result;
    });
  };
  const give = async (grant: NewGrant) => (await move((trx) => grantCredits(trx, grant), (granted) => (granted?.isNew ? grant.userId : null)))?.isNew ?? false;
  return {
    grant: (grant) => refuseBadInput(grant, ["userId"], () => give(grant)),
    topUp: (topUp) => refuseBadInput(topUp, ["userId"], () => give({ ...topUp, planType: "one_time" })),
    subscribe: (subscription) => refuseBadInput(subscription, ["userId"], () => move((trx, at) => subscribeCredits(trx, subscription, at), () => subscription.userId)),
    unsubscribe: (end) => refuseBadInput(end, ["userId"], () => move((trx, at) => unsubscribeCredits(trx, end, at), (ended) => (ended ? end.userId : null))),
    subscription: (userId) => refuseBadInput({ userId }, ["userId"], () => database.asService((trx) => selectSubscription(trx, userId))),
    async refund(refund) {
      const { refunded, isNew } = await database.asService((trx) => refundHostCredits(trx, refund, { at: clock.now(), lowAt, ledger }));
      return { refunded, isNew };
    },
    correct: (correction) => database.asService((trx) => correctHostCredits(trx, correction, { at: clock.now(), lowAt, ledger })),
    balance: (userId) => refuseBadInput({ userId }, ["userId"], async () => {
      if (ledger !== null) {
        if (!read) throw new CreditOperationError(`The balance is kept by the ledger "${ledger}" of this installation: look there.`);
        const figures = await read(userId);
        return { ...figures, low: figures.available <= (lowAt ?? 0) };
      }
      const { balance, held, available, low, grants } = await readCredits(database, userId, { cost: 0, lowAt: lowAt ?? 0, at: clock.now() });
      return { balance, held, available, low, grants };
    }),
    ledger: (userId, { cursor, limit = DEFAULT_LIMIT } = {}) => refuseBadInput({ userId, limit }, ["userId"], async () => {
      const page = { limit, ...(cursor === undefined ? {} : { cursor }) };
      const { entries, nextCursor } = await readLedgerPage<HostLedgerEntry>(async (part) => {
        if (ledger === null) return database.asService((trx) => selectHostLedger(trx, userId, part));
        return (await selectExternalLedger(database, userId, part)).map((entry) => ({ ...entry, actor: null }));
      }, page);
      return { entries, nextCursor };
    }),
    reconcile: (period) => refuseBadInput(period, [], () => reconcileCredits(database, period)),
  };
}
