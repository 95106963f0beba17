import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { migrate, openDatabase, type Database, type DatabaseOptions } from "@model-3d/server/database";
import pg from "pg";
import { claim, runFolder, startTestPostgres } from "./start-test-postgres.ts";

/** Both databases that the program runs on: `describe.each(DATABASE_KINDS)`. */
export const DATABASE_KINDS = ["pglite", "postgres"] as const;
export type DatabaseKind = (typeof DATABASE_KINDS)[number];

export interface TestDatabaseOptions {
  kind?: DatabaseKind;
  /** False for a database without our tables. Default true. */
  migrated?: boolean;
  /** Options of `openDatabase` beside the connection. */
  open?: Omit<DatabaseOptions, "connection">;
}

export interface TestDatabase {
  kind: DatabaseKind;
  database: Database;
  /** For `openDatabase` or `createModel3D`; a folder can be opened only after `close`. */
  connection: string | { folder: string };
  /** Closes the database and removes it. */
  remove(): Promise<void>;
}

const TEMPLATE = "model_3d_template";
const TEMPLATE_TIMEOUT_MS = 60_000;
const LOOK_INTERVAL_MS = 30;

/** A database of its own, cloned from a migrated one; an owner and superuser `postgres` logs in. */
export async function createTestDatabase({ kind = "postgres", migrated = true, open = {} }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { connection, remove } = kind === "postgres" ? await clonePostgres(migrated) : await cloneFolder(migrated);
  const database = await openDatabase({ ...open, connection });
  return {
    kind,
    database,
    connection,
    async remove() {
      await database.close();
      await remove();
    },
  };
}

interface Clone {
  connection: string | { folder: string };
  remove(): Promise<void>;
}

async function clonePostgres(migrated: boolean): Promise<Clone> {
  const { url } = await startTestPostgres();
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(url, async (client) => {
    if (migrated) await makeTemplate(client, url);
    await client.query(`create database ${name} template ${migrated ? TEMPLATE : "template0"}`);
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
    await migrate(database);
    await database.close();
    await client.query(`alter database ${draft} rename to ${TEMPLATE}`);
  }
  await client.query("select pg_advisory_unlock(1)");
}

async function cloneFolder(migrated: boolean): Promise<Clone> {
  const template = await makeFolderTemplate(migrated);
  const folder = await mkdtemp(join(runFolder(), "database-"));
  await cp(template, folder, { recursive: true });
  return { connection: { folder }, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The first start of an embedded database takes seconds, a copy of one that was started before does not. */
async function makeFolderTemplate(migrated: boolean): Promise<string> {
  const { stateFolder } = await startTestPostgres();
  const template = join(runFolder(), migrated ? "pglite-migrated" : "pglite-empty");
  if (claim(join(stateFolder, `${migrated ? "migrated" : "empty"}-claimed`))) {
    const draft = `${template}-draft`;
    if (migrated) await cp(await makeFolderTemplate(false), draft, { recursive: true });
    else await mkdir(draft);
    const database = await openDatabase({ connection: { folder: draft } });
    if (migrated) await migrate(database);
    await database.close();
    await rename(draft, template);
  }
  const deadline = Date.now() + TEMPLATE_TIMEOUT_MS;
  while (!existsSync(template)) {
    if (Date.now() > deadline) throw new Error("The template of the embedded database was not made in time.");
    await pause(LOOK_INTERVAL_MS);
  }
  return template;
}

/** One database of each kind. */
export async function createTestDatabases(options: Omit<TestDatabaseOptions, "kind"> = {}): Promise<Record<DatabaseKind, TestDatabase> & { remove(): Promise<void> }> {
  const [pglite, postgres] = await Promise.all(DATABASE_KINDS.map((kind) => createTestDatabase({ ...options, kind })));
  if (!pglite || !postgres) throw new Error("A test database is missing.");
  return { pglite, postgres, remove: async () => void (await Promise.all([pglite.remove(), postgres.remove()])) };
}
