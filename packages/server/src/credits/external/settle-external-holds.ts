import type { Knex } from "knex";
import { publishHostEvent } from "../../host-events/host-event-service.ts";
import type { ServiceContext } from "../../service-context.ts";
import { announceFigures, type ShortCharge } from "../announce-credits.ts";
import { callLedger, LedgerUnavailableError } from "./call-ledger.ts";
import type { KnownHold } from "./credit-ledger.ts";
import { claimExternalHold, finishExternalHold, forgetUsageOf, markReleaseDue, postponeExternalHold, selectDueExternalHolds, selectOrphanedExternalHolds, type ExternalHold } from "./external-hold-repository.ts";
import { readExternalFigures, type ExternalCreditsContext } from "./read-external-credits.ts";
import { ANNOUNCE_CREDITS, releaseLater, SETTLE_EXTERNAL_HOLD } from "./settle-later.ts";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60 * 60_000;
/** A claim outlives the call by this, so that nobody asks a second time beside it. */
const CLAIM_MARGIN_MS = 30_000;
const ORPHAN_AGE_MS = 60_000;
const BATCH = 100;
/** From this try on it is no passing trouble: the operator is told as of an error. */
const LOUD_FROM_ATTEMPT = 5;

type SettleContext = Omit<ExternalCreditsContext, "ledger"> & Pick<ServiceContext, "queue">;
type Ending = { state: "captured"; charged: number; reason: string | null } | { state: "released" };

/**
 * Asks the host's ledger for what is due of one model: to charge, or to give back; also what was being held by a process that died. What the
 * ledger does not answer is asked again later, ever more rarely, for as long as it takes. Does nothing when somebody else is at it.
 */
export async function settleExternalHold(given: SettleContext, modelId: string): Promise<void> {
  const context = withLedger(given);
  if (!context) return;
  const { database, clock, options, ledger } = context;
  const at = clock.now();
  const until = new Date(at.getTime() + options.credits.ledgerTimeoutMs + CLAIM_MARGIN_MS);
  const hold = await database.asService((trx) => claimExternalHold(trx, modelId, { ledger: ledger.name, at, until }));
  if (!hold) return;
  if (hold.state === "opening") {
    await database.asService((trx) => releaseLater(context, trx, { modelId, reason: "the generation was not started in time", openingOnly: true }));
    return settleExternalHold(given, modelId);
  }
  try {
    await finish(context, hold, await ask(context, hold));
  } catch (error) {
    if (!(error instanceof LedgerUnavailableError)) throw error;
    await postpone(context, hold, error);
  }
}

/** Everything that is due and whose job was lost, and what is held for models that are gone with their user. @returns how many were looked at. */
export async function sweepExternalHolds(given: SettleContext, signal: AbortSignal): Promise<number> {
  const context = withLedger(given);
  if (!context) return 0;
  const { database, clock, ledger } = context;
  const orphans = await database.asService((trx) => selectOrphanedExternalHolds(trx, { createdBefore: new Date(clock.now().getTime() - ORPHAN_AGE_MS), limit: BATCH }));
  for (const modelId of orphans) await database.asService((trx) => markReleaseDue(trx, modelId, { reason: "the model is gone with its user", at: clock.now(), isSpent: true }));
  let looked = 0;
  for (;;) {
    signal.throwIfAborted();
    const due = await database.asService((trx) => selectDueExternalHolds(trx, { ledger: ledger.name, at: clock.now(), limit: BATCH }));
    for (const modelId of due) {
      signal.throwIfAborted();
      await settleExternalHold(context, modelId);
    }
    looked += due.length;
    if (due.length < BATCH) return looked;
  }
}

/** Tells the user's pages what the ledger says now, and the host when it has become low. @throws LedgerUnavailableError */
export async function announceExternalCredits(given: SettleContext, { userId, short = null }: { userId: string; short?: ShortCharge | null }): Promise<void> {
  const context = withLedger(given);
  if (!context) return;
  const figures = await readExternalFigures(context, userId);
  await context.database.asService((trx) => announceFigures(trx, userId, figures, { lowAt: context.options.credits.lowAt, short }));
}

function withLedger(context: SettleContext): ExternalCreditsContext | null {
  const { ledger } = context.options.credits;
  return ledger === null ? null : { ...context, ledger };
}

async function ask(context: ExternalCreditsContext, { modelId, userId, amount, reference, state, reason }: ExternalHold): Promise<Ending> {
  const known: KnownHold = { key: modelId, userId, amount, reference };
  if (state === "release_due") {
    if (amount === 0) return { state: "released" };
    const answer = await callLedger.release(context, known);
    if (answer.kind !== "captured") return { state: "released" };
    context.logger.error({ modelId, ledger: context.ledger.name }, "A ledger has charged a hold that was to be given back: nobody here has asked it to");
    return { state: "captured", charged: answer.charged, reason: `the ledger had charged it; it was to be given back: ${reason ?? ""}` };
  }
  if (amount === 0) return { state: "captured", charged: 0, reason: null };
  const answer = await callLedger.capture(context, known);
  if (answer.kind === "captured") return { state: "captured", charged: answer.charged, reason: null };
  return { state: "captured", charged: 0, reason: answer.kind === "released" ? "the ledger had given it back" : "the ledger holds it no more" };
}

async function finish(context: ExternalCreditsContext, { modelId, userId, amount, state }: ExternalHold, ending: Ending): Promise<void> {
  const { database, clock, queue, logger, metrics, ledger } = context;
  const missing = ending.state === "captured" && state === "capture_due" ? amount - ending.charged : 0;
  const short: ShortCharge | null = ending.state === "captured" && missing > 0 ? { modelId, charged: ending.charged, short: missing } : null;
  const isFinished = await database.asService(async (trx: Knex.Transaction) => {
    const at = clock.now();
    const isMine = await finishExternalHold(trx, modelId, ending.state === "captured" ? { ...ending, short: missing, at } : { state: "released", at });
    if (!isMine) return false;
    if (ending.state === "captured" && state === "release_due") await forgetUsageOf(trx, modelId);
    if (short) await publishHostEvent(trx, { type: "credits.short", userId, data: short });
    await queue.send(trx, ANNOUNCE_CREDITS, { userId, ...(short ? { short } : {}) });
    return true;
  });
  if (!isFinished) return;
  metrics.count("external_holds", { ledger: ledger.name, result: short ? "short" : ending.state });
  if (short) logger.warn({ ...short, ledger: ledger.name, reason: ending.state === "captured" ? ending.reason : null }, "A model was made and its credits were not all there");
}

async function postpone({ database, clock, queue, logger, ledger, secrets }: ExternalCreditsContext, { modelId, attempts, state }: ExternalHold, error: LedgerUnavailableError): Promise<void> {
  const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 30));
  const cause = error.cause instanceof Error ? error.cause.message : error.message;
  await database.asService(async (trx) => {
    await postponeExternalHold(trx, modelId, { nextTryAt: new Date(clock.now().getTime() + pauseMs), error: secrets.text(cause) });
    await queue.send(trx, SETTLE_EXTERNAL_HOLD, { modelId }, { startAfterSeconds: Math.ceil(pauseMs / 1000) });
  });
  logger[attempts >= LOUD_FROM_ATTEMPT ? "error" : "warn"]({ err: error, modelId, ledger: ledger.name, state, attempts }, "What is due could not be settled with the ledger; it is tried again");
}
