import { defineSweep } from "../../queue/define-sweep.ts";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { forgetPaidBuckets } from "../forget-paid-buckets.ts";

/** Every minute: a flood of addresses leaves rows for as long as their window lasts, and no longer. */
export function pruneRateLimitsJob(context: ServiceContext): JobDefinition {
  return defineSweep({
    name: "prune-rate-limits",
    schedule: "* * * * *",
    runsAtStart: false,
    expireInSeconds: 60,
    sweep: () => forgetPaidBuckets(context),
  });
}
