import type { ExportFailure, ExportFormat, HonestyCard, Turntable, View, ViewLikeness } from "@model-3d/contract";
import type { GlbLimits, OptimizePreset } from "@model-3d/mesh";
import type { StoredReport } from "../../models/model-row.ts";
import type { ExportSettings } from "../export-settings.ts";

interface TaskOnFile {
  /** Path of the GLB. */
  source: string;
  limits: Partial<GlbLimits>;
}

/** A file of another format. */
export interface ConversionTask extends TaskOnFile {
  kind: "convert";
  /** Path of the file to be written. */
  target: string;
  format: ExportFormat;
  settings: ExportSettings;
  /** What the thing is called in the file, where the format has a place for that. */
  name?: string;
}

/** A lighter GLB. */
export interface OptimizationTask extends TaskOnFile {
  kind: "optimize";
  target: string;
  preset: OptimizePreset;
}

/** What there is to know of a GLB. */
export interface MeasurementTask extends TaskOnFile {
  kind: "measure";
}

/** A picture of a GLB, as WebP. */
export interface DrawingTask extends TaskOnFile {
  kind: "draw";
  target: string;
}

/** Pictures all around it, in one. */
export interface TurntableTask extends TaskOnFile {
  kind: "turntable";
  target: string;
}

/** How it looks from where photos were taken. */
export interface MatchTask extends TaskOnFile {
  kind: "match";
  /** Paths of the photos, and of the pictures that are to be written of where the model differs. */
  photos: { view: View; path: string; target: string }[];
}

export type FileTask = ConversionTask | OptimizationTask | MeasurementTask | DrawingTask | TurntableTask | MatchTask;

/** What comes of each kind of task. */
export interface FileResults {
  convert: HonestyCard;
  /** Whether the lighter GLB is lighter at all. */
  optimize: { isLighter: boolean };
  measure: StoredReport;
  draw: null;
  turntable: Omit<Turntable, "url">;
  /** Null where nothing stands out in any photo. */
  match: { percent: number; yaw: number; views: Partial<Record<View, ViewLikeness>> } | null;
}

/** What the thread tells: how far it is, and then one of the others. `broken` is a fault of ours or of the disk. */
export type FileMessage = { type: "progress"; share: number } | { type: "made"; result: FileResults[FileTask["kind"]] } | { type: "refused"; failure: ExportFailure } | { type: "broken"; message: string };
