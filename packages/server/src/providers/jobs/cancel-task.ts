import { z } from "zod";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { cancelTask } from "../provider-tasks.ts";

const dataSchema = z.object({
  modelId: z.string(),
  /** A task that was made for the model besides its own. */
  stray: z.object({ provider: z.string(), handle: z.object({ taskId: z.string(), details: z.record(z.string(), z.string()).exactOptional() }) }).exactOptional(),
});

/** Tells a service that a task is not wanted any more; tried for about an hour. */
export function cancelTaskJob(context: ServiceContext): JobDefinition {
  return {
    name: "cancel-task",
    retryLimit: 120,
    retryDelaySeconds: 30,
    expireInSeconds: 60,
    concurrency: 1,
    run: (data, { signal }) => cancelTask(context, dataSchema.parse(data), signal),
  };
}
