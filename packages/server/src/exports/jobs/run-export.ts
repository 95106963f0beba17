import { z } from "zod";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { makeExport } from "../make-export.ts";

const dataSchema = z.object({ exportId: z.string() });
/** For what comes before and after the making: files from and to the storage. */
const MARGIN_S = 600;

/** Makes one file. A run that dies with its process is given to the next one. */
export function runExportJob(context: ServiceContext): JobDefinition {
  const { timeoutMs, concurrency } = context.options.exports;
  return {
    name: "run-export",
    retryLimit: 4,
    retryDelaySeconds: 1,
    maxRetryDelaySeconds: 60,
    expireInSeconds: Math.ceil(timeoutMs / 1000) + MARGIN_S,
    deadLetter: "fail-export",
    concurrency,
    run: (data, { signal }) => makeExport(context, dataSchema.parse(data).exportId, signal),
  };
}
