import { defineSweep } from "../../queue/define-sweep.ts";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { sweepArchives } from "../sweep-archives.ts";

/** Every five minutes: takes away the archives that are past their time, and finds those that nobody works on. */
export function sweepArchivesJob(context: ServiceContext): JobDefinition {
  return defineSweep({
    name: "sweep-archives",
    schedule: "*/5 * * * *",
    async sweep(signal) {
      const { removed, resumed } = await sweepArchives(context, signal);
      if (removed > 0) context.logger.info({ removed }, "Archives that were past their time were removed");
      if (resumed > 0) context.logger.warn({ resumed }, "Archives that nobody worked on were started again");
    },
  });
}
