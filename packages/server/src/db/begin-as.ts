import type { Knex } from "knex";
import { inOneText, takeAnswer, takeIdentity, type DriverQuery, type Identity, type PooledConnection } from "./identity.ts";
import { takesNoWrites } from "./is-database-away.ts";

const ENDS = /^(commit|rollback)\b/i;

/** The pieces of Knex's transaction that are used here, which it does not type. */
interface TransactionClient {
  query(connection: unknown, sql: string): Promise<unknown>;
  _query(connection: unknown, query: DriverQuery): Promise<DriverQuery>;
}

interface OpeningTransaction {
  trxClient: TransactionClient;
  begin(connection: unknown): Promise<unknown>;
}
interface OpeningClient {
  transaction(container: unknown, config: IdentifiedConfig | undefined, outer: unknown): OpeningTransaction;
}
interface IdentifiedConfig extends Knex.TransactionConfig {
  identity?: Identity;
  onConnection?: (connection: PooledConnection) => void;
}

/** Lets `beginAs` open transactions of this Knex, which must be ours alone. All others begin as they always do. */
export function letBeginAs(db: Knex): void {
  const client = db.client as OpeningClient;
  const open = client.transaction;
  client.transaction = function openAs(container, config, outer) {
    const transaction = Reflect.apply(open, this, [container, config, outer]);
    const identity = config?.identity;
    if (!identity) return transaction;
    transaction.begin = (connection) => {
      config.onConnection?.(connection as PooledConnection);
      beginWith(transaction, config, identity);
      return Promise.resolve();
    };
    return transaction;
  };
}

/** Leaves the opening to the first statement, so that both go as one message. */
function beginWith({ trxClient }: OpeningTransaction, { isolationLevel, readOnly }: IdentifiedConfig, identity: Identity): void {
  const mode = `${isolationLevel ? ` isolation level ${isolationLevel}` : ""}${readOnly ? " read only" : ""}`;
  const opening = `begin${mode}; ${takeIdentity(identity)}`;
  const send = trxClient._query;
  trxClient._query = (connection, query) => {
    trxClient._query = send;
    // What was never begun has nothing to end.
    if (ENDS.test(query.sql)) return Promise.resolve(query);
    const text = inOneText(query);
    if (text === null) return send.call(trxClient, connection, { sql: opening }).then(() => send.call(trxClient, connection, query));
    return send.call(trxClient, connection, { sql: `${opening};\n${text}` }).then((answer) => takeAnswer(query, answer));
  };
}

/**
 * One transaction that opens, and takes its identity, with the message of its first statement: two round trips less for each. One without a statement
 * is none. A connection to a server that takes no writes is given up: after a failover it is the old server's, and would stay so for as long as it is
 * kept.
 */
export async function beginAs<T>(db: Knex, identity: Identity, work: (trx: Knex.Transaction) => Promise<T>, config: Knex.TransactionConfig = {}): Promise<T> {
  let used: PooledConnection | null = null;
  const identified: IdentifiedConfig = { ...config, identity, onConnection: (connection) => void (used = connection) };
  try {
    return await db.transaction(work, identified);
  } catch (error) {
    if (used !== null && takesNoWrites(error)) Object.assign(used, { __knex__disposed: error } satisfies PooledConnection);
    throw error;
  }
}
