import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { createPgConfig } from "@electric-sql/pglite/node-postgres";
import knex, { type Knex } from "knex";
import PostgresDialect from "knex/lib/dialects/postgres/index.js";
import pg from "pg";
import { DatabaseError, errorCode } from "./database-error.ts";
import { lockFolder } from "./folder-lock.ts";

export interface EmbeddedDatabase {
  knex: Knex;
  pglite: PGlite;
  close(): Promise<void>;
}

/**
 * Opens an embedded Postgres in a folder behind an ordinary Knex. It has one session, so the pool has one connection:
 * a query beside an open transaction waits for it, and fails after the acquire timeout when both belong together.
 * @throws DatabaseError for a folder that cannot be written, is in use, or holds no database that can be read.
 */
export async function openEmbeddedDatabase(folder: string, config: Pick<Knex.Config, "acquireConnectionTimeout" | "log">): Promise<EmbeddedDatabase> {
  const unlock = takeFolder(folder);
  let pglite: PGlite;
  try {
    pglite = await PGlite.create({ dataDir: join(folder, "data") });
  } catch (error) {
    unlock();
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseError(`The embedded database in ${folder} cannot be opened: ${reason}`, { cause: error });
  }
  const db = knex({ ...config, client: pgliteDialect(pglite), connection: {}, pool: { min: 1, max: 1 } });
  const close = async () => {
    await db.destroy();
    await pglite.close();
    unlock();
  };
  return { knex: db, pglite, close };
}

function takeFolder(folder: string): () => void {
  try {
    mkdirSync(folder, { recursive: true });
    return lockFolder(folder);
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    throw new DatabaseError(`The database folder ${folder} cannot be written (${errorCode(error) ?? String(error)}). Choose another folder or change its permissions.`, { cause: error });
  }
}

function pgliteDialect(pglite: PGlite): typeof Knex.Client {
  return class PGliteDialect extends PostgresDialect {
    protected override async _acquireOnlyConnection(): Promise<pg.Client> {
      const connection = new pg.Client(createPgConfig(pglite));
      await connection.connect();
      return connection;
    }
  };
}
