import type { Knex } from "knex";
import { inOneText, takeAnswer, takeIdentity, type DriverQuery, type Identity, type PooledConnection } from "./identity.ts";
import { takesNoWrites } from "./is-database-away.ts";

/** The pieces of Knex's client that are used here, which it does not type. */
interface StatementClient {
  _query(connection: PooledConnection, query: DriverQuery): Promise<DriverQuery>;
  on(event: "query", hear: (query: unknown) => void): void;
  emit(event: "query", query: unknown): void;
}

/**
 * Knex on the same pool, of which each statement is a transaction of its own that begins, takes its identity and commits in the message of the
 * statement: two round trips less, and none of what Knex makes for a transaction. What is long, or has no literal, takes three messages.
 */
export function eachAs(db: Knex, identity: Identity): Knex {
  const each = db.withUserParams({});
  const client = each.client as StatementClient;
  const { _query: send } = client;
  const opening = `begin; ${takeIdentity(identity)}`;
  client._query = async (connection, query) => {
    try {
      const text = inOneText(query);
      if (text !== null) return takeAnswer(query, await send.call(client, connection, { sql: `${opening};\n${text};\ncommit` }), { hasEnd: true });
      await send.call(client, connection, { sql: opening });
      await send.call(client, connection, query);
      await send.call(client, connection, { sql: "commit" });
      return query;
    } catch (error) {
      await giveBack(connection, error, () => send.call(client, connection, { sql: "rollback" }));
      throw error;
    }
  };
  // Who listens to the one hears the other.
  client.on("query", (query) => (db.client as StatementClient).emit("query", query));
  return each;
}

/** The pool gets a connection back without a transaction, or one that it does not use again: so too where its server takes no writes, as after a failover. */
async function giveBack(connection: PooledConnection, error: unknown, rollback: () => Promise<unknown>): Promise<void> {
  const dispose = (reason: unknown) => void (connection.__knex__disposed = reason);
  if (takesNoWrites(error)) dispose(error);
  else await rollback().catch(dispose);
}
