import type { BatchNews, StreamEventType } from "@model-3d/contract";
import type { Knex } from "knex";
import { publishEvent } from "../events/event-service.ts";
import type { BatchRow } from "./batch-row.ts";

type BatchEventType = Extract<StreamEventType, `batch.${string}`>;

function newsOf({ id, status, pauseReason, progress, counts }: BatchRow): BatchNews {
  return { id, status, pause_reason: pauseReason, progress, counts };
}

/** Tells the owner's pages what became of a batch, as part of the transaction that did it. */
export async function announceBatch(trx: Knex.Transaction, type: BatchEventType, row: BatchRow): Promise<void> {
  await publishEvent(trx, row.userId, { type, batch: newsOf(row) });
}
