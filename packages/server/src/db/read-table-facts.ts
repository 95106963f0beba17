import type { Knex } from "knex";

export interface TableFacts {
  isThere: boolean;
  isForced: boolean;
  /** Whether the login may change the table: it owns it, or is a member of the role that does. True where there is none. */
  isOwn: boolean;
  /** Whether the login may read it as it is, without taking a role. True where there is none. */
  mayRead: boolean;
}

/** What the catalogue says about a table, which everybody may ask. */
export async function readTableFacts(db: Knex, schema: string, table: string): Promise<TableFacts> {
  const { rows } = await db.raw<{ rows: [TableFacts] }>(
    `select count(*) > 0 as "isThere", coalesce(bool_and(relforcerowsecurity), false) as "isForced", coalesce(bool_and(pg_has_role(relowner, 'USAGE')), true) as "isOwn",
       coalesce(bool_and(has_schema_privilege(relnamespace, 'USAGE') and has_table_privilege(pg_class.oid, 'SELECT')), true) as "mayRead"
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace where nspname = ? and relname = ?`,
    [schema, table],
  );
  return rows[0];
}
