import type { ExportFormat } from "@model-3d/contract";
import { isGivenAsItIs } from "@model-3d/mesh";
import type { ModelRow } from "../models/model-service.ts";
import { areDefaults, type ExportSettings } from "./export-settings.ts";

/** The model's own file by its place, or a file to be made. */
export type ExportPlan = { how: "direct" | "provider"; place: string } | { how: "made" };

/** A GLB is given as it is; a service's own file where nothing else was asked for than what a service gives, a real size among it. */
export function planExport({ provider, modelUrls }: Pick<ModelRow, "provider" | "modelUrls">, format: ExportFormat, settings: ExportSettings): ExportPlan {
  const place = modelUrls[format];
  if (place === undefined || !areDefaults(format, settings)) return { how: "made" };
  if (format === "glb") return { how: "direct", place };
  // A file that was made here of the GLB comes from no service.
  return !place.startsWith("derived") && isGivenAsItIs({ format, by: provider }) ? { how: "provider", place } : { how: "made" };
}
