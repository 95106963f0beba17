import type { ExportFormat } from "@model-3d/contract";
import type { ModelRow } from "../models/model-service.ts";
import { areDefaults, type ExportSettings } from "./export-settings.ts";

/** The model's own file by its place, or a file to be made. */
export type ExportPlan = { how: "direct" | "provider"; place: string } | { how: "made" };

/** Formats of which a service's own file is better than one that is made of its GLB: it comes from the source and not from what became of it. */
const BETTER_FROM_A_SERVICE: ReadonlySet<ExportFormat> = new Set(["fbx", "usdz"]);
/** Who makes the models here makes their GLBs. */
const OURS = "local";

/** A GLB is given as it is; a service's own file where nothing else was asked for than what a service gives, a real size among it. */
export function planExport({ provider, modelUrls }: Pick<ModelRow, "provider" | "modelUrls">, format: ExportFormat, settings: ExportSettings): ExportPlan {
  const place = modelUrls[format];
  if (place === undefined || !areDefaults(format, settings)) return { how: "made" };
  if (format === "glb") return { how: "direct", place };
  // A file that was made here of the GLB comes from no service.
  return provider !== OURS && !place.startsWith("derived") && BETTER_FROM_A_SERVICE.has(format) ? { how: "provider", place } : { how: "made" };
}
