import type { InputImages, ModelReport, ModelState, RealSize, SourceType, TextureUrls, Turntable, View, ViewLikeness } from "@model-3d/contract";
import type { JudgedFormats } from "@model-3d/mesh";

/** A report with what no answer shows: what each format would keep of the model. Left out where it was measured before that was asked. */
export interface StoredReport extends ModelReport {
  judged?: JudgedFormats;
}

/** In pixels. */
export interface StoredThumbnail {
  name: string;
  width: number;
  height: number;
}

/** By its name in the storage. */
export type StoredTurntable = Omit<Turntable, "url"> & { name: string };

/** With the pictures of where they differ, by their names in the storage. */
export interface StoredMatch {
  percent: number;
  yaw: number;
  views: Partial<Record<View, ViewLikeness & { name: string }>>;
}

/** One version of one source of one user, as the program handles it. */
export interface ModelRow {
  id: string;
  userId: string;
  sourceType: SourceType;
  sourceId: string;
  provider: string;
  /** Null only while the submission is under way, and where it never came to a task. */
  taskId: string | null;
  status: ModelState;
  /** 0–100. */
  progress: number;
  modelUrls: Record<string, string>;
  thumbnailUrl: string | null;
  textureUrls: TextureUrls[];
  inputImages: InputImages;
  taskError: string | null;
  version: number;
  isActive: boolean;
  options: Record<string, unknown>;
  warnings: string[];
  /** Of the source, the same in all of its versions. */
  realSize: RealSize | null;
  /** Null until it was measured. */
  report: StoredReport | null;
  /** By names in the storage, the smallest first. */
  thumbnails: StoredThumbnail[];
  turntable: StoredTurntable | null;
  /** Null until it was compared with its photos. */
  photoMatch: StoredMatch | null;
  attempts: number;
  createdAt: Date;
  updatedAt: Date;
  finishedAt: Date | null;
}

/** The row as Postgres gives it, times as text, since a row may come as JSON. */
export interface StoredModel {
  id: string;
  user_id: string;
  source_type: SourceType;
  source_id: string;
  provider: string;
  task_id: string | null;
  status: ModelState;
  progress: number;
  model_urls: Record<string, string>;
  thumbnail_url: string | null;
  texture_urls: TextureUrls[];
  input_images: InputImages;
  task_error: string | null;
  version: number;
  is_active: boolean;
  options: Record<string, unknown>;
  warnings: string[];
  real_size: RealSize | null;
  report: StoredReport | null;
  thumbnails: StoredThumbnail[];
  turntable: StoredTurntable | null;
  photo_match: StoredMatch | null;
  attempts: number;
  created_at: string | Date;
  updated_at: string | Date;
  finished_at: string | Date | null;
}

export function toModelRow(row: StoredModel): ModelRow {
  return {
    id: row.id,
    userId: row.user_id,
    sourceType: row.source_type,
    sourceId: row.source_id,
    provider: row.provider,
    taskId: row.task_id,
    status: row.status,
    progress: row.progress,
    modelUrls: row.model_urls,
    thumbnailUrl: row.thumbnail_url,
    textureUrls: row.texture_urls,
    inputImages: row.input_images,
    taskError: row.task_error,
    version: row.version,
    isActive: row.is_active,
    options: row.options,
    warnings: row.warnings,
    realSize: row.real_size,
    report: row.report,
    thumbnails: row.thumbnails,
    turntable: row.turntable,
    photoMatch: row.photo_match,
    attempts: row.attempts,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
    finishedAt: row.finished_at === null ? null : new Date(row.finished_at),
  };
}
