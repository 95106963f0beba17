import type { Knex } from "knex";
import type { Client, QueryResult } from "pg";
import { inlineLiterals, toLiteral } from "./inline-literals.ts";
import { IDENTITY_SETTING, USER_ROLE } from "./roles.ts";

/** Until the message ends. */
const AS_USER = `, set_config('role', '${USER_ROLE}', true), set_config('transaction_read_only', 'on', true)`;

export interface UserQuery {
  userId: string;
  /** One statement. */
  query: Knex.QueryBuilder | Knex.Raw;
}

/**
 * Runs one query as a user in one round trip. The identity, the role and the query go as one message of the simple protocol,
 * which Postgres takes as one transaction: it ends with the message, by commit or by error, and takes the identity with it.
 * The transaction is read-only.
 */
export async function readAsUser<Row>(knex: Knex, userId: string, query: Knex.QueryBuilder | Knex.Raw): Promise<Row[]> {
  const [rows] = await readAsUsers<Row>(knex, [{ userId, query }]);
  return rows ?? [];
}

/**
 * Runs queries of several users, each under the identity of its own, in one round trip; where one fails, all do.
 * @returns the rows of each, in the same order.
 */
export async function readAsUsers<Row>(knex: Knex, queries: readonly UserQuery[]): Promise<Row[][]> {
  if (queries.length === 0) return [];
  const text = queries.map(({ userId, query }, index) => {
    const { sql, bindings } = query.toSQL().toNative();
    return `select set_config('${IDENTITY_SETTING}', ${toLiteral(userId)}, true)${index === 0 ? AS_USER : ""};\n${inlineLiterals(sql, bindings)}`;
  });
  const client: Knex.Client = knex.client;
  const connection: Client = await client.acquireConnection();
  try {
    const results: QueryResult | QueryResult[] = await connection.query(text.join(";\n"));
    const list = Array.isArray(results) ? results : [results];
    return queries.map((_query, index) => (list[2 * index + 1]?.rows ?? []) as Row[]);
  } finally {
    await client.releaseConnection(connection);
  }
}
