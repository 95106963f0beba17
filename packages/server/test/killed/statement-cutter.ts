import type { Knex } from "knex";
import type { Client } from "pg";
import { openAttachedPool } from "./open-attached-pool.ts";

/** `now`: the statement never leaves; `after`: the database does it, and nobody hears so. */
type Cut = "now" | "after";

/**
 * Ends a process for the database after one statement, as `kill -9` does: the socket is gone, and so is every other of its connections with their
 * next statement. What the process would have done afterwards must not happen either: ask `isDead`.
 */
export class StatementCutter {
  isDead = false;
  /** Statements that still get through whole; `null` for all. */
  private left: number | null = null;

  private readonly lost: "process" | "database";

  /** `database`: the process goes on, and is told that its connections broke; a dead one waits for nothing. */
  constructor(lost: "process" | "database" = "process") {
    this.lost = lost;
  }

  /** A pool whose connections can be cut; as a host would hand it in. */
  connect(url: string): Knex {
    return openAttachedPool(url, (connection) => this.attach(connection));
  }

  /** Runs the work, killed at its n-th statement (from 1). @returns whether it got that far, and what came of the work. */
  async killAt<T>(statement: number, work: () => Promise<T>): Promise<{ wasKilled: boolean; result: PromiseSettledResult<T> }> {
    this.left = statement - 1;
    const [result] = await Promise.allSettled([work()]);
    const wasKilled = this.isDead;
    Object.assign(this, { isDead: false, left: null });
    return { wasKilled, result };
  }

  private attach(connection: Client): void {
    const original = connection.query.bind(connection) as (...args: unknown[]) => unknown;
    const cut = (): Error => {
      (connection as Client & { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
      return this.lost === "process" ? new Error("The process is dead.") : Object.assign(new Error("The database is away."), { code: "ECONNRESET" });
    };
    const query = (...args: unknown[]): unknown => {
      const verdict = this.judge();
      if (verdict === null) return original(...args);
      const callback = args.at(-1);
      const done = verdict === "now" ? Promise.resolve() : new Promise<void>((resolve) => void this.finish(original, args, resolve));
      const fail = done.then(cut);
      if (typeof callback !== "function") return fail.then((error) => Promise.reject(error));
      void fail.then((error) => callback(error));
      return undefined;
    };
    Object.assign(connection, { query });
  }

  /** Lets the statement be done, whatever comes of it. */
  private finish(original: (...args: unknown[]) => unknown, args: unknown[], resolve: () => void): void {
    if (typeof args.at(-1) === "function") original(...args.slice(0, -1), () => resolve());
    else Promise.resolve(original(...args)).then(() => resolve(), () => resolve());
  }

  private judge(): Cut | null {
    if (this.isDead) return "now";
    if (this.left === null || this.left-- > 0) return null;
    this.isDead = true;
    return "after";
  }
}
