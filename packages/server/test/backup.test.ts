import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createTestDatabase, startRestartablePostgres, type RestartablePostgres, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runWords } from "../src/command/test/run-words.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { createStubProvider } from "./stub-provider.ts";

type Restored = Pick<TestDatabase, "connection">;

const run = promisify(execFile);
const CREDITS = 100;

/** Where the machine has Postgres' own programs; the tests' embedded server brings none. */
const hasPrograms = existsSync("/usr/bin/pg_dump") && existsSync("/usr/bin/pg_restore");

describe.skipIf(!hasPrograms)("a backup, restored", () => {
  let test: TestDatabase;
  let host: TestHost;
  let folder: string;
  let user: string;
  let first: string;
  let second: string;
  let server: RestartablePostgres | null = null;
  const opened: TestHost[] = [];
  const databases: TestDatabase[] = [];

  const make = async (): Promise<string> => {
    const { body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: randomUUID() } });
    await until("it is made", async () => (await host.call("GET", `/api/generate-3d-model?taskId=${body.taskId}`, { user })).body.status === "SUCCEEDED");
    return body.modelId;
  };
  /** As docs/guides/backup.md says it: into a new, empty database. */
  const restoreInto = (connection: string) => run("pg_restore", ["--no-owner", "--exit-on-error", "--dbname", connection, join(folder, "shop.dump")]);
  const restore = async (): Promise<Restored> => {
    const into = await createTestDatabase({ migrated: false });
    databases.push(into);
    await into.database.close();
    await restoreInto(String(into.connection));
    return into;
  };
  const open = async ({ connection }: Restored, directory: string): Promise<TestHost> => {
    const restored = await startTestHost({ database: String(connection), storage: { kind: "folder", directory }, withoutWorkers: true });
    opened.push(restored);
    return restored;
  };
  const check = (database: Restored, directory: string, ...words: string[]) => runWords(database, ["check", "--storage", directory, ...words]);
  const glbOf = async (at: TestHost, modelId: string) => {
    const { body } = await at.call("GET", `/api/product-3d-models?modelIds=${modelId}`, { user });
    return at.call("GET", body.models[modelId].model_urls.glb, {});
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "model-3d-backup-"));
    test = await createTestDatabase();
    const provider = createStubProvider();
    provider.always = (one) => one.succeed();
    host = await startTestHost({ database: String(test.connection), provider });
    user = await host.user(CREDITS);
    first = await make();
    // Files first, so that they are older than the database: the order that the guide warns of.
    await cp(host.filesDirectory, join(folder, "early-files"), { recursive: true });
    second = await make();
    await run("pg_dumpall", ["--roles-only", "--no-role-passwords", "--database", String(test.connection), "--file", join(folder, "roles.sql")]);
    await run("pg_dump", ["--format=custom", "--file", join(folder, "shop.dump"), String(test.connection)]);
    // Made between the two copies: the files are newer than the database.
    await make();
    await cp(host.filesDirectory, join(folder, "files"), { recursive: true });
  });
  afterAll(async () => {
    for (const one of opened) await one.stop();
    await host.stop();
    for (const one of [...databases, test]) await one.remove();
    await server?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  it("database first, files after, on a new server: the check finds nothing, models are served and credits are what they were", async () => {
    server = await startRestartablePostgres();
    const database = { connection: server.url.replace(/postgres$/, "shop") };
    await expect(restoreInto(server.url)).rejects.toThrow(/role "model_3d_\w+" does not exist/);
    await run("psql", ["--quiet", "--file", join(folder, "roles.sql"), server.url]);
    await run("psql", ["--quiet", "--command", "create database shop", server.url]);
    await restoreInto(database.connection);
    const files = join(folder, "files");
    expect(await check(database, files)).toMatchObject({ code: 0, complained: "" });
    const restored = await open(database, files);
    for (const modelId of [first, second]) {
      const [was, is] = [await glbOf(host, modelId), await glbOf(restored, modelId)];
      expect(is.status).toBe(200);
      expect(is.body).toEqual(was.body);
    }
    expect((await restored.call("GET", "/api/credits", { user })).body).toMatchObject({ balance: CREDITS - 20, held: 0 });
    // What was made after the dump is unknown here, and its files are left over: no fault for an hour, then the sweep takes them.
    expect((await runWords(database, ["storage", "sweep", "--storage", files])).code).toBe(0);
  });

  it("files older than the database: the check names each that is missing; from a newer copy, or by deleting the version, all holds again", async () => {
    const database = await restore();
    const files = join(folder, "early-files");
    const broken = await check(database, files, "--json");
    expect(broken.code).toBe(1);
    const found = JSON.parse(broken.printed).invariants.flatMap(({ rows }: { rows: { finding: string; modelId: string | null }[] }) => rows);
    expect(new Set(found.map(({ finding }: { finding: string }) => finding))).toEqual(new Set(["file_missing"]));
    expect(new Set(found.map(({ modelId }: { modelId: string | null }) => modelId))).toEqual(new Set([second, null]));
    const restored = await open(database, files);
    expect((await glbOf(restored, first)).status).toBe(200);
    expect((await glbOf(restored, second)).status).toBe(404);
    await cp(join(folder, "files"), files, { recursive: true, force: false });
    expect((await check(database, files)).code).toBe(0);
    expect((await glbOf(restored, second)).status).toBe(200);
  });

  it("in an empty folder everything is missing, and nothing is repaired: it may be another's", async () => {
    const database = await restore();
    const empty = await mkdtemp(join(folder, "empty-"));
    expect(await check(database, empty, "--repair")).toMatchObject({ code: 1, complained: expect.stringContaining("it may be another's: nothing was repaired") });
    expect((await readdir(empty)).filter((name) => !name.startsWith("."))).toEqual([]);
  });
});
