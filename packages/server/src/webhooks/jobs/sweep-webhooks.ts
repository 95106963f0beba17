import { defineSweep } from "../../queue/define-sweep.ts";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { sweepInbox } from "../webhook-service.ts";

/** Every minute: sends deliveries whose job was lost again, and gives up those about tasks that are nobody's. */
export function sweepWebhooksJob(context: ServiceContext): JobDefinition {
  return defineSweep({
    name: "sweep-webhooks",
    schedule: "* * * * *",
    async sweep(signal) {
      const { sentAgain, foreign } = await sweepInbox(context, signal);
      if (sentAgain > 0) context.logger.warn({ sentAgain }, "Webhook deliveries had lost their job");
      if (foreign > 0) context.logger.info({ foreign }, "Webhook deliveries were about tasks of nobody here");
    },
  });
}
