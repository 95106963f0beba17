import type { Batch, BatchItem } from "@model-3d/contract";
import type { BatchRow, ShownItem } from "./batch-row.ts";

export function presentBatch({ id, name, status, pauseReason, progress, counts, createdAt, updatedAt, finishedAt }: BatchRow): Batch {
  return { id, name, status, pause_reason: pauseReason, progress, counts, created_at: createdAt.toISOString(), updated_at: updatedAt.toISOString(), finished_at: finishedAt?.toISOString() ?? null };
}

export function presentItem({ position, sourceType, sourceId, name, status, progress, modelId, cost, reason, finishedAt }: ShownItem): BatchItem {
  return { position, source_type: sourceType, source_id: sourceId, name, status, progress, model_id: modelId, cost, reason, finished_at: finishedAt?.toISOString() ?? null };
}
