import type { Logger } from "pino";
import { PgBoss } from "pg-boss";
import type { Database } from "../db/open-database.ts";
import { insertJobs, type JobQueue } from "./job-queue.ts";
import { poolOf, withinTransaction } from "./queue-connections.ts";
import { QUEUE_SCHEMA } from "./queue-tables.ts";

/** Sends jobs to workers of other processes, and makes and works on nothing. */
export interface JobSender extends Pick<JobQueue, "send" | "sendMany"> {
  close(): Promise<void>;
}

/** @throws Error when the tables of the queue are missing. */
export async function openJobSender(database: Database, logger: Logger): Promise<JobSender> {
  const boss = new PgBoss({ db: poolOf(database), schema: QUEUE_SCHEMA, backend: database.kind, migrate: false, supervise: false, schedule: false, registerInstance: false });
  boss.on("error", (error) => logger.error({ err: error }, "The job queue reported an error"));
  if (!(await boss.isInstalled())) throw new Error("This database has no tables for jobs yet. Run: model-3d migrate");
  await boss.start();
  return {
    async send(trx, name, data, { startAfterSeconds, ...options } = {}) {
      await boss.send(name, data, { db: withinTransaction(trx), ...options, ...(startAfterSeconds ? { startAfter: startAfterSeconds } : {}) });
    },
    sendMany: (trx, name, data) => insertJobs(boss, trx, name, data),
    close: () => boss.stop({ graceful: false, close: false }),
  };
}
