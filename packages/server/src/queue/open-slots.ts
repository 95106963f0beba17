import type { Job, PgBoss } from "pg-boss";
import type { JobDefinition } from "./job-queue.ts";

/** A worker that has been silent for this long is taken for dead, and its job is given to another. The library takes no less. */
export const HEARTBEAT_S = 10;
const POLL_MS = 500;
/** What is due by the clock is due by the minute. */
const SCHEDULED_POLL_MS = 5_000;
/** For the library's own polling, which here is that of each slot: one look for all slots of a kind comes sooner. */
const LIBRARY_POLL_S = 30;

/** The places of this process in which jobs of one kind run, one in each. */
export interface Slots {
  /** Has one that is free look for a job now. */
  wake(): void;
  /** Looks for nothing more by itself. */
  close(): void;
}

interface Slot {
  id: string;
  isBusy: boolean;
}

export type TakenJob = Job<object | null>;

/**
 * Starts to work on one kind of job. However many slots there are, one of them looks now and then; whoever finds a job has the next one look, and
 * looks again when it has ended well: full slots while there is work, and one cheap look where there is none.
 *
 * @param run gets what was taken at once: one job, or up to `gathers`.
 */
export async function openSlots(boss: PgBoss, { name, concurrency, gathers = 1, schedule }: Pick<JobDefinition, "name" | "concurrency" | "gathers" | "schedule">, run: (taken: readonly TakenJob[]) => Promise<void>): Promise<Slots> {
  const slots: Slot[] = [];
  const wake = () => {
    const free = slots.find(({ isBusy }) => !isBusy);
    if (!free) return;
    // To the end of the line: should its look hang, the next one is another's.
    slots.push(...slots.splice(slots.indexOf(free), 1));
    boss.notifyWorker(free.id);
  };
  for (let count = 0; count < concurrency; count += 1) {
    const slot: Slot = { id: "", isBusy: false };
    slot.id = await boss.work(name, { pollingIntervalSeconds: LIBRARY_POLL_S, batchSize: gathers, heartbeatRefreshSeconds: HEARTBEAT_S / 3 }, async (taken: TakenJob[]) => {
      if (taken.length === 0) return;
      slot.isBusy = true;
      wake();
      try {
        await run(taken);
        boss.notifyWorker(slot.id);
      } finally {
        slot.isBusy = false;
      }
    });
    slots.push(slot);
  }
  const timer = setInterval(wake, schedule === undefined ? POLL_MS : SCHEDULED_POLL_MS);
  timer.unref();
  return { wake, close: () => clearInterval(timer) };
}
