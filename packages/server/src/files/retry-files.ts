import type { Knex } from "knex";
import { ApiError } from "../http/api-error.ts";
import type { JobQueue } from "../queue/job-queue.ts";
import type { ServiceContext } from "../service-context.ts";
import { COPY_MODEL_FILES, showPlaces } from "./copy-model-files.ts";
import { waitForRefused } from "./provider-file-repository.ts";

interface RetryContext extends Pick<ServiceContext, "database" | "clock"> {
  readonly queue: Pick<JobQueue, "send">;
  readonly fileOwner: Pick<ServiceContext["fileOwner"], "holdModel" | "placeFiles">;
}

/**
 * Has the running workers try the refused files of a model once more, such as after `files.glbLimits` or `files.maxModelFileBytes` were raised.
 * Only what the service keeps still; the others stay refused. Doing so twice does no harm.
 *
 * @returns the names of the files that are tried again.
 * @throws ApiError `not_found` when there is no such model.
 */
export function retryRefusedFiles(context: RetryContext, modelId: string): Promise<string[]> {
  return context.database.asService((trx) => retryRefusedFilesIn(trx, context, modelId));
}

/** The same as part of the caller's transaction. */
export async function retryRefusedFilesIn(trx: Knex.Transaction, { clock, queue, fileOwner }: Pick<RetryContext, "clock" | "queue" | "fileOwner">, modelId: string): Promise<string[]> {
  if (!(await fileOwner.holdModel(trx, modelId))) throw new ApiError("not_found", `There is no model ${modelId}.`);
  const names = await waitForRefused(trx, modelId, clock.now());
  if (names.length === 0) return names;
  await showPlaces(fileOwner, trx, modelId);
  await queue.send(trx, COPY_MODEL_FILES, { modelId });
  return names;
}
