import type { PGlite } from "@electric-sql/pglite";
import type { Knex } from "knex";
import type { DatabaseLogger } from "./database-options.ts";

export type OnPayload = (payload: string) => void;
type Unlisten = () => Promise<void>;

export interface Listener {
  listen(channel: string, onPayload: OnPayload, onReconnect?: () => void): Promise<Unlisten>;
  close(): Promise<void>;
}

/** What is needed of a connection to Postgres, whichever client made it; `Client` of pg fits. */
export interface ListeningConnection {
  query(text: string): Promise<unknown>;
  on(event: "notification", heed: (notification: { channel: string; payload?: string | undefined }) => void): unknown;
  on(event: "error" | "end", heed: () => void): unknown;
  end(): Promise<void>;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

interface Subscription {
  onPayload: OnPayload;
  onReconnect: (() => void) | undefined;
}

/** All channels of the process over one connection of its own, opened with the first and closed with the last subscription. */
export class PostgresListener implements Listener {
  readonly #open: () => Promise<ListeningConnection>;
  readonly #logger: DatabaseLogger;
  readonly #channels = new Map<string, Set<Subscription>>();
  #connection: ListeningConnection | undefined;
  #work: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #closed = false;

  /** @param open makes the connection, which must lead to the server itself: a pooler in transaction mode gives what is heard to whoever comes next */
  constructor(open: () => Promise<ListeningConnection>, logger: DatabaseLogger) {
    this.#open = open;
    this.#logger = logger;
  }

  async listen(channel: string, onPayload: OnPayload, onReconnect?: () => void): Promise<Unlisten> {
    if (this.#closed) throw new Error("The database is closed.");
    const subscription = { onPayload, onReconnect };
    const subscriptions = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, subscriptions.add(subscription));
    const unlisten = () => this.#remove(channel, subscription);
    try {
      await this.#inTurn(async () => {
        if (this.#connection) await this.#connection.query(`listen ${quote(channel)}`);
        else await this.#connect();
      });
    } catch (error) {
      subscriptions.delete(subscription);
      if (subscriptions.size === 0) this.#channels.delete(channel);
      throw error;
    }
    return unlisten;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#channels.clear();
    await this.#inTurn(() => this.#disconnect());
  }

  async #remove(channel: string, subscription: Subscription): Promise<void> {
    const subscriptions = this.#channels.get(channel);
    if (!subscriptions?.delete(subscription) || subscriptions.size > 0) return;
    this.#channels.delete(channel);
    await this.#inTurn(async () => {
      if (this.#channels.size === 0) await this.#disconnect();
      else if (!this.#channels.has(channel)) await this.#connection?.query(`unlisten ${quote(channel)}`);
    });
  }

  /** Connecting, listening and disconnecting wait for one another. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#work.then(work);
    this.#work = turn.catch(() => undefined);
    return turn;
  }

  async #connect(): Promise<void> {
    const connection = await this.#open();
    connection.on("notification", (notification) => this.#deliver(notification));
    connection.on("error", () => this.#lost(connection));
    connection.on("end", () => this.#lost(connection));
    this.#connection = connection;
    try {
      for (const channel of this.#channels.keys()) await connection.query(`listen ${quote(channel)}`);
    } catch (error) {
      await this.#disconnect();
      throw error;
    }
    this.#pauseMs = FIRST_PAUSE_MS;
  }

  async #disconnect(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.end().catch(() => undefined);
  }

  #deliver({ channel, payload }: { channel: string; payload?: string | undefined }): void {
    for (const { onPayload } of [...(this.#channels.get(channel) ?? [])]) onPayload(payload ?? "");
  }

  #lost(connection: ListeningConnection): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    this.#logger.warn({ channels: [...this.#channels.keys()] }, "The connection that listens to the database was lost and is being made again");
    this.#reconnectLater();
  }

  #reconnectLater(): void {
    if (this.#closed || this.#channels.size === 0) return;
    this.#timer = setTimeout(() => void this.#reconnect(), this.#pauseMs);
    this.#timer.unref();
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  async #reconnect(): Promise<void> {
    try {
      await this.#inTurn(async () => {
        if (!this.#closed && !this.#connection && this.#channels.size > 0) await this.#connect();
      });
    } catch {
      this.#reconnectLater();
      return;
    }
    // What was told while nobody listened is lost: whoever cares reads again.
    for (const subscriptions of [...this.#channels.values()]) for (const { onReconnect } of [...subscriptions]) onReconnect?.();
  }
}

/** PGlite's own listening. It runs in the one session, so it waits until no transaction is open there. */
export class EmbeddedListener implements Listener {
  readonly #knex: Knex;
  readonly #pglite: PGlite;

  constructor(knex: Knex, pglite: PGlite) {
    this.#knex = knex;
    this.#pglite = pglite;
  }

  async listen(channel: string, onPayload: OnPayload): Promise<Unlisten> {
    const name = quote(channel);
    await this.#alone(() => this.#pglite.listen(name, onPayload));
    return async () => {
      if (!this.#pglite.closed) await this.#alone(() => this.#pglite.unlisten(name, onPayload));
    };
  }

  async close(): Promise<void> {}

  async #alone(work: () => Promise<unknown>): Promise<void> {
    const connection: unknown = await this.#knex.client.acquireConnection();
    try {
      await work();
    } finally {
      await this.#knex.client.releaseConnection(connection);
    }
  }
}

const quote = (channel: string) => `"${channel.replaceAll('"', '""')}"`;
