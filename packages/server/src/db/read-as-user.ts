import type { Knex } from "knex";
import type { Client, QueryResult } from "pg";
import { toLiteral } from "./inline-literals.ts";
import { PreparedReads } from "./prepared-reads.ts";
import { IDENTITY_SETTING, USER_ROLE } from "./roles.ts";

/**
 * Until the message ends. What is prepared keeps one plan for all values: each read of ours goes by an index that begins with the user, and
 * planning it anew, which Postgres would go on doing where it guesses an array to be long, takes most of its time.
 */
const AS_USER = `set local role ${USER_ROLE};\nset transaction read only;\nset local plan_cache_mode = force_generic_plan;\n`;
const takeIdentity = (userId: string) => `set local ${IDENTITY_SETTING} = ${toLiteral(userId)};\n`;

export interface UserQuery {
  userId: string;
  /** One statement. */
  query: Knex.QueryBuilder | Knex.Raw;
}

export interface UserReader {
  /**
   * Runs one query as a user in one round trip. The identity, the role and the query go as one message of the simple protocol,
   * which Postgres takes as one transaction: it ends with the message, by commit or by error, and takes the identity with it.
   * The transaction is read-only.
   */
  readAsUser<Row>(userId: string, query: Knex.QueryBuilder | Knex.Raw): Promise<Row[]>;
  /**
   * Runs queries of several users, each under the identity of its own, in one round trip; where one fails, all do.
   * @returns the rows of each, in the same order.
   */
  readAsUsers<Row>(queries: readonly UserQuery[]): Promise<Row[][]>;
}

export function createUserReader(knex: Knex): UserReader {
  const client: Knex.Client = knex.client;
  const prepared = new PreparedReads();

  async function readAsUsers<Row>(queries: readonly UserQuery[]): Promise<Row[][]> {
    if (queries.length === 0) return [];
    const statements = queries.map(({ query }) => {
      const { sql, bindings } = query.toSQL().toNative();
      return { sql, values: bindings };
    });
    const connection: Client = await client.acquireConnection();
    try {
      const { answer, isPreparing } = await prepared.run(connection, statements, (texts) => {
        const parts = texts.map((text, index) => `${takeIdentity(queries[index]?.userId ?? "")}${index === 0 ? AS_USER : ""}${text}`);
        // On a line of its own: a statement may end with a comment.
        return connection.query(parts.join("\n;\n")) as Promise<QueryResult | QueryResult[]>;
      });
      // Of each query: who it is, with the first also the role and the modes, then what prepares it where it was new, then its own.
      const results = [answer].flat();
      let end = 3;
      return isPreparing.map((isNew) => {
        end += isNew ? 3 : 2;
        return (results[end - 1]?.rows ?? []) as Row[];
      });
    } finally {
      await client.releaseConnection(connection);
    }
  }

  return {
    readAsUsers,
    async readAsUser<Row>(userId: string, query: Knex.QueryBuilder | Knex.Raw) {
      const [rows] = await readAsUsers<Row>([{ userId, query }]);
      return rows ?? [];
    },
  };
}
