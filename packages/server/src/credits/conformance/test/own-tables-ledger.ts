import type { Knex } from "knex";
import type { Database } from "../../../db/open-database.ts";
import { captureHold, holdCredits, readCredits, releaseHold } from "../../credit-service.ts";
import type { CreditLedger } from "../../external/credit-ledger.ts";

/** Our own tables behind the interface: each call a transaction of its own, under the lock of the user's account. */
export function ownTablesLedger(database: Database): CreditLedger {
  const statusOf = async (trx: Knex.Transaction, userId: string, key: string): Promise<string | undefined> => {
    await trx.raw("select public.model_3d_lock_credit_account(?)", [userId]);
    return (await trx("credit_holds").where({ model_id: key }).first<{ status: string } | undefined>("status"))?.status;
  };
  return {
    name: "own-tables",
    hold: ({ key, userId, amount, allowShort }) =>
      database.asService(async (trx) => {
        const status = await statusOf(trx, userId, key);
        if (status) return status === "pending" ? { kind: "held" } : { kind: "settled" };
        const held = await holdCredits(trx, { userId, modelId: key, amount, expiresAt: null, allowShort });
        if (held.kind === "limited") throw new Error("There are no limits here.");
        return held.kind === "held" ? { kind: "held" } : { kind: "insufficient", available: held.available };
      }),
    capture: ({ key, userId }) =>
      database.asService(async (trx) => {
        const status = await statusOf(trx, userId, key);
        const captured = await captureHold(trx, { userId, modelId: key, allowShort: true });
        return captured.kind === "not_held" ? { kind: status === undefined ? "no_such_hold" : "released" } : { kind: "captured", charged: captured.charged };
      }),
    release: ({ key, userId, amount }) =>
      database.asService(async (trx) => {
        const status = await statusOf(trx, userId, key);
        if (status === "captured") return { kind: "captured", charged: (await trx("credit_charges").where({ model_id: key }).first<{ amount: number }>("amount")).amount };
        if (status === undefined) await holdCredits(trx, { userId, modelId: key, amount, expiresAt: null, allowShort: true });
        await releaseHold(trx, { userId, modelId: key, reason: "test" });
        return { kind: status === undefined ? "no_such_hold" : "released" };
      }),
    balance: async (userId) => ({ available: (await readCredits(database, userId, { cost: 0, lowAt: 0 })).available }),
  };
}
