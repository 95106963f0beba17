import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";

/** Once a day: compares the storage with the rows, takes away what no row names, and tells the log what is missing. */
export function sweepStorageJob(context: ServiceContext): JobDefinition {
  return {
    name: "sweep-storage",
    retryLimit: 0,
    retryDelaySeconds: 0,
    expireInSeconds: 6 * 3600,
    schedule: "43 3 * * *",
    concurrency: 1,
    async run(_data, { signal }) {
      const { removed, missing } = await context.files.sweepStorage({ signal });
      if (removed > 0) context.logger.info({ removed }, "Files that no row names were removed from the storage");
      if (missing.length > 0) context.logger.error({ missing: missing.slice(0, 100), count: missing.length }, "Files that rows name are missing in the storage");
    },
  };
}
