import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { expireCredits, resetSubscriptions } from "../renew-credits.ts";

/** Every minute: begins the periods of subscriptions that are due, and writes off what has expired. */
export function renewCreditsJob(context: ServiceContext): JobDefinition {
  return {
    name: "renew-credits",
    retryLimit: 0,
    retryDelaySeconds: 0,
    expireInSeconds: 600,
    schedule: "* * * * *",
    runsAtStart: true,
    concurrency: 1,
    async run(_data, { signal }) {
      // What is in our tables is not what users have then.
      if (context.options.credits.ledger !== null) return;
      await resetSubscriptions(context, signal);
      await expireCredits(context, signal);
    },
  };
}
