import type { Database } from "./open-database.ts";
import { SERVICE_ROLE } from "./roles.ts";

/** Lets the service role use everything in a schema that another library has made; safe to repeat. */
export async function allowServiceRole({ knex }: Database, schema: string): Promise<void> {
  await knex.raw(
    `grant usage on schema :schema: to :role:;
     grant select, insert, update, delete on all tables in schema :schema: to :role:;
     grant execute on all functions in schema :schema: to :role:`,
    { schema, role: SERVICE_ROLE },
  );
}
