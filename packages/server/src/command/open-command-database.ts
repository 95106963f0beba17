import { statSync } from "node:fs";
import { pino } from "pino";
import type { Clock } from "../clock.ts";
import { createDatabaseClock } from "../database-clock.ts";
import { pendingMigrations } from "../db/migrate.ts";
import { openDatabase, type Database } from "../db/open-database.ts";
import { openJobSender, type JobSender } from "../queue/open-job-sender.ts";
import { CommandMistake } from "./command-failure.ts";

/** A database as a command has it: without the host's options, providers and storage. */
export interface OpenedDatabase {
  readonly database: Database;
  readonly clock: Clock;
  /** @throws Error when the schema is not this program's. */
  assertMigrated(): Promise<void>;
  /** Sends jobs to the workers that run elsewhere. @throws Error when none have ever run. */
  openQueue(): Promise<JobSender>;
  close(): Promise<void>;
}

const NEEDED = "Say which database: --database postgres://user:password@host:5432/name, or DATABASE_URL in the environment.";

/** @param where a Postgres URL, or the folder of an embedded database, which nobody else may have open. */
export async function openCommandDatabase(where: string | undefined): Promise<OpenedDatabase> {
  if (!where) throw new CommandMistake(NEEDED);
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(where);
  if (!isUrl && !statSync(where, { throwIfNoEntry: false })?.isDirectory()) throw new CommandMistake(`${where} is neither a Postgres URL nor the folder of an embedded database. ${NEEDED}`);
  const database = await openDatabase({ connection: isUrl ? where : { folder: where } });
  const clock = createDatabaseClock();
  if (database.kind === "postgres") await clock.follow(database, pino({ level: "silent" }));
  let sender: JobSender | null = null;
  return {
    database,
    clock,
    async assertMigrated() {
      if ((await pendingMigrations(database)).length > 0) throw new Error("The tables of this database are not those of this version. Run: model-3d migrate");
    },
    openQueue: async () => (sender ??= await openJobSender(database, pino({ level: "silent" }))),
    async close() {
      clock.close();
      await sender?.close();
      await database.close();
    },
  };
}
