import { migrate, printMigrationsSql, type MigrateOptions } from "../db/migrate.ts";
import { migrateQueue, printQueueSql } from "../queue/queue-tables.ts";
import { CommandMistake, readWord, type Command, type CommandCall } from "./command.ts";

const USER_ID_TYPES = ["uuid", "text"] as const;

function optionsOf(call: CommandCall): MigrateOptions {
  const userIdType = readWord(call, "user-id-type", USER_ID_TYPES);
  const userTable = call.flag("user-table");
  return { ...(userIdType ? { userIdType } : {}), ...(typeof userTable === "string" ? { userTable } : {}) };
}

/** Brings the schema up to date, which the server does too when it starts. */
export const migrateCommand: Command = {
  name: "migrate",
  summary: "bring the tables up to date; the server does so too when it starts",
  positionals: [],
  flags: {
    "print-sql": { help: "print the SQL of all migrations and of the job queue instead, to be applied by hand; needs no database" },
    after: { value: "name", help: "with --print-sql: only the migrations after this one" },
    "user-id-type": { value: "uuid|text", help: "type of the host's user ids, as in the option `userIdType` (default uuid)" },
    "user-table": { value: "name", help: "the host's table of users, as in the option `userTable`" },
  },
  async run(call) {
    const options = optionsOf(call);
    const after = call.flag("after");
    if (call.flag("print-sql")) {
      call.print((await printMigrationsSql({ ...options, after: typeof after === "string" ? after : null })).trimEnd());
      if (after === undefined) call.print(`\n${printQueueSql().trimEnd()}`);
      return;
    }
    if (after !== undefined) throw new CommandMistake("--after goes with --print-sql.");
    const { database } = await call.openDatabase();
    const applied = await migrate(database, options);
    await migrateQueue(database);
    for (const name of applied) call.print(name);
    call.print(applied.length === 0 ? "The tables are up to date." : `${applied.length} applied; the tables are up to date.`);
  },
};
