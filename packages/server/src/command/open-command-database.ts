import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import type { Clock } from "../clock.ts";
import { createDatabaseClock } from "../database-clock.ts";
import { pendingMigrations } from "../db/migrate.ts";
import { DatabaseError } from "../db/database-error.ts";
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

const NEEDED = "Say which database: --database postgres://user:password@host:5432/name, or DATABASE_URL in the environment, .env.local or .env.";

export interface CommandDatabaseOptions {
  /** Whether an embedded database is made in a folder that has none. Default false: a command that looks leaves nothing behind. */
  mayBeNew?: boolean;
}

/**
 * @param where a Postgres URL, or the folder of an embedded database, which nobody else may have open.
 * @throws CommandMistake for what is neither, DatabaseError for one that cannot be opened, or is not there and may not be made.
 */
export async function openCommandDatabase(where: string | undefined, { mayBeNew = false }: CommandDatabaseOptions = {}): Promise<OpenedDatabase> {
  if (!where) throw new CommandMistake(NEEDED);
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(where);
  if (!isUrl && !statSync(where, { throwIfNoEntry: false })?.isDirectory()) throw new CommandMistake(`${where} is neither a Postgres URL nor the folder of an embedded database. ${NEEDED}`);
  if (!isUrl && !mayBeNew && !existsSync(join(where, "data", "PG_VERSION"))) throw new DatabaseError(`There is no embedded database in ${where}. It is made when the server starts with it, or by: model-3d migrate --database ${where}`);
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
