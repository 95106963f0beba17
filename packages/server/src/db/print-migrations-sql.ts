import knex, { type Knex } from "knex";
import PostgresDialect from "knex/lib/dialects/postgres/index.js";
import { takeBackFromPlatform } from "../../../../migrations/index.ts";
import { refuseUnfitHostTable } from "./host-table.ts";
import { MIGRATION_BOOKKEEPING, recordMigration } from "./migration-bookkeeping.ts";
import { MIGRATE_DEFAULTS, type MigrateOptions } from "./migrate-options.ts";
import { countMigrations, FIRST_OF_CREDITS, resolveMigrations } from "./resolve-migrations.ts";
import { addUserReferences, refuseOtherUsers } from "./user-references.ts";

export interface PrintOptions extends MigrateOptions {
  /** The name of the migration that the database had last; what came before is left out. Default none: everything. */
  after?: string | null;
  /** The name or number of the migration that the database shall have last. Before `after`, what is after it is taken back. Default none: the last. */
  to?: string | null;
}

/**
 * The migrations as one SQL script, for hosts that apply SQL by hand; the program then finds nothing pending. One that goes on from an earlier migration
 * refuses, where it is applied, tables that were made with another type of user ids or another table of users.
 * @throws DatabaseError for an `after` or a `to` that is no migration.
 */
export async function printMigrationsSql({ after = null, to = null, ...options }: PrintOptions = {}): Promise<string> {
  const migrations = resolveMigrations(options);
  const first = after === null ? 0 : countMigrations(migrations, after);
  const end = to === null ? migrations.length : countMigrations(migrations, to);
  const { userIdType = MIGRATE_DEFAULTS.userIdType, userTable = MIGRATE_DEFAULTS.userTable } = options;
  const script = first === 0 ? [MIGRATION_BOOKKEEPING] : [refuseOtherUsers({ userIdType, userTable })];
  const recorder = knex({ client: recordingDialect(script) });
  for (const { name, down } of migrations.slice(end, first).reverse()) {
    script.push(`-- ${name} is taken back`, `delete from public.model_3d_migrations where name = '${name}'`);
    await down(recorder);
  }
  for (const { name, isAdditive, up } of migrations.slice(first, end)) {
    script.push(`-- ${name}`);
    if (name === FIRST_OF_CREDITS) script.push(refuseUnfitHostTable);
    await up(recorder);
    script.push(recordMigration(name, { isAdditive }));
  }
  if (first > 0 && end === migrations.length && userTable !== null) script.push(addUserReferences(userTable));
  script.push(end === 0 ? "drop table public.model_3d_migrations" : takeBackFromPlatform);
  const statements = script.map((sql) => sql.trim()).map((sql) => (sql.startsWith("-- ") || sql.endsWith(";") ? sql : `${sql};`));
  return `begin;\n\n${statements.join("\n\n")}\n\ncommit;\n`;
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
