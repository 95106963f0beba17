import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** On a busy machine, in the background, a minute is not enough. */
const START_TIMEOUT_MS = 180_000;
const LOOK_INTERVAL_MS = 30;
const MEMORY = "/dev/shm";
/** Containers lend 64 MB by default: too little. An embedded database takes 40 MB, and a run has a dozen at a time. */
const MIN_MEMORY_BYTES = 2 * 1024 ** 3;

export interface TestPostgres {
  /** URL of the server without a database. */
  url: string;
  /** Folder of the run, removed with the server. */
  stateFolder: string;
  /** Ends the server now. Without it, it ends by itself together with the run. */
  stop(): Promise<void>;
}

/**
 * The Postgres of this test run: the first who asks starts it, all others get the same one.
 * A run is one vitest with its workers, or else this process.
 * @throws Error in the quick round, which is of what needs none.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  if (process.env.MODEL_3D_TEST_FAST === "1") throw new Error("The quick round starts no Postgres: name this test in SLOW of vitest.config.ts.");
  const stateFolder = runFolder();
  if (claim(join(stateFolder, "starting"))) launchPostgres(stateFolder);
  return waitForPostgres(stateFolder);
}

/**
 * Starts a server whose files are in a folder, and which ends together with the run. A durable one has on the disk what it has acknowledged; of a kept
 * one the files stay when it ends, and it goes on with them when it is started in that folder again.
 */
export function launchPostgres(stateFolder: string, { isDurable = process.env.MODEL_3D_TEST_DURABLE === "1", isKept = false } = {}): void {
  const script = fileURLToPath(new URL("./test-postgres-process.ts", import.meta.url));
  spawn(process.execPath, [script, stateFolder, String(ownerPid())], { detached: true, stdio: "ignore", env: { ...process.env, MODEL_3D_TEST_DURABLE: isDurable ? "1" : "0", MODEL_3D_TEST_KEPT: isKept ? "1" : "0" } }).unref();
}

export async function waitForPostgres(stateFolder: string): Promise<TestPostgres> {
  const statePath = join(stateFolder, "server.json");
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!existsSync(statePath)) {
    if (Date.now() > deadline) throw new Error("The Postgres for tests did not start in time.");
    await pause(LOOK_INTERVAL_MS);
  }
  const state = JSON.parse(readFileSync(statePath, "utf8")) as { url: string } | { error: string };
  if ("error" in state) throw new Error(`The Postgres for tests did not start: ${state.error}`);
  return { url: state.url, stateFolder, stop: () => stopServer(stateFolder) };
}

/** A folder of the run, in which its processes find one another. */
export function runFolder(): string {
  const folder = join(tmpdir(), `model-3d-tests-${process.getuid?.() ?? 0}-${ownerPid()}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  return folder;
}

/** The same in the machine's memory, if it lends some: for many small files that nobody needs to have on the disk. */
export const quickFolder = (): string => quickFolderOf(runFolder());

/** What a folder of a run has in memory, or itself where there is too little of it. */
export function quickFolderOf(stateFolder: string): string {
  if (!hasRoomInMemory()) return stateFolder;
  const folder = memoryFolder(stateFolder);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  return folder;
}

/** What a folder of a run has in memory. */
export const memoryFolder = (stateFolder: string): string => join(MEMORY, basename(stateFolder));

/** By the whole and not by what is free: all processes of a run have to come to the same answer. */
function hasRoomInMemory(): boolean {
  try {
    const { blocks, bsize } = statfsSync(MEMORY);
    return blocks * bsize >= MIN_MEMORY_BYTES;
  } catch {
    return false;
  }
}

/** Whether this process is the first to claim a name. */
export function claim(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Vitest runs each test file in a child process: the parent is the run. */
function ownerPid(): number {
  return process.env.VITEST_WORKER_ID === undefined ? process.pid : process.ppid;
}

async function stopServer(stateFolder: string): Promise<void> {
  mkdirSync(join(stateFolder, "stop"), { recursive: true });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (existsSync(stateFolder) && Date.now() < deadline) await pause(LOOK_INTERVAL_MS);
}
