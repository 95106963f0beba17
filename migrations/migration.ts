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
  /**
   * Whether a program that knows only the migrations before this one works on its tables as before: nothing is taken away, renamed or made narrower,
   * and whatever that program writes is still taken. The database keeps it, so that older programs can read it. Default false: they refuse.
   */
  readonly isAdditive?: boolean;
  up(knex: Knex): Promise<void>;
  down(knex: Knex): Promise<void>;
}

export type MakeMigration = (settings: MigrationSettings) => SchemaMigration;

/** A migration made of plain SQL, in which a question mark is a question mark. */
export function sqlMigration(name: string, up: string, down: string, { isAdditive = false }: Pick<SchemaMigration, "isAdditive"> = {}): SchemaMigration {
  const run = (sql: string) => async (knex: Knex) => {
    await knex.raw(sql.trim().replaceAll("?", "\\?"));
  };
  return { name, isAdditive, up: run(up), down: run(down) };
}
