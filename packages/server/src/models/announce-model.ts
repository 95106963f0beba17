import { LOW_MATCH_PERCENT, type HostModel, type MatchNews, type ModelNews, type StreamEventType } from "@model-3d/contract";
import type { Knex } from "knex";
import { publishEvent } from "../events/event-service.ts";
import type { ModelRow } from "./model-repository.ts";
import { previewOf } from "./model-preview.ts";
import type { StoredMatch } from "./model-row.ts";

type ModelEventType = Extract<StreamEventType, `model.${string}`>;

export function newsOf(row: ModelRow): ModelNews {
  return {
    id: row.id,
    source_type: row.sourceType,
    source_id: row.sourceId,
    task_id: row.taskId,
    status: row.status,
    progress: row.progress,
    version: row.version,
    is_active: row.isActive,
    task_error: row.taskError,
    ...(previewOf(row) === undefined ? {} : { has_preview: true }),
  };
}

/** What the host is told of a model. */
export function hostModelOf({ id: modelId, sourceType, sourceId, version, status, provider, taskId, taskError }: ModelRow): HostModel {
  return { modelId, sourceType, sourceId, version, status, provider, taskId, taskError };
}

/** What the host is told of how a model matches its photos: all but the pictures, whose links would expire. */
export function matchNewsOf({ percent, yaw, views }: StoredMatch): MatchNews {
  return { percent, isLow: percent < LOW_MATCH_PERCENT, yaw, views: Object.fromEntries(Object.entries(views).map(([view, { name: _, ...likeness }]) => [view, likeness])) };
}

/** Tells the owner's pages what became of a model, as part of the transaction that did it. */
export async function announceModel(trx: Knex.Transaction, type: ModelEventType, row: ModelRow): Promise<void> {
  await publishEvent(trx, row.userId, { type, model: newsOf(row) });
}
