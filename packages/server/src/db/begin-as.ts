import type { Knex } from "knex";
import { toLiteral } from "./inline-literals.ts";
import { takesNoWrites } from "./is-database-away.ts";
import { IDENTITY_SETTING } from "./roles.ts";

/** In whose name a transaction runs until it ends: a user of ours, empty for none, and the database's role. */
export interface Identity {
  userId: string;
  role: string;
}

/** Until the transaction ends. */
const takeIdentity = ({ userId, role }: Identity) => `select set_config('${IDENTITY_SETTING}', ${toLiteral(userId)}, true), set_config('role', ${toLiteral(role)}, true)`;

/** The pieces of Knex's transaction that are used here, which it does not type. */
interface OpeningTransaction {
  trxClient: { query(connection: unknown, sql: string): Promise<unknown> };
  begin(connection: unknown): Promise<unknown>;
}
interface OpeningClient {
  transaction(container: unknown, config: IdentifiedConfig | undefined, outer: unknown): OpeningTransaction;
}
interface IdentifiedConfig extends Knex.TransactionConfig {
  identity?: Identity;
  onConnection?: (connection: PooledConnection) => void;
}
/** A connection that has this set is not used again. */
interface PooledConnection {
  __knex__disposed?: unknown;
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
      return beginWith(transaction, connection, config, identity);
    };
    return transaction;
  };
}

async function beginWith({ trxClient }: OpeningTransaction, connection: unknown, { isolationLevel, readOnly }: IdentifiedConfig, identity: Identity): Promise<void> {
  const mode = `${isolationLevel ? ` isolation level ${isolationLevel}` : ""}${readOnly ? " read only" : ""}`;
  try {
    await trxClient.query(connection, `begin${mode}; ${takeIdentity(identity)}`);
  } catch (error) {
    // It has begun where the identity was refused, and must not be left open on a connection that goes back to the pool.
    await trxClient.query(connection, "rollback").catch(() => undefined);
    throw error;
  }
}

/**
 * One transaction that takes its identity with the message that opens it: a round trip less for each. A connection to a server that takes no
 * writes is given up: after a failover it is the old server's, and would stay so for as long as it is kept.
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
