import type { Knex } from "knex";
import type { Client, QueryResult } from "pg";
import { inlineLiterals, toLiteral } from "./inline-literals.ts";
import { IDENTITY_SETTING, USER_ROLE } from "./roles.ts";

/**
 * Runs one query as a user in one round trip. The identity, the role and the query go as one message of the simple protocol,
 * which Postgres takes as one transaction: it ends with the message, by commit or by error, and takes the identity with it.
 * The transaction is read-only.
 */
export async function readAsUser<Row>(knex: Knex, userId: string, query: Knex.QueryBuilder | Knex.Raw): Promise<Row[]> {
  const { sql, bindings } = query.toSQL().toNative();
  const identity = `select set_config('transaction_read_only', 'on', true), set_config('${IDENTITY_SETTING}', ${toLiteral(userId)}, true), set_config('role', '${USER_ROLE}', true)`;
  const text = `${identity}; ${inlineLiterals(sql, bindings)}`;
  const client: Knex.Client = knex.client;
  const connection: Client = await client.acquireConnection();
  try {
    const results: QueryResult | QueryResult[] = await connection.query(text);
    return (Array.isArray(results) ? (results.at(-1)?.rows ?? []) : results.rows) as Row[];
  } finally {
    await client.releaseConnection(connection);
  }
}
