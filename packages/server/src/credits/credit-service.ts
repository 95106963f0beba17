import type { Credits, LedgerPage, PlanType } from "@model-3d/contract";
import type { Knex } from "knex";
import { decodeCursor, encodeCursor } from "../db/cursor.ts";
import type { Database } from "../db/open-database.ts";
import { callCreditFunction, selectBalance, selectCharge, selectCredits, selectLedger, writeIsLow, type Charge } from "./credit-repository.ts";

export { InvalidCursorError } from "../db/cursor.ts";

/** Largest amount that a single movement may have; the columns are 32-bit integers. */
export const MAX_CREDITS = 2_147_483_647;

/** An amount that is no whole number of credits in the range that the movement allows. */
export class InvalidAmountError extends RangeError {
  override readonly name = "InvalidAmountError";
}

export interface Hold {
  userId: string;
  modelId: string;
  /** Credits, 0 or more. */
  amount: number;
  /** From when a sweep may release it as expired; null for never. */
  expiresAt: Date | null;
  /** Holds also what is not there: `available` may then fall below 0, and the capture records the shortfall. Default false. */
  allowShort?: boolean;
}
export type HoldResult = { kind: "held"; available: number } | { kind: "insufficient"; balance: number; held: number; available: number };
export type CaptureResult = { kind: "captured" | "already_captured"; charged: number; short: number } | { kind: "not_held" };
export type ReleaseResult = { kind: "released" } | { kind: "not_held" };

/** Sets credits aside for a model, once a model: a second hold for the same model is a unique violation. */
export async function holdCredits(trx: Knex.Transaction, { userId, modelId, amount, expiresAt, allowShort = false }: Hold): Promise<HoldResult> {
  checkAmount(amount, 0);
  return callCreditFunction<HoldResult>(trx, "hold_credits", [userId, modelId, amount, expiresAt, allowShort]);
}

/**
 * Charges what was held: subscription first, then one-time, the oldest first. Doing it again changes nothing and tells the first charge.
 * A grant that expired after the hold was taken still pays. A hold that was released or expired is `not_held`: a success that comes
 * after that charges nothing, so the hold may expire only in the transaction that makes the model final.
 * Where the grants do not cover the hold (its owner took credits away meanwhile, or it was held with `allowShort`), `allowShort` charges
 * what there is and records the rest; without it the transaction fails with the constraint `credit_charges_covered`.
 */
export async function captureHold(trx: Knex.Transaction, { userId, modelId, allowShort = false }: { userId: string; modelId: string; allowShort?: boolean }): Promise<CaptureResult> {
  return callCreditFunction<CaptureResult>(trx, "capture_hold", [userId, modelId, allowShort]);
}

/** Gives held credits back, once; `not_held` when they were captured or given back before. */
export async function releaseHold(
  trx: Knex.Transaction,
  { userId, modelId, reason, as = "released" }: { userId: string; modelId: string; reason: string; as?: "released" | "expired" },
): Promise<ReleaseResult> {
  return callCreditFunction<ReleaseResult>(trx, "release_hold", [userId, modelId, reason, as]);
}

export interface NewGrant {
  userId: string;
  /** Credits, 1 or more. */
  amount: number;
  planType: PlanType;
  reason: string;
  /** Who gave it: a name for the ledger. */
  actor?: string;
  expiresAt?: Date | null;
  /** Only if the user never had a grant, however many ask at once. */
  once?: boolean;
}

/** Gives a user credits. @returns null when `once` was asked and the user has had a grant before. */
export async function grantCredits(trx: Knex.Transaction, { userId, amount, planType, reason, actor, expiresAt, once }: NewGrant): Promise<{ grantId: string } | null> {
  checkAmount(amount, 1);
  const values = [userId, amount, planType, reason, actor ?? null, expiresAt ?? null, once ?? false];
  const grantId = await callCreditFunction<string | null>(trx, "grant_credits", values);
  return grantId === null ? null : { grantId };
}

/** What a user has, in the shape of the contract; one round trip. `low` is an `available` of `lowAt` or less. */
export async function readCredits(database: Database, userId: string, { cost, lowAt }: { cost: number; lowAt: number }): Promise<Credits> {
  const { balance, held, grants } = await selectCredits(database, userId);
  const available = balance - held;
  return { success: true, balance, held, available, cost, low: available <= lowAt, grants };
}

/**
 * Writes down, beside the movement of this transaction, whether a user's available credits are at or below a limit.
 * @returns whether they have come down to it just now: once for each time, however it came about.
 */
export async function noteLowCredits(trx: Knex.Transaction, userId: string, lowAt: number): Promise<{ balance: number; held: number; available: number; isNewlyLow: boolean }> {
  const { balance, held, is_low } = await selectBalance(trx, userId);
  const available = balance - held;
  const isLow = available <= lowAt;
  // Nothing was written down before the first movement; what the user had then is what there is without the holds.
  const wasLow = is_low ?? balance <= lowAt;
  const isChanged = is_low !== isLow && (await writeIsLow(trx, userId, isLow));
  return { balance, held, available, isNewlyLow: isChanged && isLow && !wasLow };
}

/** Movements, newest first. @throws InvalidCursorError */
export async function readLedger(database: Database, userId: string, { cursor, limit }: { cursor?: string; limit: number }): Promise<LedgerPage> {
  const [beforeId = null] = cursor === undefined ? [] : decodeCursor(cursor, [/\d{1,18}/]);
  const rows = await selectLedger(database, userId, { beforeId, limit: limit + 1 });
  const entries = rows.slice(0, limit);
  const last = entries.at(-1);
  return { success: true, entries, nextCursor: rows.length > limit && last ? encodeCursor([last.id]) : null };
}

/** What a model cost; zeros while nothing was charged. */
export async function readCharge(source: Knex.Transaction | Database, userId: string, modelId: string): Promise<Charge> {
  return (await selectCharge(source, userId, modelId)) ?? { charged: 0, short: 0 };
}

function checkAmount(amount: number, least: number): void {
  if (Number.isInteger(amount) && amount >= least && amount <= MAX_CREDITS) return;
  throw new InvalidAmountError(`An amount of credits is a whole number from ${least} to ${MAX_CREDITS}, not ${amount}.`);
}
