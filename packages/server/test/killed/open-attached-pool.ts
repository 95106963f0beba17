import knex, { type Knex } from "knex";
import type { Client } from "pg";

/** A pool, as a host would hand it in, that shows each of its connections before it is used. */
export function openAttachedPool(url: string, attach: (connection: Client) => void): Knex {
  return knex({
    client: "pg",
    connection: { connectionString: url },
    pool: {
      min: 0,
      max: 8,
      afterCreate: (connection: Client, done: (error: unknown, connection: Client) => void) => {
        attach(connection);
        done(null, connection);
      },
    },
    log: { warn: () => undefined, error: () => undefined },
  });
}
