import { announceCredits } from "./announce-credits.ts";
import { captureHold, holdCredits, holdManyCredits, readCharge, readCredits, readLedger, releaseHold, releaseManyHolds, unspendHold } from "./credit-service.ts";
import { unspendExternalHold } from "./external/external-hold-repository.ts";
import { captureLater, releaseLater } from "./external/settle-later.ts";
import type { CreditsContext, ModelCredits } from "./model-credits.ts";

/** Credits in our own tables. A model that a ledger of the host's holds credits for, since one was in use when it started, is settled there. */
export function createOwnCredits(context: CreditsContext): ModelCredits {
  const { database, clock, options } = context;
  const { lowAt } = options.credits;
  return {
    async read(userId) {
      const { balance, held, available, grants } = await readCredits(database, userId, { cost: 0, lowAt, at: clock.now() });
      return { balance, held, available, grants };
    },
    prepareHold: async (hold) => ({ take: (trx) => holdCredits(trx, hold), abandon: async () => {} }),
    holdMany: holdManyCredits,
    releaseMany: releaseManyHolds,
    async capture(trx, capture) {
      const captured = await captureHold(trx, capture);
      return captured.kind === "not_held" && (await captureLater(context, trx, capture)) ? { kind: "due" } : captured;
    },
    async release(trx, release) {
      const released = await releaseHold(trx, release);
      return released.kind === "not_held" && (await releaseLater(context, trx, release)) ? { kind: "released" } : released;
    },
    async unspend(trx, hold) {
      await unspendHold(trx, hold);
      await unspendExternalHold(trx, hold.modelId);
    },
    announce: (trx, userId, news) => announceCredits(trx, userId, { lowAt, ...news }),
    readCharge: (userId, modelId) => readCharge(database, userId, modelId),
    readLedger: (userId, page) => readLedger(database, userId, page),
  };
}
