/** What one call of a ledger is given beside its subject. */
export interface LedgerCall {
  /** Ends the call: after it nothing more may be sent, and the call fails with the signal's reason. What it has asked for may have been done all the same. */
  readonly signal: AbortSignal;
}

/** Credits that are set aside for one model. */
export interface LedgerHold {
  /** The model's id, a UUID: the key under which everything about this hold is asked for, however often. */
  readonly key: string;
  /** The host's own id of its user. */
  readonly userId: string;
  /** Whole credits, 1 or more; the same in every call with this key. */
  readonly amount: number;
}

/** A hold that was asked for before. */
export interface KnownHold extends LedgerHold {
  /** What `hold` gave; null where its answer was lost. */
  readonly reference: string | null;
}

export type LedgerHoldAnswer =
  /** It is held, now or by an earlier call. `reference` is given back with every later call about it, at most 500 characters. */
  | { kind: "held"; reference?: string | null }
  /** Nothing is held. `available`: whole credits that can be spent. */
  | { kind: "insufficient"; available: number }
  /** The key was captured or released before: nothing is held by this call. */
  | { kind: "settled" };

export type LedgerCaptureAnswer =
  /** It is charged, now or by an earlier call. `charged`: at most what was held, and less where that was not there. */
  | { kind: "captured"; charged: number }
  /** Nothing is charged: the ledger has no such hold, any more or at all, such as one that has expired there. */
  | { kind: "no_such_hold" }
  /** Nothing is charged: it was released before. */
  | { kind: "released" };

export type LedgerReleaseAnswer =
  /** It is given back, now or by an earlier call. */
  | { kind: "released" }
  /** There was nothing to give back, and a hold with this key that comes later holds nothing. */
  | { kind: "no_such_hold" }
  /** Nothing is given back: it was charged before. */
  | { kind: "captured"; charged: number };

/**
 * Credits that the host keeps elsewhere, in place of our tables: given as `credits.ledger`.
 *
 * Each method answers what it was asked, or throws. What it throws leaves open whether it was done: it is asked again, with the same key, for as
 * long as it takes, by any process. So each must be idempotent by its key. A capture and a release of one hold are never asked for both, and a
 * release may come before the hold that it is about, when that one is still on its way: it must keep such a hold from holding.
 */
export interface CreditLedger {
  /** Lower-case letters, digits and dashes, at most 32; stands in rows, so do not change it. */
  readonly name: string;
  /** Sets credits aside so that nothing else can spend them. `allowShort`: also what is not there, where the ledger can; its capture then charges what there is. */
  hold(hold: LedgerHold & { readonly allowShort: boolean }, call: LedgerCall): Promise<LedgerHoldAnswer>;
  /** Charges what is held. */
  capture(hold: KnownHold, call: LedgerCall): Promise<LedgerCaptureAnswer>;
  /** Gives back what is held. Of a user that there is no more it answers `no_such_hold`. */
  release(hold: KnownHold, call: LedgerCall): Promise<LedgerReleaseAnswer>;
  /** `available`: whole credits that can be spent, without what is held; 0 for a user that it does not know. */
  balance(userId: string, call: LedgerCall): Promise<{ available: number }>;
  /** Keys and passwords of the ledger's: they are hidden in every log line and stored reason. */
  secrets?(): readonly string[];
}
