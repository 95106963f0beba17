import { defineSweep } from "../../queue/define-sweep.ts";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { sweepExternalHolds } from "../external/settle-external-holds.ts";

/** Every minute: settles what is due with the host's ledger and has no job any more. */
export function sweepExternalHoldsJob(context: ServiceContext): JobDefinition {
  return defineSweep({
    name: "sweep-external-holds",
    schedule: "* * * * *",
    expireInSeconds: 600,
    async sweep(signal) {
      await sweepExternalHolds(context, signal);
    },
  });
}
