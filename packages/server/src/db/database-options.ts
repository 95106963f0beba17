import type { Knex } from "knex";
import { DatabaseError } from "./database-error.ts";
import type { EventBus } from "./event-bus.ts";

/** An embedded database (PGlite), kept in a folder and used by one process at a time. */
export interface DatabaseFolder {
  /** Made when it is missing; the lock file lies in it beside the data. */
  folder: string;
}

/** The part of a logger that is used, in the form of pino and its kin. */
export interface DatabaseLogger {
  warn(details: object, message: string): void;
}

export interface DatabaseOptions {
  /** A `postgres://` URL, a Knex instance of the host's (client `pg`; it stays the host's to close), or a folder for an embedded database. */
  connection: string | Knex | DatabaseFolder;
  /** A `postgres://` URL that leads to the server itself, for the one connection that listens, where `connection` leads through a pooler in transaction mode. Default: `connection`. */
  directUrl?: string | null;
  /** What processes hear one another over, in place of `LISTEN` and `NOTIFY`. Default: these. */
  eventBus?: EventBus | null;
  /** Most connections of the pool, for a URL; an embedded database has one. Default 10. */
  poolSize?: number;
  /** How long a query waits for a free connection, in ms. Default 10,000. */
  acquireTimeoutMs?: number;
  /** How long connecting to a server may take, in ms. Default 10,000. */
  connectTimeoutMs?: number;
  /** How often a transaction is tried again after a serialization failure or a deadlock. Default 5. */
  retries?: number;
  /** Hears of lost connections. Default: nobody does. */
  logger?: DatabaseLogger;
  /** A number in [0, 1), for the pause between two tries. Default `Math.random`. */
  random?: () => number;
}

export type ResolvedDatabaseOptions = Required<DatabaseOptions>;

export const DATABASE_DEFAULTS = {
  directUrl: null,
  eventBus: null,
  poolSize: 10,
  acquireTimeoutMs: 10_000,
  connectTimeoutMs: 10_000,
  retries: 5,
  logger: { warn: () => undefined },
  random: Math.random,
} as const satisfies Omit<ResolvedDatabaseOptions, "connection">;

/** Oldest server that can be used. */
export const MIN_POSTGRES_MAJOR = 14;

export function resolveDatabaseOptions(options: DatabaseOptions): ResolvedDatabaseOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const resolved: ResolvedDatabaseOptions = { ...DATABASE_DEFAULTS, ...given, connection: options.connection };
  for (const name of ["poolSize", "acquireTimeoutMs", "connectTimeoutMs"] as const) {
    if (!(Number.isInteger(resolved[name]) && resolved[name] > 0)) throw new DatabaseError(`The database option ${name} must be a whole number above 0.`);
  }
  if (!(Number.isInteger(resolved.retries) && resolved.retries >= 0)) throw new DatabaseError("The database option retries must be a whole number, 0 or more.");
  if (typeof resolved.connection === "string") checkUrl(resolved.connection);
  if (resolved.directUrl !== null) checkUrl(resolved.directUrl);
  return resolved;
}

function checkUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "postgres:" && parsed?.protocol !== "postgresql:") {
    throw new DatabaseError("The database URL is not one of Postgres. It looks like this: postgres://user:password@localhost:5432/database");
  }
}

/** `host:port/database` of a URL, fit for messages: no user, no password. */
export function describeUrl(url: string): string {
  const parsed = new URL(url);
  const host = parsed.searchParams.get("host") ?? parsed.hostname;
  return `${host === "" ? "localhost" : host}:${parsed.port || "5432"}${parsed.pathname}`;
}
