import { defineSweep } from "../../queue/define-sweep.ts";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { expireCredits, resetSubscriptions } from "../renew-credits.ts";

/** Every minute: begins the periods of subscriptions that are due, and writes off what has expired. */
export function renewCreditsJob(context: ServiceContext): JobDefinition {
  return defineSweep({
    name: "renew-credits",
    schedule: "* * * * *",
    expireInSeconds: 600,
    async sweep(signal) {
      // What is in our tables is not what users have then.
      if (context.options.credits.ledger !== null) return;
      await resetSubscriptions(context, signal);
      await expireCredits(context, signal);
    },
  });
}
