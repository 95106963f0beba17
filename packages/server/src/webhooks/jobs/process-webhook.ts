import { z } from "zod";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { processDelivery } from "../process-delivery.ts";
import { PROCESS_WEBHOOK } from "../webhook-service.ts";

const dataSchema = z.object({ inboxId: z.string() });

/** Works on one delivery of the inbox; tried for about half an hour while its service is away, ever more rarely. */
export function processWebhookJob(context: ServiceContext): JobDefinition {
  return {
    name: PROCESS_WEBHOOK,
    retryLimit: 12,
    retryDelaySeconds: 2,
    maxRetryDelaySeconds: 300,
    expireInSeconds: 60,
    deadLetter: "give-up-webhook",
    concurrency: 2,
    run: (data, { signal }) => processDelivery(context, dataSchema.parse(data).inboxId, signal),
  };
}
