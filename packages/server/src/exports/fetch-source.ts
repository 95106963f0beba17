import { copyModelFiles } from "../files/copy-model-files.ts";
import { spoolFile } from "../files/spool-file.ts";
import { ApiError } from "../http/api-error.ts";
import { findModel } from "../models/model-service.ts";
import type { ServiceContext } from "../service-context.ts";
import { ConversionRefused } from "./conversion/conversion-refused.ts";
import { ExportGone } from "./export-gone.ts";

/** The model's own file lies with its service still. */
class NotHereYet extends Error {}

/**
 * The model's GLB as a file of this machine.
 *
 * @throws ExportGone, ConversionRefused, what may pass by itself, the signal's reason.
 */
export async function fetchSource(context: ServiceContext, modelId: string, signal: AbortSignal): Promise<{ path: string; remove(): Promise<void> }> {
  const place = await placeOfGlb(context, modelId, signal);
  const file = await context.files.findModelFile(null, modelId, place);
  if (!file) throw new ConversionRefused({ code: "unreadable", message: "The model's file is gone. Make the model anew." });
  try {
    const stream = await context.files.openFile(file, { signal });
    return await spoolFile(stream, { directory: context.files.temporaryDirectory, maxBytes: context.options.files.maxModelFileBytes, signal });
  } catch (error) {
    if (error instanceof ApiError && (error.code === "not_found" || error.code === "payload_too_large")) throw new ConversionRefused({ code: "unreadable", message: "The model's file is gone. Make the model anew." }, { cause: error });
    throw error;
  }
}

/** The name of the GLB in the storage; one that lies with its service still is copied first. */
async function placeOfGlb(context: ServiceContext, modelId: string, signal: AbortSignal): Promise<string> {
  const look = async () => {
    const model = await context.database.asService((trx) => findModel(trx, modelId));
    if (!model) throw new ExportGone();
    const place = model.modelUrls["glb"];
    if (place === undefined) throw new ConversionRefused({ code: "unreadable", message: "The model's file is gone. Make the model anew." });
    return /^https?:\/\//i.test(place) ? null : place;
  };
  const place = await look();
  if (place !== null) return place;
  await copyModelFiles(context, modelId, signal);
  const copied = await look();
  if (copied === null) throw new NotHereYet("The model's file lies with its service still.");
  return copied;
}
