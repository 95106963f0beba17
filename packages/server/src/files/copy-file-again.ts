import type { ServiceContext } from "../service-context.ts";
import { COPY_MODEL_FILES, showPlaces } from "./copy-model-files.ts";
import { isModelFileStored, markDeleting } from "./file-repository.ts";
import type { JobQueue } from "../queue/job-queue.ts";
import { waitAgain } from "./provider-file-repository.ts";

interface CopyAgainContext extends Pick<ServiceContext, "database" | "clock"> {
  readonly queue: Pick<JobQueue, "send">;
  readonly fileOwner: Pick<ServiceContext["fileOwner"], "holdModel" | "placeFiles">;
}

/** What nobody can bring back: nothing of the transaction stays. */
class NotKept extends Error {}

/**
 * Has a file of a model whose bytes are gone copied from its service once more; until then its address there stands for it.
 * Locks in the order in which deleting a model does: the model, its files in the storage, then those of the service.
 *
 * @returns false when the service does not keep it any more, or the file or its model has been given up meanwhile.
 */
export async function copyFileAgain({ database, clock, queue, fileOwner }: CopyAgainContext, { key, modelId, name }: { key: string; modelId: string; name: string }): Promise<boolean> {
  const now = clock.now();
  try {
    await database.asService(async (trx) => {
      if (!(await fileOwner.holdModel(trx, modelId)) || !(await isModelFileStored(trx, key, modelId))) throw new NotKept();
      await markDeleting(trx, [key], now);
      if (!(await waitAgain(trx, { modelId, name }, now))) throw new NotKept();
      await showPlaces(fileOwner, trx, modelId);
      await queue.send(trx, COPY_MODEL_FILES, { modelId });
    });
    return true;
  } catch (error) {
    if (error instanceof NotKept) return false;
    throw error;
  }
}
