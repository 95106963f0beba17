import { forgetOldAnswers } from "../../http/keep-idempotent.ts";
import { forgetOldHostEvents } from "../../host-events/host-event-service.ts";
import { defineSweep } from "../../queue/define-sweep.ts";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { forgetOldEvents } from "../event-service.ts";

const DAY_MS = 24 * 60 * 60_000;

/** Once an hour: forgets events and stored answers that are too old for anybody to ask for, and the history of what the host was told after its own time. */
export function pruneHistoryJob(context: ServiceContext): JobDefinition {
  return defineSweep({
    name: "prune-history",
    schedule: "17 * * * *",
    runsAtStart: false,
    async sweep() {
      const before = new Date(context.clock.now().getTime() - DAY_MS);
      await context.database.asService(async (trx) => {
        await forgetOldEvents(trx, before);
        await forgetOldAnswers(trx, before);
        await forgetOldHostEvents(trx, context);
      });
    },
  });
}
