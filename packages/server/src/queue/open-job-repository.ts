import { limitStatements } from "../db/limit-statements.ts";
import type { Database } from "../db/open-database.ts";
import { QUEUE_SCHEMA } from "./queue-tables.ts";

const STATEMENT_TIMEOUT_MS = 2_000;

/** Jobs of one kind that are still to be done. */
export interface JobState {
  readonly name: string;
  /** A worker can take them now. */
  readonly ready: number;
  /** They are for later, a further try among them. */
  readonly deferred: number;
  readonly running: number;
  /** Since when the one that has waited longest could have been taken. */
  readonly readySince: Date | null;
}

interface Row {
  name: string;
  ready: number;
  deferred: number;
  running: number;
  ready_since: Date | null;
}

/** Counted in the queue's own table, whose partial indices hold what is still to be done. */
export async function countOpenJobs({ asService }: Pick<Database, "asService">): Promise<JobState[]> {
  const { rows } = await asService(async (trx) => {
    await limitStatements(trx, STATEMENT_TIMEOUT_MS);
    return trx.raw<{ rows: Row[] }>(
      `select name,
         count(*) filter (where state < 'active' and start_after <= now())::integer as ready,
         count(*) filter (where state < 'active' and start_after > now())::integer as deferred,
         count(*) filter (where state = 'active')::integer as running,
         min(start_after) filter (where state < 'active' and start_after <= now()) as ready_since
       from ${QUEUE_SCHEMA}.job where state in ('created', 'retry', 'active') group by name`,
    );
  });
  return rows.map(({ ready_since, ...counts }) => ({ ...counts, readySince: ready_since }));
}
