import { defineSweep } from "../../queue/define-sweep.ts";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { ABANDONED_WRITE_MS } from "./remove-files.ts";

/** Once a day: looks whether every photo is needed, compares the storage with the rows, takes away what no row names, and tells the log what is missing. */
export function sweepStorageJob(context: ServiceContext): JobDefinition {
  return defineSweep({
    name: "sweep-storage",
    schedule: "43 3 * * *",
    runsAtStart: false,
    expireInSeconds: 6 * 3600,
    async sweep(signal) {
      await context.files.sweep({ writingOlderThanMs: ABANDONED_WRITE_MS, unreferencedSourceImagesOlderThanMs: context.options.files.unusedImageLifeMs, looksAtAllPhotos: true, signal });
      const { removed, missing } = await context.files.sweepStorage({ signal });
      if (removed > 0) context.logger.info({ removed }, "Files that no row names were removed from the storage");
      if (missing.length > 0) context.logger.error({ missing: missing.slice(0, 100), count: missing.length }, "Files that rows name are missing in the storage");
    },
  });
}
