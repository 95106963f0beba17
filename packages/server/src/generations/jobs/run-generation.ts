import { z } from "zod";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { runGeneration } from "../run-generation.ts";

const dataSchema = z.object({ modelId: z.string() });

/** Makes one model. A run that dies with its process is given to the next one; after three tries the model fails and nothing is charged. */
export function runGenerationJob(context: ServiceContext): JobDefinition {
  return {
    name: "run-generation",
    retryLimit: 2,
    retryDelaySeconds: 1,
    expireInSeconds: Math.ceil(context.options.generation.deadlineMs / 1000),
    deadLetter: "fail-generation",
    concurrency: context.options.generation.concurrency,
    run: (data, { signal }) => runGeneration(context, dataSchema.parse(data).modelId, signal),
  };
}
