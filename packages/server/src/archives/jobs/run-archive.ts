import { z } from "zod";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { makeArchive } from "../make-archive.ts";

const dataSchema = z.object({ archiveId: z.string() });

/** Packs one archive. A run that dies with its process is given to the next one. */
export function runArchiveJob(context: ServiceContext): JobDefinition {
  const { timeoutMs, concurrency } = context.options.archives;
  return {
    name: "run-archive",
    // Some five minutes in all: a storage that is away for a while ends nobody's archive.
    retryLimit: 10,
    retryDelaySeconds: 2,
    maxRetryDelaySeconds: 60,
    expireInSeconds: Math.ceil(timeoutMs / 1000),
    deadLetter: "fail-archive",
    concurrency,
    run: (data, { signal }) => makeArchive(context, dataSchema.parse(data).archiveId, signal),
  };
}
