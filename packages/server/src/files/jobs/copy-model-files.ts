import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { COPY_MODEL_FILES, copyModelFiles } from "../copy-model-files.ts";

/** Copies what a service has made into the storage; sent by the success of a task, and again for each file that failed. */
export function copyModelFilesJob(context: ServiceContext): JobDefinition<{ modelId: string }> {
  return {
    name: COPY_MODEL_FILES,
    retryLimit: 3,
    retryDelaySeconds: 5,
    expireInSeconds: 2 * 3600,
    concurrency: 2,
    run: ({ modelId }, { signal }) => copyModelFiles(context, modelId, signal),
  };
}
