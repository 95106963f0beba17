import type { Knex } from "knex";
import { fromKnex, type Db } from "pg-boss";
import type { Database } from "../db/open-database.ts";

interface PooledConnection {
  query(text: string, values?: unknown[]): Promise<unknown>;
}

const withoutUndefined = (values: unknown[] | undefined) => values?.map((value) => value ?? null);

/**
 * The queue's own statements, each on a connection of its own. Blocks of several statements open a transaction themselves:
 * when one fails, the connection is cleaned before the pool gets it back.
 */
export function poolOf(database: Pick<Database, "knex">): Db {
  return {
    async executeSql(text, values) {
      const connection: PooledConnection = await database.knex.client.acquireConnection();
      try {
        const result = await connection.query(text, withoutUndefined(values));
        return { rows: (Array.isArray(result) ? result : [result]).flatMap((part: { rows?: unknown[] }) => part.rows ?? []) };
      } catch (error) {
        await connection.query("rollback").catch(() => undefined);
        throw error;
      } finally {
        await database.knex.client.releaseConnection(connection);
      }
    },
  };
}

/** The same inside a transaction of ours. */
export function withinTransaction(trx: Knex.Transaction): Db {
  const adapter = fromKnex(trx);
  return { executeSql: (text, values) => adapter.executeSql(text, withoutUndefined(values)) };
}
