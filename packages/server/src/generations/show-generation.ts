import type { GenerationStatus } from "@model-3d/contract";
import { readCharge } from "../credits/credit-service.ts";
import { notFound } from "../http/api-error.ts";
import { findOwnModelByTask } from "../models/model-repository.ts";
import type { LinkMaker } from "../files/create-link-maker.ts";
import { presentModel } from "../models/present-model.ts";
import type { ServiceContext } from "../service-context.ts";

/** The state of the caller's task, flat. */
export async function showGeneration(context: ServiceContext, userId: string, taskId: string, links: LinkMaker): Promise<GenerationStatus> {
  const row = await findOwnModelByTask(context.database, userId, taskId);
  if (!row) throw notFound();
  const { status, progress, model_urls, thumbnail_url, texture_urls, task_error, finished_at, id, version } = presentModel(row, links);
  const credits = await readCharge(context.database, userId, row.id);
  return { status, progress, model_urls, thumbnail_url, texture_urls, task_error, finished_at, modelId: id, version, credits };
}
