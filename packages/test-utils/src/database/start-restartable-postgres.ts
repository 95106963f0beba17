import { existsSync, mkdirSync } from "node:fs";
import { chmod, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { launchPostgres, waitForPostgres } from "./start-test-postgres.ts";

/** `fast`: ends every session and shuts down in order. `immediate`: as a crash of the server, which recovers when it starts again. */
export type StopMode = "fast" | "immediate";

export interface RestartablePostgres {
  /** URL of its database `postgres`, which is empty at first; the same after each start. */
  url: string;
  /** As `pg_ctl stop -m` does; resolves when it is down. */
  halt(mode: StopMode): Promise<void>;
  /** Resolves when it takes connections again. @throws Error when it does not in time. */
  startAgain(): Promise<void>;
  /** Ends it and removes its files. */
  remove(): Promise<void>;
}

/** PostgreSQL documentation, "Shutting Down the Server". */
const SIGNALS = { fast: "SIGINT", immediate: "SIGQUIT" } as const satisfies Record<StopMode, NodeJS.Signals>;
const TIMEOUT_MS = 60_000;
const LOOK_INTERVAL_MS = 20;

/** A server of its own that can be stopped and started, and that keeps what it has acknowledged whichever way it is stopped. */
export async function startRestartablePostgres(): Promise<RestartablePostgres> {
  const stateFolder = await mkdtemp(join(tmpdir(), "model-3d-restartable-"));
  await chmod(stateFolder, 0o755);
  launchPostgres(stateFolder, { isDurable: true });
  const server = await waitForPostgres(stateFolder);
  const processFile = join(stateFolder, "postgres/postmaster.pid");
  const request = join(stateFolder, "start-again");
  return {
    url: `${server.url}/postgres`,
    async halt(mode) {
      const processId = Number((await readFile(processFile, "utf8")).split("\n")[0]);
      process.kill(processId, SIGNALS[mode]);
      await within("stop", () => !isAlive(processId));
    },
    async startAgain() {
      mkdirSync(request);
      await within("start again", () => !existsSync(request));
    },
    remove: server.stop,
  };
}

async function within(what: string, isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`The Postgres did not ${what} in time.`);
    await pause(LOOK_INTERVAL_MS);
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
