import type { ModelEntry, StreamEvent } from "@model-3d/contract";

export type ModelNewsEvent = Extract<StreamEvent, { model: unknown }>;

export interface AppliedNews {
  entry: ModelEntry;
  /** The event tells of more than it carries (files, a new version): ask for the entry anew. */
  isStale: boolean;
}

/** Moves what a page knows of a source by one event. Progress never goes back, and a final state is left to the answer that follows. */
export function applyModelNews(entry: ModelEntry, { type, model: news }: ModelNewsEvent): AppliedNews {
  const { generation } = entry;
  if (type !== "model.progress" || generation?.id !== news.id) return { entry, isStale: true };
  if (generation.status !== "PENDING" && generation.status !== "IN_PROGRESS") return { entry, isStale: false };
  const progress = Math.max(generation.progress, news.progress);
  const isStale = news.has_preview === true && generation.preview_url === undefined;
  return { entry: { ...entry, generation: { ...generation, status: news.status, progress, task_id: news.task_id } }, isStale };
}
