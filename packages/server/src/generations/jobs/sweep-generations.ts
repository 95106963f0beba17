import { defineSweep } from "../../queue/define-sweep.ts";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { expireGenerations } from "../expire-generations.ts";

/** Every minute: gives up the generations that have been silent for too long. */
export function sweepGenerationsJob(context: ServiceContext): JobDefinition {
  return defineSweep({
    name: "sweep-generations",
    schedule: "* * * * *",
    async sweep(signal) {
      const expired = await expireGenerations(context, signal);
      if (expired > 0) context.logger.warn({ expired }, "Generations passed their deadline");
    },
  });
}
