import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { openDatabase, type Database, type DatabaseOptions } from "@model-3d/server/database";
import pg from "pg";
import { cloneFolder } from "./clone-folder.ts";
import { layTables } from "./lay-tables.ts";
import { startTestPostgres } from "./start-test-postgres.ts";

/** Both databases that the program runs on: `describe.each(DATABASE_KINDS)`. */
export const DATABASE_KINDS = ["pglite", "postgres"] as const;
export type DatabaseKind = (typeof DATABASE_KINDS)[number];

export interface TestDatabaseOptions {
  kind?: DatabaseKind;
  /** With our tables, as `model-3d migrate` leaves them; false for a database without. Default true. */
  migrated?: boolean;
  /** Options of `openDatabase` beside the connection. */
  open?: Omit<DatabaseOptions, "connection">;
}

/** A database that nobody has open yet. */
export interface TestDatabaseClone {
  kind: DatabaseKind;
  /** For `openDatabase` or `createModel3D`; a folder can be opened by one at a time. */
  connection: string | { folder: string };
  remove(): Promise<void>;
}

export interface TestDatabase extends TestDatabaseClone {
  database: Database;
  /** Closes the database and removes it. */
  remove(): Promise<void>;
}

const TEMPLATE = "model_3d_template";

/** A database of its own, cloned from a migrated one; an owner and superuser `postgres` logs in. */
export async function createTestDatabase({ open = {}, ...options }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const clone = await cloneTestDatabase(options);
  const database = await openDatabase({ ...open, connection: clone.connection });
  return {
    ...clone,
    database,
    async remove() {
      await database.close();
      await clone.remove();
    },
  };
}

/** The same for who opens it later: an embedded database takes half a second to open. */
export async function cloneTestDatabase({ kind = "postgres", migrated = true }: Omit<TestDatabaseOptions, "open"> = {}): Promise<TestDatabaseClone> {
  if (kind === "postgres") return { kind, ...(await clonePostgres(migrated)) };
  const folder = await cloneFolder(migrated);
  return { kind, connection: { folder }, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function clonePostgres(migrated: boolean): Promise<Omit<TestDatabaseClone, "kind">> {
  const { url } = await startTestPostgres();
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(url, async (client) => {
    if (migrated) await makeTemplate(client, url);
    // A copy of the files takes a seventh of what a copy by way of the log does, where nothing waits for the disk.
    await client.query(`create database ${name} template ${migrated ? TEMPLATE : "template0"} strategy file_copy`);
  });
  return {
    connection: `${url}/${name}`,
    remove: () => administer(url, async (client) => void (await client.query(`drop database if exists ${name} with (force)`))),
  };
}

async function administer(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: `${url}/postgres` });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** Made once by whoever comes first; the others wait at the lock. Renamed when it is whole, so that nobody clones a half. */
async function makeTemplate(client: pg.Client, url: string): Promise<void> {
  const isThere = async () => (await client.query("select from pg_database where datname = $1", [TEMPLATE])).rowCount === 1;
  if (await isThere()) return;
  await client.query("select pg_advisory_lock(1)");
  if (!(await isThere())) {
    const draft = `${TEMPLATE}_draft`;
    await client.query(`drop database if exists ${draft} with (force)`);
    await client.query(`create database ${draft} template template0`);
    const database = await openDatabase({ connection: `${url}/${draft}` });
    await layTables(database);
    await database.close();
    await client.query(`alter database ${draft} rename to ${TEMPLATE}`);
  }
  await client.query("select pg_advisory_unlock(1)");
}

/** One database of each kind. */
export async function createTestDatabases(options: Omit<TestDatabaseOptions, "kind"> = {}): Promise<Record<DatabaseKind, TestDatabase> & { remove(): Promise<void> }> {
  const [pglite, postgres] = await Promise.all(DATABASE_KINDS.map((kind) => createTestDatabase({ ...options, kind })));
  if (!pglite || !postgres) throw new Error("A test database is missing.");
  return { pglite, postgres, remove: async () => void (await Promise.all([pglite.remove(), postgres.remove()])) };
}
