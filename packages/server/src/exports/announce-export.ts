import type { ExportNews, StreamEventType } from "@model-3d/contract";
import type { Knex } from "knex";
import { publishEvent } from "../events/event-service.ts";
import type { ExportRow } from "./export-row.ts";

type ExportEventType = Extract<StreamEventType, `export.${string}`>;

function newsOf({ id, modelId, format, status, progress, failure }: ExportRow): ExportNews {
  return { id, model_id: modelId, format, status, progress, failure };
}

/** Tells the owner's pages what became of an export, as part of the transaction that did it; nothing of one that only an archive wants. */
export async function announceExport(trx: Knex.Transaction, type: ExportEventType, row: ExportRow): Promise<void> {
  if (row.isForArchive) return;
  await publishEvent(trx, row.userId, { type, export: newsOf(row) });
}
