import type { Knex } from "knex";
import { inlineLiterals, toLiteral } from "./inline-literals.ts";
import { takesNoWrites } from "./is-database-away.ts";
import { IDENTITY_SETTING } from "./roles.ts";

/** In whose name a transaction runs until it ends: a user of ours, empty for none, and the database's role. */
export interface Identity {
  userId: string;
  role: string;
}

/** Until the transaction ends. */
const takeIdentity = ({ userId, role }: Identity) => `select set_config('${IDENTITY_SETTING}', ${toLiteral(userId)}, true), set_config('role', ${toLiteral(role)}, true)`;

/** What is longer is sent by itself: to make a literal of it would cost more than a message does. In characters. */
const MOST_INLINED = 16_384;
/** What the statements that open a transaction answer: that it has begun, and the identity. */
const OPENING_RESULTS = 2;
/** And what the one that ends it does. */
const ENDING_RESULTS = 1;

const ENDS = /^(commit|rollback)\b/i;

/** A statement on its way to the driver. */
interface DriverQuery {
  sql: string;
  bindings?: readonly unknown[];
  options?: object;
  response?: unknown;
}

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
export interface IdentifiedConfig extends Knex.TransactionConfig {
  identity?: Identity;
  /** The first statement is the only one: it commits in the same message, and a second is refused. */
  isOneStatement?: boolean;
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
      beginWith(transaction, config, identity);
      return Promise.resolve();
    };
    return transaction;
  };
}

/** Leaves the opening to the first statement, so that both go as one message. */
function beginWith({ trxClient }: OpeningTransaction, { isolationLevel, readOnly, isOneStatement = false }: IdentifiedConfig, identity: Identity): void {
  const mode = `${isolationLevel ? ` isolation level ${isolationLevel}` : ""}${readOnly ? " read only" : ""}`;
  const opening = `begin${mode}; ${takeIdentity(identity)}`;
  const send = trxClient._query;
  trxClient._query = (connection, query) => {
    trxClient._query = send;
    // What was never begun has nothing to end.
    if (ENDS.test(query.sql)) return Promise.resolve(query);
    const text = inOneText(query);
    if (text === null) return send.call(trxClient, connection, { sql: opening }).then(() => send.call(trxClient, connection, query));
    return send.call(trxClient, connection, { sql: `${opening};\n${text}${isOneStatement ? ";\ncommit" : ""}` }).then(({ response }) => {
      if (isOneStatement) trxClient._query = hasEnded;
      const [first, ...others] = [response].flat().slice(OPENING_RESULTS, isOneStatement ? -ENDING_RESULTS : undefined);
      return Object.assign(query, { response: others.length === 0 ? first : [first, ...others] });
    });
  };
}

/** Of a transaction that was committed with its only statement. */
function hasEnded(_connection: unknown, query: DriverQuery): Promise<DriverQuery> {
  if (ENDS.test(query.sql)) return Promise.resolve(query);
  return Promise.reject(new Error(`This transaction was to be one statement and has been committed with it; another came: ${query.sql}`));
}

/** A statement with its values in it, as it can be sent together with others; null where that cannot be, or would be long. */
function inOneText({ sql, bindings = [], options }: DriverQuery): string | null {
  if (options !== undefined && Object.keys(options).length > 0) return null;
  const length = bindings.reduce<number>((sum, value) => sum + (typeof value === "string" ? value.length : 0), sql.length);
  if (length > MOST_INLINED || bindings.some((value) => value instanceof Uint8Array)) return null;
  try {
    return inlineLiterals(sql, bindings);
  } catch (error) {
    // What has no literal is the driver's to send or to refuse.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/**
 * One transaction that opens, and takes its identity, with the message of its first statement: two round trips less for each. One without a statement
 * is none. A connection to a server that takes no writes is given up: after a failover it is the old server's, and would stay so for as long as it is
 * kept.
 */
export async function beginAs<T>(db: Knex, identity: Identity, work: (trx: Knex.Transaction) => Promise<T>, config: Omit<IdentifiedConfig, "identity" | "onConnection"> = {}): Promise<T> {
  let used: PooledConnection | null = null;
  const identified: IdentifiedConfig = { ...config, identity, onConnection: (connection) => void (used = connection) };
  try {
    return await db.transaction(work, identified);
  } catch (error) {
    if (used !== null && takesNoWrites(error)) Object.assign(used, { __knex__disposed: error } satisfies PooledConnection);
    throw error;
  }
}
