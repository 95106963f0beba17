import type { Knex } from "knex";
import { publishEvent } from "../events/event-service.ts";
import { readCreditsInTransaction } from "./credit-service.ts";

/** Tells the user's pages the balance as this transaction leaves it. */
export async function announceCredits(trx: Knex.Transaction, userId: string, { lowAt }: { lowAt: number }): Promise<void> {
  const { balance, held, available } = await readCreditsInTransaction(trx, userId);
  await publishEvent(trx, userId, { type: "credits.changed", balance, held, available, low: available <= lowAt });
}
