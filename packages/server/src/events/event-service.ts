import type { StreamEvent } from "@model-3d/contract";
import type { Knex } from "knex";
import type { Database } from "../db/open-database.ts";
import * as events from "./event-repository.ts";

/** Tells a user's pages something as part of the transaction that did it. An event tells; it never decides. */
export async function publishEvent(trx: Knex.Transaction, userId: string, event: StreamEvent): Promise<void> {
  await events.appendEvent(trx, userId, event);
}

/** From which event a reader goes on, and whether those between are no longer kept, so that it has to ask for everything anew. */
export async function findStreamPosition(database: Database, userId: string, resumeAfter: number | undefined): Promise<{ after: number; isLost: boolean }> {
  const { newest, oldest } = await events.selectStreamEnds(database, userId);
  if (resumeAfter === undefined || resumeAfter === newest) return { after: newest, isLost: false };
  const isLost = resumeAfter > newest || oldest === null || resumeAfter + 1 < oldest;
  return { after: isLost ? newest : resumeAfter, isLost };
}

export async function forgetOldEvents(trx: Knex.Transaction, before: Date): Promise<void> {
  await events.pruneEvents(trx, before);
}
