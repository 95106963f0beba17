import { z } from "zod";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { startItem } from "../start-item.ts";

export const itemTrySchema = z.object({ batchId: z.string(), position: z.int(), attempts: z.int() });

/** Starts the model of one item. A run that dies with its process is given to the next one; what comes to nothing five times fails. */
export function startBatchItemJob(context: ServiceContext): JobDefinition {
  return {
    name: "start-batch-item",
    retryLimit: 4,
    retryDelaySeconds: 2,
    maxRetryDelaySeconds: 60,
    expireInSeconds: 180,
    deadLetter: "fail-batch-item",
    concurrency: 4,
    run: (data, { signal }) => startItem(context, itemTrySchema.parse(data), signal),
  };
}
