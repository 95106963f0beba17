import { BATCH_STATES, batchCountsSchema } from "@model-3d/contract";
import { z } from "zod";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";

const dataSchema = z.object({ batchId: z.string(), userId: z.string(), name: z.string().nullable(), status: z.enum(BATCH_STATES), counts: batchCountsSchema });

/** Calls the host's function once a batch is done, and again for a day where it throws. */
export function tellBatchDoneJob(context: ServiceContext): JobDefinition {
  return {
    name: "tell-batch-done",
    retryLimit: 30,
    retryDelaySeconds: 5,
    maxRetryDelaySeconds: 3600,
    expireInSeconds: 120,
    concurrency: 1,
    async run(data) {
      await context.options.batches.onDone?.(dataSchema.parse(data));
    },
  };
}
