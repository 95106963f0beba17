import type { Job, PgBoss } from "pg-boss";
import type { JobDefinition } from "./job-queue.ts";

/** A worker that has been silent for this long is taken for dead, and its job is given to another. The library takes no less. */
export const HEARTBEAT_S = 10;
const POLL_INTERVAL_S = 0.5;

/** The places of this process in which jobs of one kind run, one in each. */
export interface Slots {
  /** Has one of them look for a job now. */
  wake(): void;
}

export type TakenJob = Job<object | null>;

/**
 * Starts to work on one kind of job, in as many slots as it has. Each looks by itself now and then.
 *
 * @param run gets what was taken at once: one job, or up to `gathers`.
 */
export async function openSlots(boss: PgBoss, { name, concurrency, gathers = 1 }: Pick<JobDefinition, "name" | "concurrency" | "gathers">, run: (taken: readonly TakenJob[]) => Promise<void>): Promise<Slots> {
  let id: string | null = null;
  const wake = () => {
    if (id !== null) boss.notifyWorker(id);
  };
  id = await boss.work(name, { pollingIntervalSeconds: POLL_INTERVAL_S, localConcurrency: concurrency, batchSize: gathers, heartbeatRefreshSeconds: HEARTBEAT_S / 3 }, async (taken: TakenJob[]) => {
    if (taken.length === 0) return;
    await run(taken);
    // Where there was one there may be more, and waking is not counted: the library would pause after each.
    wake();
  });
  return { wake };
}
