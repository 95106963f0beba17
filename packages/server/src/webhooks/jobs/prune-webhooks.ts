import { defineSweep } from "../../queue/define-sweep.ts";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { pruneInbox } from "../webhook-service.ts";

/** Once an hour: forgets deliveries that were settled long ago. */
export function pruneWebhooksJob(context: ServiceContext): JobDefinition {
  return defineSweep({
    name: "prune-webhooks",
    schedule: "23 * * * *",
    runsAtStart: false,
    async sweep() {
      await pruneInbox(context);
    },
  });
}
