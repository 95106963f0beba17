import { EXPORT_FORMATS, type ExportFormat, type ExportFormatEntry } from "@model-3d/contract";
import { describeFormat, presentOriginal } from "@model-3d/mesh";
import { notFound } from "../http/api-error.ts";
import { findOwnModel, type ModelRow } from "../models/model-service.ts";
import type { ServiceContext } from "../service-context.ts";
import { settleOptions } from "./export-settings.ts";
import { planExport } from "./plan-export.ts";

/** All formats, and whether and how this server gives them: of one model, or in general. @throws ApiError `not_found` */
export async function listFormats(context: ServiceContext, userId: string, modelId: string | undefined): Promise<ExportFormatEntry[]> {
  const model = modelId === undefined ? null : await findOwnModel(context.database, userId, modelId);
  if (modelId !== undefined && !model) throw notFound();
  return EXPORT_FORMATS.map((format) => describeFor(context, format, model));
}

function describeFor(context: ServiceContext, format: ExportFormat, model: ModelRow | null): ExportFormatEntry {
  const reason = findReason(context, format, model);
  const how = model ? planExport(model, format, settleOptions(format, {}, model.realSize)).how : format === "glb" ? "direct" : "made";
  const card = model && how !== "made" && reason === null ? presentOriginal({ format, by: model.provider, report: model.report }) : null;
  return { ...describeFormat(format), available: reason === null, ...(reason === null ? {} : { reason }), how, card };
}

function findReason({ options }: ServiceContext, format: ExportFormat, model: ModelRow | null): string | null {
  if (!options.exports.formats.includes(format)) return "This server does not make that format.";
  if (model === null) return null;
  if (model.status !== "SUCCEEDED") return "This version has no files: it has not succeeded.";
  return model.modelUrls["glb"] === undefined ? "This model has no GLB, of which files of other formats are made." : null;
}
