import { setTimeout as pause } from "node:timers/promises";
import type { ExportFormat } from "@model-3d/contract";
import { formatOf } from "@model-3d/mesh";
import { findExport, startExport, type FoundExport } from "../exports/exports-service.ts";
import { storedName } from "../exports/present-export.ts";
import { copyModelFiles } from "../files/copy-model-files.ts";
import type { StoredFile } from "../files/file-service.ts";
import { ApiError } from "../http/api-error.ts";
import { findOwnModel } from "../models/model-service.ts";
import type { ServiceContext } from "../service-context.ts";

export interface WantedFile {
  userId: string;
  modelId: string;
  format: ExportFormat;
  /** What the thing is called, where that is known. */
  name: string | undefined;
}

/** The file of a model, or why there is none, in words for the user. */
export type ArchiveFile = { file: StoredFile; productName: string } | { reason: string };

const LOOK_MS = 400;
const GONE = "The model was deleted meanwhile.";

/**
 * The file of a model in a format: its own, or the one that the exports make of it, once for whoever asks. Waits until it is made.
 *
 * @throws what may pass by itself (database away, storage that refuses), and the signal's reason.
 */
export async function findFile(context: ServiceContext, wanted: WantedFile, signal: AbortSignal): Promise<ArchiveFile> {
  const { userId, modelId, format } = wanted;
  try {
    const found = await makeFile(context, wanted, signal);
    if ("own" in found) return await findOwnFile(context, userId, modelId, found, signal);
    if (found.made.status !== "SUCCEEDED") return { reason: found.made.failure?.message ?? "The file could not be made." };
    const file = await context.files.findModelFile(userId, modelId, storedName(found.made.id, formatOf(format).extension));
    return file ? { file, productName: found.made.productName } : { reason: "The file is gone. Ask for the archive again." };
  } catch (error) {
    if (!(error instanceof ApiError) || !["not_found", "not_succeeded", "format_unavailable", "file_unavailable"].includes(error.code)) throw error;
    return { reason: error.code === "not_found" ? GONE : error.message };
  }
}

async function makeFile(context: ServiceContext, { userId, modelId, format, name }: WantedFile, signal: AbortSignal): Promise<FoundExport> {
  let found = await startWhenFree(context, { userId, modelId, format, name }, signal);
  while ("made" in found && (found.made.status === "PENDING" || found.made.status === "IN_PROGRESS")) {
    await pause(LOOK_MS, undefined, { signal });
    found = await findExport(context, userId, found.made.id);
  }
  return found;
}

/** As many of a user's files as may be are being made: one of them will be ready. */
async function startWhenFree(context: ServiceContext, { userId, modelId, format, name }: WantedFile, signal: AbortSignal): Promise<FoundExport> {
  for (;;) {
    try {
      return await startExport(context, { userId, body: { modelId, format, ...(name !== undefined && { name }) }, isForArchive: true, remember: async () => {} });
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "too_many_exports")) throw error;
      await pause(LOOK_MS, undefined, { signal });
    }
  }
}

/** One that lies with its service still is copied first. */
async function findOwnFile(context: ServiceContext, userId: string, modelId: string, { own, productName, format }: Extract<FoundExport, { own: unknown }>, signal: AbortSignal): Promise<ArchiveFile> {
  let { place } = own;
  if (/^https?:\/\//i.test(place)) {
    await copyModelFiles(context, modelId, signal);
    place = (await findOwnModel(context.database, userId, modelId))?.modelUrls[format] ?? place;
  }
  const file = /^https?:\/\//i.test(place) ? null : await context.files.findModelFile(userId, modelId, place);
  return file ? { file, productName } : { reason: "The file has not come from the service that made it yet. Ask for the archive again in a while." };
}
