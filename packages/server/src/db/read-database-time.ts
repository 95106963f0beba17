import type { Database } from "./open-database.ts";

/** The present by the clock of the database, in milliseconds since 1970. */
export async function readDatabaseTime({ knex }: Database): Promise<number> {
  const { rows } = await knex.raw<{ rows: [{ ms: number }] }>("select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms");
  return rows[0].ms;
}
