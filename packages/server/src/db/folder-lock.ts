import { randomUUID } from "node:crypto";
import { execFileSync } from "node:child_process";
import { linkSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseError, errorCode } from "./database-error.ts";

const LOCK_NAME = "model-3d.lock";
/** A take-over is a matter of microseconds; one that is older than this belongs to a process that died in the middle of it. */
const TAKEOVER_STALE_MS = 10_000;
const MAX_TRIES = 100;

interface LockHolder {
  pid: number;
  /** When the process started, in the words of its system: tells a process from a later one with the same number. */
  startedAt: string | null;
  token: string;
}

/**
 * Takes a folder for this process. A second living process is refused with one clear line; the lock of a dead one is taken over.
 * @returns a function that gives the folder back; calling it twice is harmless.
 * @throws DatabaseError when another process (or this one) holds the folder.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, LOCK_NAME);
  const mine: LockHolder = { pid: process.pid, startedAt: processStart(process.pid), token: randomUUID() };
  for (let i = 0; i < MAX_TRIES; i++) {
    if (createWhole(path, mine)) return () => release(path, mine.token);
    const holder = readHolder(path);
    if (holder === "gone") continue;
    if (holder && isAlive(holder)) {
      const who = holder.pid === process.pid ? "this process already" : `process ${holder.pid}`;
      throw new DatabaseError(`The database in ${folder} is in use by ${who}. An embedded database takes one process at a time: stop the other one, choose another folder, or use Postgres.`);
    }
    takeOver(path, holder);
  }
  throw new DatabaseError(`The lock ${path} cannot be taken. Remove the file if no process uses the folder.`);
}

/** Makes the file with its whole content or not at all, so that nobody ever reads half a lock. */
function createWhole(path: string, holder: LockHolder): boolean {
  const draft = `${path}.${holder.token}`;
  writeFileSync(draft, JSON.stringify(holder));
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** One process at a time removes a dead lock, and only the very one that it has judged: otherwise two would remove each other's. */
function takeOver(path: string, dead: LockHolder | null): void {
  const guard = `${path}.takeover`;
  try {
    writeFileSync(guard, "", { flag: "wx" });
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    const age = statSync(guard, { throwIfNoEntry: false });
    if (age && Date.now() - age.mtimeMs > TAKEOVER_STALE_MS) rmSync(guard, { force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    return;
  }
  try {
    const now = readHolder(path);
    if (now !== "gone" && now?.token === dead?.token) unlinkSync(path);
  } finally {
    rmSync(guard, { force: true });
  }
}

function release(path: string, token: string): void {
  const holder = readHolder(path);
  if (holder !== "gone" && holder?.token === token) rmSync(path, { force: true });
}

/** `null` for a file that is no lock of ours. */
function readHolder(path: string): LockHolder | null | "gone" {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return "gone";
    throw error;
  }
  try {
    const parsed = JSON.parse(text) as Partial<LockHolder> | null;
    if (typeof parsed?.pid !== "number" || typeof parsed.token !== "string") return null;
    return { pid: parsed.pid, startedAt: parsed.startedAt ?? null, token: parsed.token };
  } catch {
    return null;
  }
}

function isAlive({ pid, startedAt }: LockHolder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, as another user.
    if (errorCode(error) !== "EPERM") return false;
  }
  const started = processStart(pid);
  return started === null || startedAt === null || started === startedAt;
}

/** Boot id and clock ticks where there is /proc, the start time in words elsewhere; null where neither can be had. */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    // The name (field 2) may hold spaces and brackets; the start time is field 22, the 20th after it.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return ticks === undefined ? null : `${boot} ${ticks}`;
  } catch {
    return processStartByPs(pid);
  }
}

function processStartByPs(pid: number): string | null {
  if (process.platform === "win32") return null;
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim() || null;
  } catch {
    return null;
  }
}
