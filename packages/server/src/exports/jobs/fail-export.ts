import { z } from "zod";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { ConversionRefused } from "../conversion/conversion-refused.ts";
import { failExport } from "../make-export.ts";

const dataSchema = z.object({ exportId: z.string() });

/** Ends an export whose every run came to nothing. */
export function failExportJob(context: ServiceContext): JobDefinition {
  return {
    name: "fail-export",
    retryLimit: 20,
    retryDelaySeconds: 5,
    expireInSeconds: 60,
    concurrency: 1,
    async run(data) {
      const { exportId } = dataSchema.parse(data);
      context.logger.error({ exportId }, "A file could not be made, in several tries");
      await failExport(context, exportId, new ConversionRefused({ code: "failed", message: "The file could not be made, several times. Try again in a while; if it stays so, tell the operator." }));
    },
  };
}
