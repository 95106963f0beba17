import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { forgetPaidBuckets } from "../forget-paid-buckets.ts";

/** Every minute: a flood of addresses leaves rows for as long as their window lasts, and no longer. */
export function pruneRateLimitsJob(context: ServiceContext): JobDefinition {
  return {
    name: "prune-rate-limits",
    retryLimit: 0,
    retryDelaySeconds: 0,
    expireInSeconds: 60,
    schedule: "* * * * *",
    concurrency: 1,
    run: () => forgetPaidBuckets(context),
  };
}
