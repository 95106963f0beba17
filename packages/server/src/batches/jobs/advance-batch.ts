import { z } from "zod";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { advanceBatch } from "../advance-batch.ts";

const dataSchema = z.object({ batchId: z.string() });

/** Goes on with a batch after something happened to it. */
export function advanceBatchJob(context: ServiceContext): JobDefinition {
  return {
    name: "advance-batch",
    retryLimit: 10,
    retryDelaySeconds: 1,
    maxRetryDelaySeconds: 60,
    expireInSeconds: 120,
    concurrency: 2,
    // What happened to many items of a batch in one moment is one step of it.
    gathers: 50,
    run: (data) => advanceBatch(context, dataSchema.parse(data).batchId),
  };
}
