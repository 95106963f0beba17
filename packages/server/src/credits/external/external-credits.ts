import { readLedgerPage, type Hold, type HoldResult } from "../credit-service.ts";
import type { ModelCredits, PreparedHold } from "../model-credits.ts";
import { checkAmount } from "../check-amount.ts";
import { callLedger, LedgerUnavailableError } from "./call-ledger.ts";
import { confirmExternalHold, dropExternalHold, openExternalHold, selectExternalCharge, selectExternalLedger, selectExternallyHeld } from "./external-hold-repository.ts";
import { asUnavailable, figuresOf, readExternalFigures, type ExternalCreditsContext } from "./read-external-credits.ts";
import { ANNOUNCE_CREDITS, captureLater, releaseLater, SETTLE_EXTERNAL_HOLD } from "./settle-later.ts";

/** What a start does between the ledger's answer and the end of its transaction takes no longer than this. */
const CONFIRM_MS = 20_000;

/**
 * Credits in a ledger of the host's, which no transaction of ours includes. So a row says what is about to be asked of it before it is asked,
 * the transaction that moves a model moves that row, and a worker asks the ledger for what has become due, as often as it takes.
 * `own`: for models that were started while our own tables were in use.
 */
export function createExternalCredits(context: ExternalCreditsContext, own: ModelCredits): ModelCredits {
  const { database, queue } = context;
  return {
    async read(userId) {
      const figures = await readExternalFigures(context, userId).catch((error: unknown) => fail(context, error, "The balance of a user could not be read"));
      return { ...figures, grants: [] };
    },
    prepareHold: (hold) => prepareHold(context, hold),
    holdMany: () => Promise.reject(new Error("A ledger of the host's keeps a hold for each model, and takes none for several together.")),
    // Those from when our own tables were in use.
    releaseMany: own.releaseMany,
    async capture(trx, capture) {
      return (await captureLater(context, trx, capture)) ? { kind: "due" } : own.capture(trx, capture);
    },
    async release(trx, release) {
      return (await releaseLater(context, trx, release)) ? { kind: "released" } : own.release(trx, release);
    },
    unspend: (trx, hold) => own.unspend(trx, hold),
    // The figures are the ledger's: they are asked for outside of the transaction.
    announce: (trx, userId) => queue.send(trx, ANNOUNCE_CREDITS, { userId }),
    readCharge: async (userId, modelId) => (await selectExternalCharge(database, userId, modelId)) ?? own.readCharge(userId, modelId),
    readLedger: (userId, page) => readLedgerPage((part) => selectExternalLedger(database, userId, part), page),
  };
}

async function prepareHold(context: ExternalCreditsContext, hold: Hold): Promise<PreparedHold> {
  const { modelId, userId, amount, allowShort = false } = hold;
  checkAmount(amount, 0);
  const limited = await open(context, hold);
  if (limited) return refused(limited);
  if (amount === 0) return opened(context, modelId, null);
  const answer = await callLedger.hold(context, { key: modelId, userId, amount, allowShort }).catch(async (error: unknown) => {
    await giveUp(context, modelId, { reason: "the ledger did not say whether it holds it" });
    return fail(context, error, "Credits could not be held");
  });
  if (answer.kind === "held") return opened(context, modelId, answer.reference ?? null);
  if (answer.kind === "settled") {
    await giveUp(context, modelId, { reason: "the ledger says that it was settled before it began" });
    return fail(context, new LedgerUnavailableError(`The credit ledger "${context.ledger.name}" knows the hold of a model that is new.`), "Credits could not be held");
  }
  await context.database.asService((trx) => dropExternalHold(trx, modelId));
  const held = await selectExternallyHeld(context.database, userId);
  return refused({ kind: "insufficient", ...figuresOf(answer.available, held) });
}

/** Writes the row, and a job that looks after it should this process die before it is confirmed. */
async function open({ database, clock, options, ledger, queue }: ExternalCreditsContext, { userId, modelId, amount, allowShort = false, limits = null }: Hold): Promise<Extract<HoldResult, { kind: "limited" }> | null> {
  const patienceMs = options.credits.ledgerTimeoutMs + CONFIRM_MS;
  const isLimited = [limits?.user, limits?.host].some((limit) => limit?.day !== undefined || limit?.month !== undefined);
  return database.asService(async (trx) => {
    const at = clock.now();
    const result = await openExternalHold(trx, { userId, modelId, ledger: ledger.name, amount, allowShort, giveUpAt: new Date(at.getTime() + patienceMs), at, limits: isLimited ? limits : null });
    if (result.kind === "limited") return result;
    await queue.send(trx, SETTLE_EXTERNAL_HOLD, { modelId }, { startAfterSeconds: Math.ceil(patienceMs / 1000) });
    return null;
  });
}

const refused = (result: HoldResult): PreparedHold => ({ take: async () => result, abandon: async () => {} });

function opened(context: ExternalCreditsContext, modelId: string, reference: string | null): PreparedHold {
  return {
    async take(trx) {
      if (!(await confirmExternalHold(trx, modelId, reference))) return fail(context, new LedgerUnavailableError("A hold was given up before its model was written."), "Credits were held too slowly");
      return { kind: "held", available: 0 };
    },
    abandon: () => giveUp(context, modelId, { reason: "the generation did not start", reference }),
  };
}

/** What stays open is given up by the job that was sent with it. */
async function giveUp(context: ExternalCreditsContext, modelId: string, { reason, reference = null }: { reason: string; reference?: string | null }): Promise<void> {
  try {
    await context.database.asService((trx) => releaseLater(context, trx, { modelId, reason, reference, openingOnly: true }));
  } catch (error) {
    context.logger.warn({ err: error, modelId }, "A hold that was not used could not be given up at once");
  }
}

function fail(context: ExternalCreditsContext, error: unknown, message: string): never {
  throw error instanceof LedgerUnavailableError ? asUnavailable(context, error, message) : error;
}
