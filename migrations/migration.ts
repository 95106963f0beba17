import type { Knex } from "knex";

/** What a host decides about the schema before the first migration; it stays decided. */
export interface MigrationSettings {
  /** Type of the host's user ids. */
  readonly userIdType: "uuid" | "text";
  /** `references "schema"."table" (id) on delete cascade`, or nothing where the host names no user table. */
  readonly referencesUser: string;
}

/** A Knex migration with its name; it runs inside a transaction that the caller opens and that includes its bookkeeping. */
export interface SchemaMigration extends Knex.Migration {
  readonly name: string;
  up(knex: Knex): Promise<void>;
  down(knex: Knex): Promise<void>;
}

export type MakeMigration = (settings: MigrationSettings) => SchemaMigration;

/** A migration made of plain SQL, in which a question mark is a question mark. */
export function sqlMigration(name: string, up: string, down: string): SchemaMigration {
  const run = (sql: string) => async (knex: Knex) => {
    await knex.raw(sql.trim().replaceAll("?", "\\?"));
  };
  return { name, up: run(up), down: run(down) };
}
