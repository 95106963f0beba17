import type { Grant, LedgerPage } from "@model-3d/contract";
import type { Knex } from "knex";
import type { ServiceContext } from "../service-context.ts";
import type { Charge } from "./credit-repository.ts";
import type { Capture, CaptureResult, Hold, HoldResult, LedgerQuery, Release, ReleaseResult } from "./credit-service.ts";
import { createExternalCredits } from "./external/external-credits.ts";
import { createOwnCredits } from "./own-credits.ts";

/** What a user has. `available` is `balance - held`. */
export interface CreditFigures {
  balance: number;
  held: number;
  available: number;
}

/** A hold that is to be taken by the transaction that writes its model. */
export interface PreparedHold {
  /** Takes it, or says why not. */
  take(trx: Knex.Transaction): Promise<HoldResult>;
  /** Gives it up when that transaction has failed. Never fails: what it cannot do, a worker does. */
  abandon(): Promise<void>;
}

/**
 * What the life of a model does to credits, over our own tables or over a ledger of the host's. What takes a transaction happens with it or not
 * at all; a ledger of the host's is then asked by a worker.
 */
export interface ModelCredits {
  /** @throws ApiError `credits_unavailable` when a ledger of the host's does not answer. */
  read(userId: string): Promise<CreditFigures & { grants: Grant[] }>;
  /** Before the transaction. @throws ApiError `credits_unavailable`: nothing is held then, or it is given back by itself. */
  prepareHold(hold: Hold): Promise<PreparedHold>;
  /** Takes several holds of one user together, in our own tables: all of them, or none and what was in the way of the first that could not be. */
  holdMany(trx: Knex.Transaction, holds: readonly Hold[]): Promise<HoldResult>;
  /** Gives back what `holdMany` took and no model has. */
  releaseMany(trx: Knex.Transaction, releases: readonly Release[]): Promise<void>;
  /** `due`: the ledger of the host's will be asked to. */
  capture(trx: Knex.Transaction, capture: Capture): Promise<CaptureResult | { kind: "due" }>;
  release(trx: Knex.Transaction, release: Release): Promise<ReleaseResult>;
  /** Takes what was released as spent out of the limits after all. */
  unspend(trx: Knex.Transaction, hold: { userId: string; modelId: string }): Promise<void>;
  /** Tells the user's pages, and the host where it has become low or a charge fell short. */
  announce(trx: Knex.Transaction, userId: string, news: { short?: { modelId: string; charged: number; short: number } | null; at?: Date }): Promise<void>;
  /** What a model cost; zeros while nothing was charged. */
  readCharge(userId: string, modelId: string): Promise<Charge>;
  /** Movements, newest first; of a ledger of the host's what this program knows of it: a line for each model. @throws InvalidCursorError */
  readLedger(userId: string, page: LedgerQuery): Promise<LedgerPage>;
}

export type CreditsContext = Pick<ServiceContext, "database" | "queue" | "clock" | "logger" | "metrics" | "options" | "secrets">;

export function createModelCredits(context: CreditsContext): ModelCredits {
  const own = createOwnCredits(context);
  const { ledger } = context.options.credits;
  return ledger === null ? own : createExternalCredits({ ...context, ledger }, own);
}
