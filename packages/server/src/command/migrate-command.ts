import { migrate, printMigrationsSql, type MigrateOptions } from "../db/migrate.ts";
import { migrateQueue, printQueueSql } from "../queue/queue-tables.ts";
import type { Command, CommandCall } from "./command.ts";
import { CommandMistake } from "./command-failure.ts";
import { readWord } from "./read-word.ts";

const USER_ID_TYPES = ["uuid", "text"] as const;

function optionsOf(call: CommandCall): MigrateOptions {
  const userIdType = readWord(call, "user-id-type", USER_ID_TYPES);
  const userTable = call.flag("user-table");
  return { ...(userIdType ? { userIdType } : {}), ...(typeof userTable === "string" ? { userTable } : {}) };
}

interface MigrateAnswer {
  applied: readonly string[];
  sql: string | null;
}

/** Brings the schema up to date, which the server does too when it starts. */
export const migrateCommand: Command<MigrateAnswer> = {
  name: "migrate",
  summary: "bring the tables up to date; the server does so too when it starts",
  example: "migrate --database postgres://owner:password@db:5432/shop",
  changes: "the tables, functions and roles of model-3d in the database, all in one transaction; nothing with --print-sql",
  positionals: [],
  flags: {
    "print-sql": { help: "print the SQL of all migrations and of the job queue instead, to be applied by hand; needs no database" },
    after: { value: "name", help: "with --print-sql: only the migrations after this one" },
    "user-id-type": { value: "uuid|text", help: "type of the host's user ids, as in the option `userIdType` (default uuid)" },
    "user-table": { value: "name", help: "the host's table of users, as in the option `userTable`" },
  },
  answer: {
    applied: "names of the migrations that were applied now, in order",
    sql: "with --print-sql: the script; else null",
  },
  async run(call) {
    const options = optionsOf(call);
    const after = call.flag("after");
    if (call.flag("print-sql")) {
      const sql = (await printMigrationsSql({ ...options, after: typeof after === "string" ? after : null })).trimEnd();
      return { applied: [], sql: after === undefined ? `${sql}\n\n${printQueueSql().trimEnd()}` : sql };
    }
    if (after !== undefined) throw new CommandMistake("--after goes with --print-sql.");
    const { database } = await call.openDatabase();
    const applied = await migrate(database, options);
    await migrateQueue(database);
    return { applied, sql: null };
  },
  *say({ applied, sql }) {
    if (sql !== null) return yield sql;
    yield* applied;
    yield applied.length === 0 ? "The tables are up to date." : `${applied.length} applied; the tables are up to date.`;
  },
};
