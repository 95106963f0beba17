import { migrate, migrateTo } from "../db/migrate.ts";
import { printMigrationsSql } from "../db/print-migrations-sql.ts";
import { readMigrationStatus, type MigrationStatus } from "../db/read-migration-status.ts";
import type { MigrateOptions } from "../db/migrate-options.ts";
import type { Database } from "../db/open-database.ts";
import { readUserReferences } from "../db/user-references.ts";
import { migrateQueue, printQueueSql, readQueueVersion } from "../queue/queue-tables.ts";
import type { Command, CommandCall } from "./command.ts";
import { CommandMistake } from "./command-failure.ts";
import { readWord } from "./read-word.ts";

const USER_ID_TYPES = ["uuid", "text"] as const;
const NOTHING: MigrateAnswer = { applied: [], takenBack: [], sql: null, references: null, status: null };

interface MigrateAnswer {
  applied: readonly string[];
  takenBack: readonly string[];
  sql: string | null;
  references: { userTable: string; added: readonly string[]; lacking: readonly string[] } | null;
  status: (MigrationStatus & { queue: { version: number | null; wanted: number }; isCurrent: boolean }) | null;
}

function optionsOf(call: CommandCall): MigrateOptions {
  const userIdType = readWord(call, "user-id-type", USER_ID_TYPES);
  const userTable = call.flag("user-table");
  return { ...(userIdType ? { userIdType } : {}), ...(typeof userTable === "string" ? { userTable } : {}) };
}

const textOf = (value: string | true | undefined) => (typeof value === "string" ? value : null);

async function printSql(call: CommandCall, options: MigrateOptions): Promise<MigrateAnswer> {
  const [after, to] = [textOf(call.flag("after")), textOf(call.flag("to"))];
  const sql = (await printMigrationsSql({ ...options, after, to })).trimEnd();
  return { ...NOTHING, sql: after === null && to === null ? `${sql}\n\n${printQueueSql().trimEnd()}` : sql };
}

async function readStatus(call: CommandCall): Promise<MigrateAnswer> {
  const { database } = await call.openDatabase();
  const [migrations, queue] = [await readMigrationStatus(database), await readQueueVersion(database)];
  const isCurrent = migrations.pending.length === 0 && migrations.refused.length === 0 && queue.version === queue.wanted;
  return { ...NOTHING, references: await readReferences(database), status: { ...migrations, queue, isCurrent } };
}

async function readReferences({ knex }: Database, lackedBefore: readonly string[] = []): Promise<MigrateAnswer["references"]> {
  const { userTable, lacking } = await readUserReferences(knex);
  return userTable === null ? null : { userTable, added: lackedBefore.filter((name) => !lacking.includes(name)), lacking };
}

function refuseMixedFlags(call: CommandCall): void {
  const [prints, looks] = [call.flag("print-sql") === true, call.flag("status") === true];
  if (call.flag("after") !== undefined && !prints) throw new CommandMistake("--after goes with --print-sql.");
  if (prints && looks) throw new CommandMistake("Give one of --print-sql and --status.");
  if (looks && call.flag("to") !== undefined) throw new CommandMistake("--status changes nothing: it takes no --to.");
  if (call.flag("take-back") && (prints || call.flag("to") === undefined)) throw new CommandMistake("--take-back goes with --to.");
}

function* sayStatus({ applied, pending, unknown, refused, queue, isCurrent }: NonNullable<MigrateAnswer["status"]>, references: MigrateAnswer["references"]): Generator<string> {
  const last = applied.at(-1);
  yield `applied    ${applied.length}${last ? `, the last ${last.name} at ${last.appliedAt.toISOString()}` : ""}`;
  yield `pending    ${pending.join(", ") || "none"}`;
  if (unknown.length > 0) yield `unknown    ${unknown.join(", ")}: a newer version of the program was here${refused.length === 0 ? "; this one works with what it has added" : ""}`;
  yield `job queue  version ${queue.version ?? "unknown"}, ${queue.version === queue.wanted ? "as this program needs" : `and this program needs ${queue.wanted}`}`;
  if (references !== null) yield `users      ${references.userTable}${references.lacking.length === 0 ? "" : `, which ${references.lacking.join(", ")} do not reference`}`;
  if (isCurrent && !references?.lacking.length) yield "The tables are up to date.";
}

/** Brings the schema up to date, which the server does too when it starts. */
export const migrateCommand: Command<MigrateAnswer> = {
  name: "migrate",
  summary: "bring the tables up to date; the server does so too when it starts",
  example: "migrate --database postgres://owner:password@db:5432/shop",
  changes: "the tables, functions and roles of model-3d in the database, all in one transaction; nothing with --print-sql and --status",
  broken: "it could not be done, or with --status: the tables are not those of this version",
  positionals: [],
  flags: {
    status: { help: "only say which migrations the database has had and which it lacks" },
    to: { value: "n", help: "to this migration, by number or name, instead of the last; 0 is none of them" },
    "take-back": { help: "with --to: later migrations may be taken back, with all that is in their tables and columns" },
    "print-sql": { help: "print the SQL of all migrations and of the job queue instead, to be applied by hand; needs no database" },
    after: { value: "name", help: "with --print-sql: only the migrations after this one; with a --to before it, what takes them back" },
    "user-id-type": { value: "uuid|text", help: "type of the host's user ids, as in the option `userIdType` (default as the tables have it; before there are any, uuid)" },
    "user-table": { value: "name", help: "the host's table of users, as in the option `userTable` (default as the tables have it; before there are any, none)" },
  },
  answer: {
    applied: "names of the migrations that were applied now, in order",
    takenBack: "names of those that were taken back now, in order",
    sql: "with --print-sql: the script; else null",
    references: "`userTable`, which the tables reference, `added` (tables that lacked it until now), `lacking` (those that lack it still); null where they reference none",
    status: "with --status: `applied` (`name`, `appliedAt`), `pending`, `unknown`, `refused` (those of `unknown` with which this version does not work), `queue` (`version`, `wanted`), `isCurrent`; else null",
  },
  async run(call) {
    const options = optionsOf(call);
    refuseMixedFlags(call);
    if (call.flag("print-sql")) return printSql(call, options);
    if (call.flag("status")) return readStatus(call);
    const { database } = await call.openDatabase(undefined, { mayBeNew: true });
    const to = textOf(call.flag("to"));
    if (to !== null) return { ...NOTHING, ...(await migrateTo(database, to, { ...options, mayTakeBack: call.flag("take-back") === true }).catch((error: unknown) => Promise.reject(addRemedy(error)))) };
    const { lacking } = await readUserReferences(database.knex);
    const applied = await migrate(database, options);
    await migrateQueue(database);
    return { ...NOTHING, applied, references: await readReferences(database, lacking) };
  },
  *say({ applied, takenBack, sql, references, status }, call) {
    if (sql !== null) return yield sql;
    if (status !== null) return yield* sayStatus(status, references);
    yield* takenBack.map((name) => `${name} was taken back`);
    yield* applied;
    if (references?.added.length) yield `${references.added.join(", ")} now reference ${references.userTable}: their rows go with a user who is deleted from now on`;
    const to = textOf(call.flag("to"));
    if (to !== null) yield takenBack.length + applied.length === 0 ? `The tables are at ${to} already.` : `The tables are at ${to}. A server of this version brings them up to date again when it starts.`;
    else yield applied.length === 0 ? "The tables are up to date." : `${applied.length} applied; the tables are up to date.`;
  },
  fault: ({ status, references }) => {
    if (status?.refused.length) return "The database is newer than this program. Update the program.";
    if (status !== null && !status.isCurrent) return "The tables are not those of this version. Run: model-3d migrate";
    return references?.lacking.length ? `${references.lacking.join(", ")} do not reference ${references.userTable}. As the login that owns the tables, run: model-3d migrate` : null;
  },
};

function addRemedy(error: unknown): unknown {
  if (error instanceof Error && error.message.startsWith("The database is beyond")) error.message += " Make a backup; then give --take-back too.";
  return error;
}
