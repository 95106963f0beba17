import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { sweepExternalHolds } from "../external/settle-external-holds.ts";

/** Every minute: settles what is due with the host's ledger and has no job any more. */
export function sweepExternalHoldsJob(context: ServiceContext): JobDefinition {
  return {
    name: "sweep-external-holds",
    retryLimit: 0,
    retryDelaySeconds: 0,
    expireInSeconds: 600,
    schedule: "* * * * *",
    runsAtStart: true,
    concurrency: 1,
    async run(_data, { signal }) {
      await sweepExternalHolds(context, signal);
    },
  };
}
