import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { pruneTasks } from "../provider-tasks.ts";

/** Longer than any service keeps a task in its list. */
const KEEP_MS = 14 * 24 * 60 * 60_000;

/** Once an hour: forgets tasks that ended so long ago that no news of them can come any more. */
export function pruneTasksJob(context: ServiceContext): JobDefinition {
  return {
    name: "prune-tasks",
    retryLimit: 0,
    retryDelaySeconds: 0,
    expireInSeconds: 300,
    schedule: "31 * * * *",
    concurrency: 1,
    async run() {
      await context.database.asService((trx) => pruneTasks(trx, new Date(context.clock.now().getTime() - KEEP_MS)));
    },
  };
}
