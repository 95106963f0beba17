import { defineSweep } from "../../queue/define-sweep.ts";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { sweepBatches } from "../sweep-batches.ts";

/** Every minute: finds what of batches nobody was told of. */
export function sweepBatchesJob(context: ServiceContext): JobDefinition {
  return defineSweep({
    name: "sweep-batches",
    schedule: "* * * * *",
    async sweep(signal) {
      const swept = await sweepBatches(context, signal);
      if (swept > 0) context.logger.warn({ swept }, "Items of batches that nobody was told of were gone on with");
    },
  });
}
