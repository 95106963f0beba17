import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { pruneInbox } from "../webhook-service.ts";

/** Once an hour: forgets deliveries that were settled long ago. */
export function pruneWebhooksJob(context: ServiceContext): JobDefinition {
  return {
    name: "prune-webhooks",
    retryLimit: 0,
    retryDelaySeconds: 0,
    expireInSeconds: 300,
    schedule: "23 * * * *",
    concurrency: 1,
    async run() {
      await pruneInbox(context);
    },
  };
}
