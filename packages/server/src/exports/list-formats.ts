import { EXPORT_FORMATS, type ExportFormat, type ExportFormatEntry, type HonestyCard } from "@model-3d/contract";
import { describeFormat, foreseeCard, formatOf, presentOriginal } from "@model-3d/mesh";
import { notFound } from "../http/api-error.ts";
import { canonicalJson } from "../http/canonical-json.ts";
import { findOwnModel, type ModelRow } from "../models/model-service.ts";
import type { ServiceContext } from "../service-context.ts";
import { listMade } from "./export-repository.ts";
import type { ExportRow } from "./export-row.ts";
import { settleOptions, type ExportSettings } from "./export-settings.ts";
import { nameProduct } from "./exports-options.ts";
import { nameFile } from "./name-file.ts";
import { planExport } from "./plan-export.ts";
import { presentMade } from "./present-export.ts";

type Made = Pick<ExportRow, "format" | "options" | "card">;

/** All formats, and whether and how this server gives them: of one model, or in general. @throws ApiError `not_found` */
export async function listFormats(context: ServiceContext, userId: string, modelId: string | undefined): Promise<ExportFormatEntry[]> {
  const model = modelId === undefined ? null : await findOwnModel(context.database, userId, modelId);
  if (modelId !== undefined && !model) throw notFound();
  const made = model ? await listMade(context.database, userId, { modelId: model.id, at: context.clock.now() }) : [];
  const product = model ? await nameProduct(context.options.exports, model, undefined) : null;
  return EXPORT_FORMATS.map((format) => ({ ...describeFor(context, format, model, made), ...(model && product !== null && { file_name: nameFile(product, model.version, { format, extension: formatOf(format).extension }) }) }));
}

function describeFor(context: ServiceContext, format: ExportFormat, model: ModelRow | null, made: readonly Made[]): ExportFormatEntry {
  const reason = findReason(context, format, model);
  const settings = settleOptions(format, {}, model?.realSize ?? null);
  const how = model ? planExport(model, format, settings).how : format === "glb" ? "direct" : "made";
  const card = model && reason === null ? (how === "made" ? findCard(format, settings, model, made) : presentOriginal({ format, by: model.provider, report: model.report })) : null;
  return { ...describeFormat(format), available: reason === null, ...(reason === null ? {} : { reason }), how, card };
}

/** As it came out where the file is there, as it is foreseen where it is not; null where nobody has looked into the model. */
function findCard(format: ExportFormat, settings: ExportSettings, { report, realSize }: ModelRow, made: readonly Made[]): HonestyCard | null {
  const same = made.find((one) => one.format === format && canonicalJson(one.options) === canonicalJson(settings));
  if (same?.card) return presentMade(same.card, format, report);
  return report?.judged ? foreseeCard(format, report.judged[format], report, realSize) : null;
}

function findReason({ options }: ServiceContext, format: ExportFormat, model: ModelRow | null): string | null {
  if (!options.exports.formats.includes(format)) return "This server does not make that format.";
  if (model === null) return null;
  if (model.status !== "SUCCEEDED") return "This version has no files: it has not succeeded.";
  return model.modelUrls["glb"] === undefined ? "This model has no GLB, of which files of other formats are made." : null;
}
