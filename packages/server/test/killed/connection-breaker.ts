import type { Knex } from "knex";
import pg, { type Client } from "pg";
import { openAttachedPool } from "./open-attached-pool.ts";

/** `before`: the session has ended when the statement is sent; `after`: the database does the statement, and its answer is lost. */
export type Break = "before" | "after";

interface Plan {
  left: number;
  how: Break;
  isDone: boolean;
}

/** Breaks one connection at one statement, as a server that restarts or hands over does; the database itself can be reached all the time. */
export class ConnectionBreaker {
  private plan: Plan | null = null;
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** A pool whose connections can be broken; as a host would hand it in. */
  connect(): Knex {
    return openAttachedPool(this.url, (connection) => this.attach(connection));
  }

  /** Runs the work, which loses its connection at its n-th statement (from 1). @returns whether it got that far, and what came of the work. */
  async breakAt<T>(statement: number, how: Break, work: () => Promise<T>): Promise<{ wasBroken: boolean; result: T }> {
    const plan: Plan = { left: statement, how, isDone: false };
    this.plan = plan;
    try {
      return { result: await work(), wasBroken: plan.isDone };
    } finally {
      this.plan = null;
    }
  }

  private attach(connection: Client): void {
    const original = connection.query.bind(connection) as (...args: unknown[]) => unknown;
    const query = (...args: unknown[]): unknown => {
      const { plan } = this;
      if (!plan || plan.isDone || (plan.left -= 1) > 0) return original(...args);
      plan.isDone = true;
      const callback = args.at(-1);
      const given = typeof callback === "function" ? args.slice(0, -1) : args;
      const broken = plan.how === "before" ? this.end(connection).then(() => run(original, given)) : run(original, given).then(() => this.end(connection)).then(lose);
      if (typeof callback !== "function") return broken;
      void broken.then((answer) => callback(null, answer), (error: unknown) => callback(error));
      return undefined;
    };
    Object.assign(connection, { query });
  }

  private async end(connection: Client): Promise<void> {
    const ended = new Promise((resolve) => connection.once("end", resolve));
    const other = new pg.Client({ connectionString: this.url });
    await other.connect();
    await other.query("select pg_terminate_backend($1)", [(connection as Client & { processID: number }).processID]);
    await other.end();
    await ended;
  }
}

function run(original: (...args: unknown[]) => unknown, args: unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => void original(...args, (error: unknown, answer: unknown) => (error ? reject(error) : resolve(answer))));
}

/** What node-postgres says of a statement whose connection ended under it. */
function lose(): never {
  throw new Error("Connection terminated unexpectedly");
}
