declare module "knex/lib/dialects/postgres/index.js" {
  import type { Knex } from "knex";

  /** Knex's own Postgres dialect, which it does not type: the pieces that a subclass may replace. */
  export default class PostgresDialect extends Knex.Client {
    protected _acquireOnlyConnection(): Promise<unknown>;
  }
}
