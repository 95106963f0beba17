import knex, { type Knex } from "knex";
import PostgresDialect from "knex/lib/dialects/postgres/index.js";
import { MIGRATIONS, takeBackFromPlatform, type MigrationSettings, type SchemaMigration } from "../../../../migrations/index.ts";
import { assertCanTakeRole } from "./assert-roles-are-safe.ts";
import { DatabaseError, errorCode, isRetryable } from "./database-error.ts";
import type { Database } from "./open-database.ts";
import { refuseUnfitHostTable } from "./host-table.ts";
import { readLoginFacts } from "./read-login-facts.ts";
import { readTableFacts } from "./read-table-facts.ts";
import { SERVICE_ROLE } from "./roles.ts";

export interface MigrateOptions {
  /** Type of the host's user ids. Default `uuid`. It cannot change once the tables are there. */
  userIdType?: "uuid" | "text";
  /** The host's user table, `users` or `auth.users`, with its key in `id`: deleting a user then deletes the user's rows. Default none. */
  userTable?: string | null;
}

export const MIGRATE_DEFAULTS = { userIdType: "uuid", userTable: null } as const satisfies Required<MigrateOptions>;

const IDENTIFIER = /^[a-z_][a-z0-9_$]{0,62}(\.[a-z_][a-z0-9_$]{0,62})?$/i;
/** Any number, the same in every version of the program: it is the lock under which migrations run. */
const MIGRATION_LOCK = 7_303_304;
const MAX_DEADLOCKS = 5;
/** The migration that takes a `user_credits` of the host's. */
const FIRST_OF_CREDITS = "0002-credits";

const BOOKKEEPING = `
create table if not exists public.model_3d_migrations (
  name text primary key,
  applied_at timestamptz not null default now()
);
do $migration$
begin
  if not (select relforcerowsecurity from pg_class where oid = 'public.model_3d_migrations'::regclass) then
    alter table public.model_3d_migrations enable row level security;
    alter table public.model_3d_migrations force row level security;
    execute format('create policy model_3d_migrations_owner on public.model_3d_migrations for all to %I using (true) with check (true)', current_user);
  end if;
end
$migration$`;

/**
 * Brings the schema up to date, in one transaction: all of it or nothing. Two processes may call it at once; the second waits and finds nothing to do.
 * Where nothing is missing, a login that does not own the tables changes nothing.
 *
 * @returns the names of the migrations that were applied.
 * @throws DatabaseError in one line: what the login may not make, and who has to; a migration that failed; a database that is newer.
 */
export async function migrate(database: Database, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = resolveMigrations(options);
  const facts = await readBookkeeping(database.knex);
  let missing = facts.isThere && !facts.isOwn ? await pendingMigrations(database) : migrations.map(({ name }) => name);
  if (missing.length === 0) return [];
  return underLock(database, async (trx) => {
    if (!facts.isForced) await trx.raw(BOOKKEEPING);
    // The rows of the bookkeeping are shown to its owner and to the service role only.
    if (!facts.isThere || facts.isOwn) missing = (await findPending(trx, migrations)).map(({ name }) => name);
    const pending = migrations.filter(({ name }) => missing.includes(name));
    for (const { name, up } of pending) {
      await (name === FIRST_OF_CREDITS ? trx.raw(refuseUnfitHostTable).then(() => up(trx)) : up(trx)).catch((error: unknown) => Promise.reject(explainFailure(name, error)));
      await trx.raw("insert into public.model_3d_migrations (name) values (?)", [name]);
    }
    await trx.raw(takeBackFromPlatform);
    return missing;
  }).catch(async (error: unknown) => Promise.reject(await explainMissingRight(database, missing, error)));
}

/** Takes every migration back, newest first: nothing of ours is left, and a `user_credits` that was the host's is the host's again. */
export async function rollback(database: Database, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = resolveMigrations(options);
  return underLock(database, async (trx) => {
    if (!(await readBookkeeping(trx)).isThere) return [];
    const pending = new Set((await findPending(trx, migrations)).map(({ name }) => name));
    const applied = migrations.filter(({ name }) => !pending.has(name)).reverse();
    for (const { down } of applied) await down(trx);
    await trx.raw("drop table public.model_3d_migrations");
    return applied.map(({ name }) => name);
  });
}

/** The names of the migrations that this version of the program has and the database has not. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  const migrations = resolveMigrations({});
  const { isThere } = await readBookkeeping(database.knex);
  if (isThere) await assertCanTakeRole(database, SERVICE_ROLE);
  const pending = isThere ? await database.asService((trx) => findPending(trx, migrations)) : migrations;
  return pending.map(({ name }) => name);
}

export interface PrintOptions extends MigrateOptions {
  /** The name of the migration that the database had last; what came before is left out. Default none: everything. */
  after?: string | null;
}

/**
 * The migrations as one SQL script, for hosts that apply SQL by hand; the program then finds nothing pending.
 * @throws DatabaseError for an `after` that is no migration's name.
 */
export async function printMigrationsSql({ after = null, ...options }: PrintOptions = {}): Promise<string> {
  const migrations = resolveMigrations(options);
  const first = after === null ? 0 : migrations.findIndex(({ name }) => name === after) + 1;
  if (after !== null && first === 0) throw new DatabaseError(`There is no migration "${after}". The last one is ${migrations.at(-1)?.name}.`);
  const script = first === 0 ? [BOOKKEEPING] : [];
  const recorder = knex({ client: recordingDialect(script) });
  for (const { name, up } of migrations.slice(first)) {
    script.push(`-- ${name}`);
    if (name === FIRST_OF_CREDITS) script.push(refuseUnfitHostTable);
    await up(recorder);
    script.push(`insert into public.model_3d_migrations (name) values ('${name}')`);
  }
  script.push(takeBackFromPlatform);
  const statements = script.map((sql) => sql.trim()).map((sql) => (sql.startsWith("-- ") || sql.endsWith(";") ? sql : `${sql};`));
  return `begin;\n\n${statements.join("\n\n")}\n\ncommit;\n`;
}

/** Knex puts the whole SQL before the reason. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.slice(text.lastIndexOf(" - ") + 3);
}

function explainFailure(name: string, error: unknown): DatabaseError {
  return new DatabaseError(`The migration ${name} failed and nothing was changed: ${reasonOf(error)}`, { cause: error });
}

async function explainMissingRight(database: Database, missing: readonly string[], error: unknown): Promise<unknown> {
  const cause = error instanceof DatabaseError ? error.cause : error;
  if (errorCode(cause) !== "42501" || missing.length === 0) return error;
  const { login } = await readLoginFacts(database);
  const all = MIGRATIONS.length === missing.length;
  const before = resolveMigrations({}).map(({ name }) => name).findLast((name) => !missing.includes(name));
  const script = `model-3d migrate --print-sql${all || !before ? "" : ` --after ${before}`}`;
  return new DatabaseError(
    `The database lacks ${all ? "the tables of this program" : missing.join(", ")}, and the login "${login}" may not make ${missing.length === 1 ? "it" : "them"}: ${reasonOf(cause)}. As the login that owns the tables, run \`model-3d migrate\`, or apply what \`${script}\` prints. Nothing was changed.`,
    { cause: error },
  );
}

function resolveMigrations(options: MigrateOptions): SchemaMigration[] {
  const { userIdType = MIGRATE_DEFAULTS.userIdType, userTable = MIGRATE_DEFAULTS.userTable } = options;
  if (userIdType !== "uuid" && userIdType !== "text") throw new DatabaseError("The option userIdType is `uuid` or `text`.");
  if (userTable !== null && !IDENTIFIER.test(userTable)) throw new DatabaseError("The option userTable is the name of a table, with its schema where that is not public: `users`, `auth.users`.");
  const settings: MigrationSettings = { userIdType, referencesUser: userTable === null ? "" : `references ${quoteTable(userTable)} (id) on delete cascade` };
  return MIGRATIONS.map((make) => make(settings));
}

function quoteTable(table: string): string {
  const parts = table.includes(".") ? table.split(".") : ["public", table];
  return parts.map((part) => `"${part}"`).join(".");
}

/** The lock is the database's. Roles belong to the server: another database's migrations may meet these at a role, and one of the two is told to begin again. */
async function underLock<T>(database: Database, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await database.knex.transaction(async (trx) => {
        await trx.raw("select pg_advisory_xact_lock(?)", [MIGRATION_LOCK]);
        return work(trx);
      });
    } catch (error) {
      const cause = error instanceof DatabaseError ? error.cause : error;
      if (!isRetryable(cause) || failures >= MAX_DEADLOCKS) throw error;
    }
  }
}

const readBookkeeping = (db: Knex) => readTableFacts(db, "public", "model_3d_migrations");

async function findPending(trx: Knex.Transaction, migrations: readonly SchemaMigration[]): Promise<SchemaMigration[]> {
  const { rows } = await trx.raw<{ rows: { name: string }[] }>("select name from public.model_3d_migrations");
  const applied = new Set(rows.map(({ name }) => name));
  const unknown = [...applied].filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0) throw new DatabaseError(`The database is newer than this program: it has had ${unknown.join(", ")}. Update the program.`);
  return migrations.filter(({ name }) => !applied.has(name));
}

/** A Postgres that writes down what it is told and does nothing. */
function recordingDialect(script: string[]): typeof Knex.Client {
  return class RecordingDialect extends PostgresDialect {
    override acquireConnection(): Promise<object> {
      return Promise.resolve({});
    }
    override releaseConnection(): Promise<void> {
      return Promise.resolve();
    }
    async _query(_connection: object, query: { sql: string; response?: object }): Promise<object> {
      script.push(query.sql);
      query.response = { command: "", rows: [], rowCount: 0 };
      return query;
    }
  };
}
