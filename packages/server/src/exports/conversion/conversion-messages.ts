import type { ExportFailure, ExportFormat, HonestyCard } from "@model-3d/contract";
import type { GlbLimits } from "@model-3d/mesh";
import type { ExportSettings } from "../export-settings.ts";

/** What the thread that makes a file is told. */
export interface ConversionTask {
  /** Path of the GLB. */
  source: string;
  /** Path of the file to be written. */
  target: string;
  format: ExportFormat;
  settings: ExportSettings;
  limits: Partial<GlbLimits>;
}

/** What it tells: how far it is, and then one of the others. `broken` is a fault of ours or of the disk. */
export type ConversionMessage = { type: "progress"; share: number } | { type: "made"; card: HonestyCard } | { type: "refused"; failure: ExportFailure } | { type: "broken"; message: string };
