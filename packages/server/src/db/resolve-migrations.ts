import { MIGRATIONS, type MigrationSettings, type SchemaMigration } from "../../../../migrations/index.ts";
import { DatabaseError } from "./database-error.ts";
import { MIGRATE_DEFAULTS, type MigrateOptions } from "./migrate-options.ts";

const IDENTIFIER = /^[a-z_][a-z0-9_$]{0,62}(\.[a-z_][a-z0-9_$]{0,62})?$/i;

/** The migration that takes a `user_credits` of the host's. */
export const FIRST_OF_CREDITS = "0002-credits";

/** Every migration, oldest first, as this host has it. @throws DatabaseError for an option that cannot be. */
export function resolveMigrations(options: MigrateOptions): SchemaMigration[] {
  const { userIdType = MIGRATE_DEFAULTS.userIdType, userTable = MIGRATE_DEFAULTS.userTable } = options;
  if (userIdType !== "uuid" && userIdType !== "text") throw new DatabaseError("The option userIdType is `uuid` or `text`.");
  if (userTable !== null && !isTableName(userTable)) throw new DatabaseError("The option userTable is the name of a table, with its schema where that is not public: `users`, `auth.users`.");
  const settings: MigrationSettings = { userIdType, referencesUser: userTable === null ? "" : referenceTo(userTable) };
  return MIGRATIONS.map((make) => make(settings));
}

/** Whether a table can be named in the option `userTable`. */
export const isTableName = (table: string): boolean => IDENTIFIER.test(table);

/** How a column references the host's table of users. */
export const referenceTo = (userTable: string): string => `references ${quoteTable(userTable)} (id) on delete cascade`;

/** As it stands in SQL, with its schema. */
export function quoteTable(table: string): string {
  const parts = table.includes(".") ? table.split(".") : ["public", table];
  return parts.map((part) => `"${part}"`).join(".");
}

/**
 * How many of the migrations there are up to one and with it.
 * @param target its name, or its number: `0019-external-holds`, `19`. 0 is none of them.
 * @throws DatabaseError where there is no such migration.
 */
export function countMigrations(migrations: readonly SchemaMigration[], target: string): number {
  if (/^0+$/.test(target)) return 0;
  const index = migrations.findIndex(({ name }) => name === target || (/^\d{1,4}$/.test(target) && name.startsWith(`${target.padStart(4, "0")}-`)));
  if (index < 0) throw new DatabaseError(`There is no migration "${target}". The last one is ${migrations.at(-1)?.name}.`);
  return index + 1;
}
