import type { Knex } from "knex";
import type { JobQueue } from "../queue/job-queue.ts";
import { upsertProviderFiles, type RemoteResult } from "./provider-file-repository.ts";

export type { RemoteResult } from "./provider-file-repository.ts";

/** Remembers where the files of a result lie, and has them copied, as part of the transaction of the success. */
export async function recordRemoteFiles(trx: Knex.Transaction, queue: JobQueue, result: RemoteResult): Promise<void> {
  await upsertProviderFiles(trx, result);
  await queue.send(trx, "copy-model-files", { modelId: result.modelId });
}
