import { setTimeout as pause } from "node:timers/promises";
import knex, { type Knex } from "knex";
import { Client } from "pg";
import { beginAs, letBeginAs } from "./begin-as.ts";
import { BusListener } from "./bus-listener.ts";
import { DatabaseError, explainConnectionError, isRetryable } from "./database-error.ts";
import { describeUrl, MIN_POSTGRES_MAJOR, resolveDatabaseOptions, type DatabaseLogger, type DatabaseOptions, type ResolvedDatabaseOptions } from "./database-options.ts";
import { eachAs } from "./each-as.ts";
import type { Identity } from "./identity.ts";
import { isDatabaseAway } from "./is-database-away.ts";
import { EmbeddedListener, PostgresListener, type Listener, type OnPayload } from "./listener.ts";
import { hasOutbox, openOutbox, tellAfter } from "./outbox.ts";
import { openEmbeddedDatabase } from "./pglite-client.ts";
import { createUserReader, type UserQuery } from "./read-as-user.ts";
import { SERVICE_ROLE, USER_ROLE } from "./roles.ts";
import { unlessAborted } from "../unless-aborted.ts";

export interface Database {
  /** For migrations and for libraries that bring their own tables; runs as the login, without an identity. */
  readonly knex: Knex;
  readonly kind: "postgres" | "pglite";
  /** One transaction under the service role, tried again (bounded) after a serialization failure or a deadlock: `work` may run more than once. */
  asService<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T>;
  /**
   * Under the service role too, each statement that `work` makes as a transaction of its own, which is begun, sent and committed in one round trip: for
   * work of one statement, of which nothing is to be undone for what is thrown after it.
   */
  statementAsService<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T>;
  /** One transaction under the user role, with the identity of that user until it ends. */
  asUser<T>(userId: string, work: (trx: Knex.Transaction) => Promise<T>): Promise<T>;
  /** One query (one statement) as a user in one round trip; read-only. */
  readAsUser<Row>(userId: string, query: Knex.QueryBuilder | Knex.Raw): Promise<Row[]>;
  /** One query of each of several users in one round trip, each under its own identity; where one fails, all do. @returns the rows of each. */
  readAsUsers<Row>(queries: readonly UserQuery[]): Promise<Row[][]>;
  /** One read-only transaction under the service role that sees the database as it is at its first query, whatever is written meanwhile; it keeps no writer waiting. */
  readSnapshot<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T>;
  /** Tells the listeners of a channel when the transaction commits; at most 7,999 bytes. */
  notify(trx: Knex.Transaction, channel: string, payload: string): Promise<void>;
  /**
   * Hears a channel, over one connection for all channels of the process, which comes back after it broke.
   * What was told in between is lost: `onReconnect` is the moment to read again.
   * @returns a function that stops listening.
   */
  listen(channel: string, onPayload: OnPayload, onReconnect?: () => void): Promise<() => Promise<void>>;
  /** @throws DatabaseError when the database does not answer, or the signal's reason when it is aborted. */
  ping(signal?: AbortSignal): Promise<void>;
  /** Closes what was opened here; a Knex of the host's stays open. */
  close(): Promise<void>;
}

const RETRY_PAUSE_MS = 10;
const SERVICE: Identity = { userId: "", role: SERVICE_ROLE };

/**
 * Opens the database and checks that it can be used.
 * @throws DatabaseError, one clear line: wrong URL, no server, wrong password, no such database, server too old, folder in use or unwritable.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const resolved = resolveDatabaseOptions(options);
  const { connection } = resolved;
  if (typeof connection === "string") return openUrl(connection, resolved);
  if ("folder" in connection && typeof connection.folder === "string") {
    const { knex: db, pglite, close } = await openEmbeddedDatabase(connection.folder, { acquireConnectionTimeout: resolved.acquireTimeoutMs, log: toKnexLog(resolved.logger) });
    return makeDatabase(db, "pglite", () => new EmbeddedListener(db, pglite), resolved, close);
  }
  return openHostKnex(connection as Knex, resolved);
}

async function openUrl(url: string, options: ResolvedDatabaseOptions): Promise<Database> {
  let isOpen = false;
  const logger: DatabaseLogger = { warn: (details, message) => isOpen && options.logger.warn(details, message) };
  const db = knex({
    client: "pg",
    connection: { connectionString: url, connectionTimeoutMillis: options.connectTimeoutMs },
    pool: { min: 0, max: options.poolSize },
    acquireConnectionTimeout: options.acquireTimeoutMs,
    log: toKnexLog(logger),
  });
  try {
    await assertUsable(db, describeUrl(url));
    isOpen = true;
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return makeDatabase(db, "postgres", () => new PostgresListener(connectionOf(db, options), options.logger), options, () => db.destroy());
}

/** How the connection that listens is made. */
function connectionOf(db: Knex, { directUrl, connectTimeoutMs }: ResolvedDatabaseOptions): () => Promise<Client> {
  if (directUrl === null) return () => db.client.acquireRawConnection();
  return async () => {
    const client = new Client({ connectionString: directUrl, connectionTimeoutMillis: connectTimeoutMs });
    await client.connect().catch((error: unknown) => Promise.reject(explainConnectionError(error, describeUrl(directUrl))));
    return client;
  };
}

/** Knex writes to the console by itself, whole stacks of it. While a database is being opened nothing is logged: the caller gets the error. */
function toKnexLog(logger: DatabaseLogger): Knex.Logger {
  const warn = (message: unknown) => logger.warn(lostConnectionOf(message) ?? { knex: message }, "The database client warns");
  return { warn, error: warn, deprecate: warn, debug: () => undefined };
}

/** SQLSTATE of a connection that failed (PostgreSQL, appendix A). */
const CONNECTION_FAILURE = "08006";

/** Knex tells of a connection that was refused or lost in words alone, its stack among them. */
function lostConnectionOf(message: unknown): { err: Error } | null {
  const [line = ""] = String(message).split("\n");
  return /^(Acquire connection error|Connection Error):/.test(line) ? { err: Object.assign(new Error(line), { code: CONNECTION_FAILURE }) } : null;
}

async function openHostKnex(host: Knex, options: ResolvedDatabaseOptions): Promise<Database> {
  const client: Knex.Client | undefined = host.client;
  if (client?.dialect !== "postgresql") throw new DatabaseError("The Knex instance is not one of Postgres. Make it with `client: \"pg\"`.");
  // The same pool, without the host's mapping of names, which would change our columns.
  const db = host.withUserParams({});
  Object.assign(db.client.config, { postProcessResponse: undefined, wrapIdentifier: undefined });
  await assertUsable(db, "of the given Knex instance");
  return makeDatabase(db, "postgres", () => new PostgresListener(connectionOf(db, options), options.logger), options, async () => {});
}

async function assertUsable(db: Knex, where: string): Promise<void> {
  let version: number;
  try {
    const { rows } = await db.raw<{ rows: [{ version: number }] }>("select current_setting('server_version_num')::int as version");
    version = rows[0].version;
  } catch (error) {
    throw explainConnectionError(error, where);
  }
  assertVersion(version, where);
}

/** @param version as `server_version_num` gives it: 150018 is 15.18. */
export function assertVersion(version: number, where: string): void {
  if (version >= MIN_POSTGRES_MAJOR * 10_000) return;
  throw new DatabaseError(`${where} is Postgres ${Math.floor(version / 10_000)}; at least Postgres ${MIN_POSTGRES_MAJOR} is needed.`);
}

async function makeDatabase(db: Knex, kind: Database["kind"], listenToDatabase: () => Listener, options: ResolvedDatabaseOptions, close: () => Promise<void>): Promise<Database> {
  let closing: Promise<void> | undefined;
  const bus = options.eventBus ? await BusListener.open(options.eventBus, options.logger).catch((error: unknown) => close().then(() => Promise.reject(error))) : null;
  const listener = bus ?? listenToDatabase();
  const begin = bus ? beginAndTell(db, bus) : <T>(identity: Identity, work: (trx: Knex.Transaction) => Promise<T>) => beginAs(db, identity, work);
  letBeginAs(db);
  const each = eachAs(db, SERVICE);
  const { readAsUser, readAsUsers } = createUserReader(db);
  return {
    knex: db,
    kind,
    asService: (work) => withRetries(options, () => begin(SERVICE, work)),
    statementAsService: (work) => withRetries(options, () => work(each as Knex.Transaction)),
    asUser: (userId, work) => withRetries(options, () => begin({ userId, role: USER_ROLE }, work)),
    // A read, too, can end a deadlock: with a migration, which locks what it changes.
    readAsUser: (userId, query) => withRetries(options, () => readAsUser(userId, query)),
    readAsUsers: (queries) => withRetries(options, () => readAsUsers(queries)),
    readSnapshot: (work) => beginAs(db, SERVICE, work, { isolationLevel: "repeatable read", readOnly: true }),
    async notify(trx, channel, payload) {
      if (hasOutbox(trx)) tellAfter(trx, channel, payload);
      else await trx.raw("select pg_notify(?, ?)", [channel, payload]);
    },
    listen: (channel, onPayload, onReconnect) => listener.listen(channel, onPayload, onReconnect),
    ping: (signal) => ping(db, signal),
    close: () => (closing ??= listener.close().then(close)),
  };
}

/** What a transaction has to tell is told over the bus once it has committed, and also when nobody knows whether it has. */
function beginAndTell(db: Knex, bus: BusListener): <T>(identity: Identity, work: (trx: Knex.Transaction) => Promise<T>) => Promise<T> {
  return async (identity, work) => {
    let wakes: ReturnType<typeof openOutbox> = [];
    try {
      const result = await beginAs(db, identity, (trx) => {
        wakes = openOutbox(trx);
        return work(trx);
      });
      bus.publish(wakes);
      return result;
    } catch (error) {
      if (isDatabaseAway(error)) bus.publish(wakes);
      throw error;
    }
  };
}

async function withRetries<T>(options: ResolvedDatabaseOptions, work: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await work();
    } catch (error) {
      if (!isRetryable(error) || failures >= options.retries) throw error;
      await pause(RETRY_PAUSE_MS * 2 ** failures * (1 + options.random()));
    }
  }
}

async function ping(db: Knex, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const answer = db.raw("select 1").then(
    () => undefined,
    (error: unknown) => Promise.reject(explainConnectionError(error, "of this program")),
  );
  return signal ? unlessAborted(answer, signal) : answer;
}
