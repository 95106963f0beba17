import type { BatchCounts, BatchItemReason, BatchItemState, BatchState, GenerationOptions, PauseReason, SourceType, View } from "@model-3d/contract";

/** A batch as the program handles it, with what its items sum up to. */
export interface BatchRow {
  id: string;
  userId: string;
  name: string | null;
  status: BatchState;
  pauseReason: PauseReason | null;
  /** 0–100. */
  progress: number;
  counts: BatchCounts;
  createdAt: Date;
  updatedAt: Date;
  finishedAt: Date | null;
}

/** The row as Postgres gives it, times as text, since a row may come as JSON. */
export interface StoredBatch {
  id: string;
  user_id: string;
  name: string | null;
  status: BatchState;
  pause_reason: PauseReason | null;
  progress: number;
  counts: BatchCounts;
  created_at: Date | string;
  updated_at: Date | string;
  finished_at: Date | string | null;
}

export function toBatchRow(row: StoredBatch): BatchRow {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    status: row.status,
    pauseReason: row.pause_reason,
    progress: row.progress,
    counts: row.counts,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
    finishedAt: row.finished_at === null ? null : new Date(row.finished_at),
  };
}

/** An item as a list shows it. */
export interface ShownItem {
  position: number;
  sourceType: SourceType;
  sourceId: string;
  name: string | null;
  status: BatchItemState;
  /** 0–100. */
  progress: number;
  modelId: string | null;
  cost: number;
  reason: BatchItemReason | null;
  finishedAt: Date | null;
}

/** An item with all that starting it takes. */
export interface ItemToStart {
  batchId: string;
  position: number;
  attempts: number;
  userId: string;
  sourceType: SourceType;
  sourceId: string;
  imageUrls: Partial<Record<View, string>>;
  options: GenerationOptions;
  /** Who shall make it, where the request said so. */
  wantedProvider: string | null;
  cost: number;
  /** The id that its model is to have, where credits are held for it already. */
  heldAs: string | null;
  /** Where the user reached this server, for addresses of its own. */
  publicUrl: string | null;
}
