import type { Knex } from "knex";
import { publishEvent } from "../events/event-service.ts";
import { publishHostEvent } from "../host-events/host-event-service.ts";
import { noteLowCredits } from "./credit-service.ts";

/** Tells the user's pages the balance as this transaction leaves it, and the host when it has just become low. */
export async function announceCredits(trx: Knex.Transaction, userId: string, { lowAt }: { lowAt: number }): Promise<void> {
  const { balance, held, available, isNewlyLow } = await noteLowCredits(trx, userId, lowAt);
  if (isNewlyLow) await publishHostEvent(trx, { type: "credits.low", userId, data: { balance, held, available, lowAt } });
  await publishEvent(trx, userId, { type: "credits.changed", balance, held, available, low: available <= lowAt });
}
