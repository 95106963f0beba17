import type { Knex } from "knex";
import { MIGRATIONS, takeBackFromPlatform, type SchemaMigration } from "../../../../migrations/index.ts";
import { assertCanTakeRole } from "./assert-can-take-role.ts";
import { DatabaseError, errorCode, isRetryable } from "./database-error.ts";
import { refuseUnfitHostTable } from "./host-table.ts";
import { MIGRATION_BOOKKEEPING, recordMigration, SELECT_MIGRATIONS } from "./migration-bookkeeping.ts";
import type { Database } from "./open-database.ts";
import { readLoginFacts } from "./read-login-facts.ts";
import { readTableFacts } from "./read-table-facts.ts";
import type { MigrateOptions } from "./migrate-options.ts";
import { countMigrations, FIRST_OF_CREDITS, resolveMigrations } from "./resolve-migrations.ts";
import { SERVICE_ROLE } from "./roles.ts";
import { settleMigrateOptions } from "./settle-migrate-options.ts";
import { addUserReferences, readUserReferences } from "./user-references.ts";

/** Any number, the same in every version of the program: it is the lock under which migrations run. */
const MIGRATION_LOCK = 7_303_304;
const MAX_DEADLOCKS = 5;

/**
 * Brings the schema up to date, in one transaction: all of it or nothing. Two processes may call it at once; the second waits and finds nothing to do.
 * Where nothing is missing, a login that does not own the tables changes nothing.
 * The type of user ids and the table of users are as they were when the tables were made, and need not be said again. Tables that lack their reference to
 * that table of users get it; rows that are there already are not judged by it.
 *
 * @returns the names of the migrations that were applied.
 * @throws DatabaseError in one line: what the login may not make, and who has to; a migration that failed; a database that is newer, unless all that it
 * has had beyond this program is additive; options that contradict the tables.
 */
export async function migrate(database: Database, options: MigrateOptions = {}): Promise<string[]> {
  const found = await readUserReferences(database.knex);
  const settled = settleMigrateOptions(found, options);
  const migrations = resolveMigrations(settled);
  const facts = await readBookkeeping(database.knex);
  let missing = facts.isThere && !facts.isOwn ? await pendingMigrations(database) : migrations.map(({ name }) => name);
  if (missing.length === 0) return [];
  return underLock(database, async (trx) => {
    if (!facts.isForced) await trx.raw(MIGRATION_BOOKKEEPING);
    // The rows of the bookkeeping are shown to its owner and to the service role only.
    if (!facts.isThere || facts.isOwn) missing = (await findPending(trx, migrations)).map(({ name }) => name);
    await apply(trx, migrations.filter(({ name }) => missing.includes(name)));
    await trx.raw(takeBackFromPlatform);
    if (settled.userTable !== null) await trx.raw(addUserReferences(settled.userTable)).catch((error: unknown) => Promise.reject(explainReferences(settled.userTable, error)));
    return missing;
  }).catch(async (error: unknown) => Promise.reject(await explainMissingRight(database, { missing, settled }, error)));
}

export interface MigrateToOptions extends MigrateOptions {
  /** Whether migrations after the target may be taken back, with what is in their tables and columns. Default false. */
  mayTakeBack?: boolean;
}

/**
 * Brings the schema to one migration, up or down, in one transaction: for a return to the version of the program that had it last.
 * @param target a migration's name or number; `0` takes all back: nothing of ours is left, and a `user_credits` that was the host's is the host's again.
 * @returns names, in the order in which it was done.
 * @throws DatabaseError for a target that is none; for one before the database's, unless `mayTakeBack`; for a migration that failed: nothing was changed; for options
 * that contradict the tables.
 */
export async function migrateTo(database: Database, target: string, { mayTakeBack = false, ...options }: MigrateToOptions = {}): Promise<{ applied: string[]; takenBack: string[] }> {
  const migrations = resolveMigrations(settleMigrateOptions(await readUserReferences(database.knex), options));
  const count = countMigrations(migrations, target);
  return underLock(database, async (trx) => {
    const facts = await readBookkeeping(trx);
    if (!facts.isThere && count === 0) return { applied: [], takenBack: [] };
    if (!facts.isForced) await trx.raw(MIGRATION_BOOKKEEPING);
    const pending = await findPending(trx, migrations, { mayBeNewer: false });
    const [applied, takenBack] = [migrations.slice(0, count).filter((one) => pending.includes(one)), migrations.slice(count).filter((one) => !pending.includes(one)).reverse()];
    if (takenBack.length > 0 && !mayTakeBack) throw new DatabaseError(`The database is beyond ${target}: ${namesOf(takenBack).join(", ")} would be taken back, with all that is in their tables and columns.`);
    await takeBack(trx, takenBack);
    await apply(trx, applied);
    await trx.raw(count === 0 ? "drop table public.model_3d_migrations" : takeBackFromPlatform);
    return { applied: namesOf(applied), takenBack: namesOf(takenBack) };
  });
}

/** Takes every migration back, newest first. */
export const rollback = async (database: Database, options: MigrateOptions = {}): Promise<string[]> => (await migrateTo(database, "0", { ...options, mayTakeBack: true })).takenBack;

/** The names of the migrations that this version of the program has and the database has not. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  const migrations = resolveMigrations({});
  const { isThere } = await readBookkeeping(database.knex);
  if (isThere) await assertCanTakeRole(database, SERVICE_ROLE);
  const pending = isThere ? await database.asService((trx) => findPending(trx, migrations)) : migrations;
  return pending.map(({ name }) => name);
}

const namesOf = (migrations: readonly SchemaMigration[]) => migrations.map(({ name }) => name);

async function apply(trx: Knex.Transaction, migrations: readonly SchemaMigration[]): Promise<void> {
  for (const { name, isAdditive, up } of migrations) {
    await (name === FIRST_OF_CREDITS ? trx.raw(refuseUnfitHostTable).then(() => up(trx)) : up(trx)).catch((error: unknown) => Promise.reject(explainFailure(name, error)));
    await trx.raw(recordMigration(name, { isAdditive }));
  }
}

async function takeBack(trx: Knex.Transaction, migrations: readonly SchemaMigration[]): Promise<void> {
  for (const { name, down } of migrations) {
    // Before: a migration may take the right away by which the row is seen.
    await trx.raw("delete from public.model_3d_migrations where name = ?", [name]);
    await down(trx).catch((error: unknown) => Promise.reject(new DatabaseError(`The migration ${name} could not be taken back, and nothing was changed: ${reasonOf(error)}`, { cause: error })));
  }
}

/** Knex puts the whole SQL before the reason. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.slice(text.lastIndexOf(" - ") + 3);
}

function explainFailure(name: string, error: unknown): DatabaseError {
  return new DatabaseError(`The migration ${name} failed and nothing was changed: ${reasonOf(error)}`, { cause: error });
}

function explainReferences(userTable: string | null, error: unknown): DatabaseError {
  return new DatabaseError(`Not every table references ${userTable} yet, it could not be added, and nothing was changed: ${reasonOf(error)}`, { cause: error });
}

async function explainMissingRight(database: Database, { missing, settled }: { missing: readonly string[]; settled: Required<MigrateOptions> }, error: unknown): Promise<unknown> {
  const cause = error instanceof DatabaseError ? error.cause : error;
  if (errorCode(cause) !== "42501" || missing.length === 0) return error;
  const { login } = await readLoginFacts(database);
  const all = MIGRATIONS.length === missing.length;
  const before = resolveMigrations({}).map(({ name }) => name).findLast((name) => !missing.includes(name));
  // A script is printed without a look at the database: it has to be told.
  const flags = `${settled.userIdType === "uuid" ? "" : ` --user-id-type ${settled.userIdType}`}${settled.userTable === null ? "" : ` --user-table ${settled.userTable}`}`;
  const script = `model-3d migrate --print-sql${all || !before ? "" : ` --after ${before}`}${flags}`;
  return new DatabaseError(
    `The database lacks ${all ? "the tables of this program" : missing.join(", ")}, and the login "${login}" may not make ${missing.length === 1 ? "it" : "them"}: ${reasonOf(cause)}. As the login that owns the tables, run \`model-3d migrate${all ? flags : ""}\`, or apply what \`${script}\` prints. Nothing was changed.`,
    { cause: error },
  );
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

async function findPending(trx: Knex.Transaction, migrations: readonly SchemaMigration[], { mayBeNewer = true }: { mayBeNewer?: boolean } = {}): Promise<SchemaMigration[]> {
  const { rows } = await trx.raw<{ rows: { name: string; isAdditive: boolean }[] }>(SELECT_MIGRATIONS);
  const applied = new Set(rows.map(({ name }) => name));
  const pending = migrations.filter(({ name }) => !applied.has(name));
  const unknown = rows.filter(({ name }) => !migrations.some((migration) => migration.name === name));
  // What this program still lacks would go behind what a newer one has made of the tables.
  const isBearable = mayBeNewer && pending.length === 0 && unknown.every(({ isAdditive }) => isAdditive);
  if (unknown.length > 0 && !isBearable) throw new DatabaseError(`The database is newer than this program: it has had ${unknown.map(({ name }) => name).join(", ")}. Update the program.`);
  return pending;
}
