import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";

/** A writer that has said nothing for this long is gone; one that is at work says so every few minutes. */
export const ABANDONED_WRITE_MS = 60 * 60_000;

/** Takes the bytes of deleted models out of the storage, and what processes that died have left; sent by each deletion and every ten minutes. */
export function removeFilesJob(context: ServiceContext): JobDefinition {
  return {
    name: "remove-files",
    retryLimit: 10,
    retryDelaySeconds: 5,
    expireInSeconds: 600,
    schedule: "*/10 * * * *",
    concurrency: 1,
    async run(_data, { signal }) {
      const unreferencedSourceImagesOlderThanMs = context.options.files.unusedImageLifeMs;
      const { removed } = await context.files.sweep({ writingOlderThanMs: ABANDONED_WRITE_MS, unreferencedSourceImagesOlderThanMs, signal });
      if (removed > 0) context.logger.info({ removed }, "Files removed from the storage");
    },
  };
}
