import type { Credits, LedgerEntry, LedgerPage } from "@model-3d/contract";
import type { Knex } from "knex";
import { decodeCursor, encodeCursor } from "../db/cursor.ts";
import type { Database } from "../db/open-database.ts";
import { checkAmount } from "./check-amount.ts";
import { callCreditFunction, holdEach, releaseEach, selectBalance, selectCharge, selectCredits, selectIsLow, selectLedger, takeOutOfLimits, writeIsLow, type Charge } from "./credit-repository.ts";

export { InvalidCursorError } from "../db/cursor.ts";
export { InvalidAmountError, MAX_CREDITS } from "./check-amount.ts";
export { grantCredits, type NewGrant } from "./grant-credits.ts";

/** Most credits that a user, or all users of the host together, may spend in a day or a month of UTC; what is not named is without limit. */
export interface CreditLimit {
  day?: number;
  month?: number;
}

export interface Hold {
  userId: string;
  modelId: string;
  /** Credits, 0 or more. */
  amount: number;
  /** Written down beside the hold, for whoever reads the row: nothing releases a hold by it. A hold ends with its model, and a model by `generation.deadlineMs`. */
  expiresAt: Date | null;
  /** Holds also what is not there: `available` may then fall below 0, and the capture records the shortfall. Default false. */
  allowShort?: boolean;
  limits?: { user?: CreditLimit; host?: CreditLimit } | null;
  /** When it is taken; the present when left out. */
  at?: Date;
}
export type HoldResult =
  | { kind: "held"; available: number }
  | { kind: "insufficient"; balance: number; held: number; available: number }
  /** `endsAt`: when the period ends, as ISO 8601. */
  | { kind: "limited"; scope: "user" | "host"; period: "day" | "month"; limit: number; used: number; endsAt: string };
export type CaptureResult = { kind: "captured" | "already_captured"; charged: number; short: number } | { kind: "not_held" };
export type ReleaseResult = { kind: "released" } | { kind: "not_held" };

/**
 * Sets credits aside for a model, once a model: a second hold for the same model is a unique violation. A subscription whose period has ended
 * is reset first, so that nobody waits for a worker. Limits count what was held in the period and not released, and what was released as spent.
 */
export async function holdCredits(trx: Knex.Transaction, { userId, modelId, amount, expiresAt, allowShort = false, limits, at = new Date() }: Hold): Promise<HoldResult> {
  checkAmount(amount, 0);
  const isLimited = [limits?.user, limits?.host].some((limit) => limit?.day !== undefined || limit?.month !== undefined);
  return callCreditFunction<HoldResult>(trx, "hold_credits", [userId, modelId, amount, expiresAt, allowShort, at, isLimited ? JSON.stringify(limits) : null]);
}

/**
 * Takes several holds of one user, in one round trip. What could not all be held is `insufficient` or `limited` as the first that failed says, less
 * what was held for those before it: the caller ends the transaction then, and nothing is held.
 */
export async function holdManyCredits(trx: Knex.Transaction, holds: readonly Hold[]): Promise<HoldResult> {
  const [first] = holds;
  if (!first) throw new RangeError("There is nothing to hold.");
  for (const { amount } of holds) checkAmount(amount, 0);
  const { userId, allowShort = false, limits, at = new Date() } = first;
  const isLimited = [limits?.user, limits?.host].some((limit) => limit?.day !== undefined || limit?.month !== undefined);
  const results = await holdEach<HoldResult>(trx, { userId, allowShort, at, limits: isLimited ? JSON.stringify(limits) : null, holds: holds.map(({ modelId, amount }) => ({ modelId, amount })) });
  const failedAt = results.findIndex(({ kind }) => kind !== "held");
  const failed = results[failedAt];
  if (!failed) return results.at(-1) as HoldResult;
  if (failed.kind !== "insufficient") return failed;
  const before = holds.slice(0, failedAt).reduce((sum, { amount }) => sum + amount, 0);
  return { ...failed, held: failed.held - before, available: failed.available + before };
}

/** Gives several holds of one user back, in one round trip; those that were captured or given back before are passed over. */
export async function releaseManyHolds(trx: Knex.Transaction, releases: readonly Release[]): Promise<void> {
  const [first] = releases;
  if (!first) return;
  const { userId, reason, as = "released", isSpent = false, at = new Date() } = first;
  await releaseEach(trx, { userId, reason, as, isSpent, at, modelIds: releases.map(({ modelId }) => modelId) });
}

export interface Capture {
  userId: string;
  modelId: string;
  allowShort?: boolean;
  /** Who made the model, for the report that compares charges with costs. */
  provider?: string;
  at?: Date;
}

/**
 * Charges what was held: subscription first, then one-time, the oldest first. Doing it again changes nothing and tells the first charge.
 * A grant that expired after the hold was taken still pays. A hold that was released or expired is `not_held`: a success that comes
 * after that charges nothing, so the hold may expire only in the transaction that makes the model final.
 * Where the grants do not cover the hold (its owner took credits away meanwhile, or it was held with `allowShort`), `allowShort` charges
 * what there is and records the rest; without it the transaction fails with the constraint `credit_charges_covered`.
 */
export async function captureHold(trx: Knex.Transaction, { userId, modelId, allowShort = false, provider, at = new Date() }: Capture): Promise<CaptureResult> {
  return callCreditFunction<CaptureResult>(trx, "capture_hold", [userId, modelId, allowShort, provider ?? null, at]);
}

export interface Release {
  userId: string;
  modelId: string;
  reason: string;
  as?: "released" | "expired";
  /** Whether it goes on counting towards limits, since a service was asked for the model all the same. Default false. */
  isSpent?: boolean;
  at?: Date;
}

/** Gives held credits back, once; `not_held` when they were captured or given back before. */
export async function releaseHold(trx: Knex.Transaction, { userId, modelId, reason, as = "released", isSpent = false, at = new Date() }: Release): Promise<ReleaseResult> {
  return callCreditFunction<ReleaseResult>(trx, "release_hold", [userId, modelId, reason, as, at, isSpent]);
}

/** Takes what was released as spent out of the limits after all. */
export function unspendHold(trx: Knex.Transaction, { userId, modelId }: { userId: string; modelId: string }): Promise<void> {
  return takeOutOfLimits(trx, userId, modelId);
}

/** What a user has, in the shape of the contract; one round trip. `low` is an `available` of `lowAt` or less. */
export async function readCredits(database: Database, userId: string, { cost, lowAt, at = new Date() }: { cost: number; lowAt: number; at?: Date }): Promise<Omit<Credits, "whenInsufficient">> {
  const { balance, held, grants } = await selectCredits(database, userId, at);
  const available = balance - held;
  return { success: true, balance, held, available, cost, low: available <= lowAt, grants };
}

/**
 * Writes down, beside the movement of this transaction, whether a user's available credits are at or below a limit.
 * @returns whether they have come down to it just now: once for each time, however it came about.
 */
export async function noteLowCredits(trx: Knex.Transaction, userId: string, lowAt: number, at = new Date()): Promise<{ balance: number; held: number; available: number; isNewlyLow: boolean }> {
  const { balance, held, is_low } = await selectBalance(trx, userId, at);
  const available = balance - held;
  return { balance, held, available, isNewlyLow: await noteLow(trx, userId, { balance, available, isLowBefore: is_low }, lowAt) };
}

/** The same of figures that a ledger of the host's has told. */
export async function noteLowFigures(trx: Knex.Transaction, userId: string, { balance, available }: { balance: number; available: number }, lowAt: number): Promise<boolean> {
  return noteLow(trx, userId, { balance, available, isLowBefore: await selectIsLow(trx, userId) }, lowAt);
}

async function noteLow(trx: Knex.Transaction, userId: string, { balance, available, isLowBefore }: { balance: number; available: number; isLowBefore: boolean | null }, lowAt: number): Promise<boolean> {
  const isLow = available <= lowAt;
  // Nothing was written down before the first movement; what the user had then is what there is without the holds.
  const wasLow = isLowBefore ?? balance <= lowAt;
  const isChanged = isLowBefore !== isLow && (await writeIsLow(trx, userId, isLow));
  return isChanged && isLow && !wasLow;
}

/** Movements, newest first. @throws InvalidCursorError */
export function readLedger(database: Database, userId: string, page: LedgerQuery): Promise<LedgerPage> {
  return readLedgerPage((part) => selectLedger(database, userId, part), page);
}

export interface LedgerQuery {
  cursor?: string;
  limit: number;
}

/** A page of what a query selects, newest first. @throws InvalidCursorError */
export async function readLedgerPage<Entry extends LedgerEntry>(
  select: (part: { beforeId: string | null; limit: number }) => Promise<Entry[]>,
  { cursor, limit }: LedgerQuery,
): Promise<Omit<LedgerPage, "entries"> & { entries: Entry[] }> {
  const [beforeId = null] = cursor === undefined ? [] : decodeCursor(cursor, [/\d{1,18}/]);
  const rows = await select({ beforeId, limit: limit + 1 });
  const entries = rows.slice(0, limit);
  const last = entries.at(-1);
  return { success: true, entries, nextCursor: rows.length > limit && last ? encodeCursor([last.id]) : null };
}

/** What a model cost; zeros while nothing was charged. */
export async function readCharge(source: Knex.Transaction | Database, userId: string, modelId: string): Promise<Charge> {
  return (await selectCharge(source, userId, modelId)) ?? { charged: 0, short: 0 };
}
