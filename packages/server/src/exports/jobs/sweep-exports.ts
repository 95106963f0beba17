import { defineSweep } from "../../queue/define-sweep.ts";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { resumeSilent, sweepExports } from "../sweep-exports.ts";

/** Every five minutes: takes away the exports that are past their time, and finds those that nobody works on. */
export function sweepExportsJob(context: ServiceContext): JobDefinition {
  return defineSweep({
    name: "sweep-exports",
    schedule: "*/5 * * * *",
    async sweep(signal) {
      const swept = await sweepExports(context, signal);
      if (swept > 0) context.logger.info({ swept }, "Exports that were past their time were removed");
      const resumed = await resumeSilent(context);
      if (resumed > 0) context.logger.warn({ resumed }, "Exports that nobody worked on were started again");
    },
  });
}
