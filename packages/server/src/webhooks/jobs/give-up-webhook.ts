import { z } from "zod";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { giveUpDelivery } from "../webhook-service.ts";

const dataSchema = z.object({ inboxId: z.string() });

/** Leaves a delivery whose every try failed to the operator. Its task is still followed in the other ways. */
export function giveUpWebhookJob(context: ServiceContext): JobDefinition {
  return {
    name: "give-up-webhook",
    retryLimit: 20,
    retryDelaySeconds: 5,
    expireInSeconds: 60,
    concurrency: 1,
    async run(data) {
      const entry = await giveUpDelivery(context, dataSchema.parse(data).inboxId);
      if (!entry) return;
      context.metrics.count("webhook_given_up", { provider: entry.provider });
      context.logger.error({ inboxId: entry.id, provider: entry.provider, taskId: entry.taskId, reason: entry.reason }, "A webhook delivery was given up; `model-3d webhooks replay` tries it again");
    },
  };
}
