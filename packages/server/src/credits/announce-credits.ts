import type { Knex } from "knex";
import { publishEvent } from "../events/event-service.ts";
import { publishHostEvent } from "../host-events/host-event-service.ts";
import { noteLowCredits, noteLowFigures } from "./credit-service.ts";

/** A model that succeeded and whose credits were not all there. */
export interface ShortCharge {
  modelId: string;
  charged: number;
  short: number;
}

interface Announcement {
  lowAt: number;
  short?: ShortCharge | null;
  at?: Date;
}

interface Figures {
  balance: number;
  held: number;
  available: number;
}

/** Tells the user's pages the balance as this transaction leaves it, and the host when it has just become low or a charge fell short. */
export async function announceCredits(trx: Knex.Transaction, userId: string, { lowAt, short = null, at = new Date() }: Announcement): Promise<void> {
  const { isNewlyLow, ...figures } = await noteLowCredits(trx, userId, lowAt, at);
  if (short) await publishHostEvent(trx, { type: "credits.short", userId, data: short });
  await publish(trx, userId, figures, { lowAt, isNewlyLow, short });
}

/** The same with figures that a ledger of the host's has told; the host knows of a shortfall by then. */
export async function announceFigures(trx: Knex.Transaction, userId: string, figures: Figures, { lowAt, short = null }: { lowAt: number; short?: ShortCharge | null }): Promise<void> {
  await publish(trx, userId, figures, { lowAt, isNewlyLow: await noteLowFigures(trx, userId, figures, lowAt), short });
}

async function publish(trx: Knex.Transaction, userId: string, { balance, held, available }: Figures, { lowAt, isNewlyLow, short }: { lowAt: number; isNewlyLow: boolean; short: ShortCharge | null }): Promise<void> {
  if (isNewlyLow) await publishHostEvent(trx, { type: "credits.low", userId, data: { balance, held, available, lowAt } });
  await publishEvent(trx, userId, { type: "credits.changed", balance, held, available, low: available <= lowAt, ...(short ? { short } : {}) });
}
