import type { Knex } from "knex";
import { publishEvent } from "../events/event-service.ts";
import { publishHostEvent } from "../host-events/host-event-service.ts";
import { noteLowCredits } from "./credit-service.ts";

interface Announcement {
  lowAt: number;
  /** A model that succeeded and whose credits were not all there. */
  short?: { modelId: string; charged: number; short: number } | null;
  at?: Date;
}

/** Tells the user's pages the balance as this transaction leaves it, and the host when it has just become low or a charge fell short. */
export async function announceCredits(trx: Knex.Transaction, userId: string, { lowAt, short = null, at = new Date() }: Announcement): Promise<void> {
  const { balance, held, available, isNewlyLow } = await noteLowCredits(trx, userId, lowAt, at);
  if (short) await publishHostEvent(trx, { type: "credits.short", userId, data: short });
  if (isNewlyLow) await publishHostEvent(trx, { type: "credits.low", userId, data: { balance, held, available, lowAt } });
  await publishEvent(trx, userId, { type: "credits.changed", balance, held, available, low: available <= lowAt, ...(short ? { short } : {}) });
}
