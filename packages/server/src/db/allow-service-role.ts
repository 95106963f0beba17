import type { Database } from "./open-database.ts";
import { SERVICE_ROLE } from "./roles.ts";

/** SQL that lets the service role use everything in a schema that another library has made; safe to repeat. @param schema is trusted. */
export function printServiceRoleGrants(schema: string): string {
  return `grant usage on schema ${schema} to ${SERVICE_ROLE};
grant select, insert, update, delete on all tables in schema ${schema} to ${SERVICE_ROLE};
grant execute on all functions in schema ${schema} to ${SERVICE_ROLE};`;
}

/** Grants it; only who owns the schema's things may. */
export async function allowServiceRole({ knex }: Database, schema: string): Promise<void> {
  await knex.raw(printServiceRoleGrants(schema));
}
