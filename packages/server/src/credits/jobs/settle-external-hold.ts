import { z } from "zod";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { settleExternalHold } from "../external/settle-external-holds.ts";
import { SETTLE_EXTERNAL_HOLD } from "../external/settle-later.ts";

const dataSchema = z.object({ modelId: z.string() });

/** Settles one model with the host's ledger. What is not answered has a job of its own later; only a database that is away is tried again here. */
export function settleExternalHoldJob(context: ServiceContext): JobDefinition {
  return {
    name: SETTLE_EXTERNAL_HOLD,
    retryLimit: 3,
    retryDelaySeconds: 2,
    expireInSeconds: 120,
    concurrency: 4,
    run: (data) => settleExternalHold(context, dataSchema.parse(data).modelId),
  };
}
