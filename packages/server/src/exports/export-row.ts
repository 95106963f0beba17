import type { ExportFailure, ExportFormat, ExportState, HonestyCard } from "@model-3d/contract";
import type { ExportSettings } from "./export-settings.ts";

/** An export as the program handles it. */
export interface ExportRow {
  id: string;
  modelId: string;
  userId: string;
  format: ExportFormat;
  options: ExportSettings;
  productName: string;
  status: ExportState;
  /** 0–100. */
  progress: number;
  fileKey: string | null;
  card: HonestyCard | null;
  failure: ExportFailure | null;
  expiresAt: Date;
  /** Only an archive wants it so far: of that its user is told. Not among what a user reads. */
  isForArchive: boolean;
}

/** The row as Postgres gives it, times as text, since a row may come as JSON. */
export interface StoredExport {
  id: string;
  model_id: string;
  user_id: string;
  format: ExportFormat;
  options: ExportSettings;
  product_name: string;
  status: ExportState;
  progress: number;
  file_key: string | null;
  card: HonestyCard | null;
  failure: ExportFailure | null;
  expires_at: Date | string;
  for_archive?: boolean;
}

/** What a user may read. */
export const EXPORT_COLUMNS = "id, model_id, user_id, format, options, product_name, status, progress, file_key, card, failure, expires_at";

export function toExportRow(row: StoredExport): ExportRow {
  return {
    id: row.id,
    modelId: row.model_id,
    userId: row.user_id,
    format: row.format,
    options: row.options,
    productName: row.product_name,
    status: row.status,
    progress: row.progress,
    fileKey: row.file_key,
    card: row.card,
    failure: row.failure,
    expiresAt: new Date(row.expires_at),
    isForArchive: row.for_archive ?? false,
  };
}
