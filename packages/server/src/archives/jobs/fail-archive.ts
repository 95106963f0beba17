import { z } from "zod";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { failArchive } from "../make-archive.ts";

const dataSchema = z.object({ archiveId: z.string() });

/** Ends an archive whose every run came to nothing. */
export function failArchiveJob(context: ServiceContext): JobDefinition {
  return {
    name: "fail-archive",
    retryLimit: 20,
    retryDelaySeconds: 5,
    expireInSeconds: 60,
    concurrency: 1,
    async run(data) {
      const { archiveId } = dataSchema.parse(data);
      context.logger.error({ archiveId }, "An archive could not be made, in several tries");
      await failArchive(context, archiveId, "The archive could not be made, several times. Try again in a while, or take the archive that is sent as it is written.");
    },
  };
}
