import { defineSweep } from "../../queue/define-sweep.ts";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { pruneTasks } from "../provider-tasks.ts";

/** Longer than any service keeps a task in its list. */
const KEEP_MS = 14 * 24 * 60 * 60_000;

/** Once an hour: forgets tasks that ended so long ago that no news of them can come any more. */
export function pruneTasksJob(context: ServiceContext): JobDefinition {
  return defineSweep({
    name: "prune-tasks",
    schedule: "31 * * * *",
    runsAtStart: false,
    async sweep() {
      await context.database.asService((trx) => pruneTasks(trx, new Date(context.clock.now().getTime() - KEEP_MS)));
    },
  });
}
