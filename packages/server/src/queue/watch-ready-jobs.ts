import { setTimeout as pause } from "node:timers/promises";
import type { Db } from "pg-boss";
import { QUEUE_SCHEMA } from "./queue-tables.ts";

const LOOK_INTERVAL_MS = 500;

/** As the library takes them: by the same index, at the first entry that is due. */
const READY = `select queue.name from unnest($1::text[]) as queue (name)
  where exists (select from ${QUEUE_SCHEMA}.job_common job where job.name = queue.name and job.state < 'active' and not job.blocked and job.start_after <= ${QUEUE_SCHEMA}.job_now())`;

/**
 * Looks over and over which kinds of jobs could be taken, all of them in one statement: a worker that has nothing to do asks twice a second, and not
 * once for each of its dozens of places.
 *
 * @param wake called with the kinds of which one waits.
 */
export async function watchReadyJobs(db: Db, names: readonly string[], { wake, onError, signal }: { wake(names: readonly string[]): void; onError(error: unknown): void; signal: AbortSignal }): Promise<void> {
  while (!signal.aborted) {
    try {
      const { rows } = await db.executeSql(READY, [names]);
      if (!signal.aborted) wake((rows as { name: string }[]).map(({ name }) => name));
    } catch (error) {
      if (!signal.aborted) onError(error);
    }
    await pause(LOOK_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}
