import type { ExportAnswer, ExportFormat, HonestyCard } from "@model-3d/contract";
import { addCrossing, formatOf, presentOriginal } from "@model-3d/mesh";
import type { LinkMaker } from "../files/create-link-maker.ts";
import type { ModelRow } from "../models/model-service.ts";
import type { FoundExport } from "./exports-service.ts";
import { nameFile } from "./name-file.ts";

/** The name in the storage of the file of an export: every try of one export writes the same. */
export function storedName(exportId: string, extension: string): string {
  return `export-${exportId}.${extension}`;
}

/** The card of a file that was made, with what was found of the model that it is of. */
export function presentMade(card: Omit<HonestyCard, "originalBy">, format: ExportFormat, report: ModelRow["report"]): HonestyCard {
  return { ...card, originalBy: null, notes: addCrossing(card.notes, format, report) };
}

/** An export as its reader gets it, with a link that downloads the file under its name. */
export function presentExport(found: FoundExport, links: LinkMaker): ExportAnswer {
  const { model } = found;
  const none = { url: null, expires_at: null, file_name: null, media_type: null, card: null, failure: null } as const;
  if ("own" in found) {
    const { format, own, productName } = found;
    const { extension, mediaType } = formatOf(format);
    const file_name = nameFile(productName, model.version, { format, extension });
    const url = /^https?:\/\//i.test(own.place) ? links.proxiedFile(own.place) : links.modelFile(model.id, own.place, { saveAs: file_name });
    return { success: true, exportId: null, modelId: model.id, format, status: "SUCCEEDED", progress: 100, how: own.how, ...none, url, expires_at: links.expiresAt.toISOString(), file_name, media_type: mediaType, card: presentOriginal({ format, by: model.provider, report: model.report }) };
  }
  const { id, format, status, progress, card, failure, expiresAt, productName } = found.made;
  const answer = { success: true, exportId: id, modelId: model.id, format, status, progress, how: "made" } as const;
  if (status !== "SUCCEEDED") return { ...answer, ...none, failure };
  const { extension, mediaType } = formatOf(format);
  const file_name = nameFile(productName, model.version, { format, extension });
  const expires_at = new Date(Math.min(links.expiresAt.getTime(), expiresAt.getTime())).toISOString();
  return { ...answer, url: links.modelFile(model.id, storedName(id, extension), { saveAs: file_name }), expires_at, file_name, media_type: mediaType, card: card && presentMade(card, format, model.report), failure: null };
}

