import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { failItem } from "../start-item.ts";
import { itemTrySchema } from "./start-batch-item.ts";

/** Ends an item whose every start came to nothing, and gives its credits back. */
export function failBatchItemJob(context: ServiceContext): JobDefinition {
  return {
    name: "fail-batch-item",
    retryLimit: 20,
    retryDelaySeconds: 5,
    expireInSeconds: 60,
    concurrency: 1,
    run: (data) => failItem(context, itemTrySchema.parse(data)),
  };
}
