import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openDatabase } from "@model-3d/server/database";
import type { TestDatabase } from "./create-test-database.ts";
import { layTables } from "./lay-tables.ts";
import { launchPostgres, waitForPostgres } from "./start-test-postgres.ts";

const STOP_TIMEOUT_MS = 60_000;
const LOOK_INTERVAL_MS = 50;

/** The database of a folder, on a server of its own: laid where there is none yet. `remove` closes it and ends its server; its files stay. */
export async function openKeptDatabase(folder: string): Promise<TestDatabase & { isNew: boolean }> {
  const state = join(folder, "database");
  const [announcement, stop] = [join(state, "server.json"), join(state, "stop")];
  const isNew = !existsSync(join(state, "postgres/PG_VERSION"));
  await mkdir(state, { recursive: true, mode: 0o755 });
  // Left by one that was killed.
  for (const path of [announcement, stop]) await rm(path, { recursive: true, force: true });
  launchPostgres(state, { isKept: true });
  const { url } = await waitForPostgres(state);
  const connection = `${url}/postgres`;
  const database = await openDatabase({ connection });
  if (isNew) await layTables(database);
  return {
    kind: "postgres",
    connection,
    database,
    isNew,
    async remove() {
      await database.close();
      await mkdir(stop, { recursive: true });
      const deadline = performance.now() + STOP_TIMEOUT_MS;
      while (existsSync(announcement) && performance.now() < deadline) await pause(LOOK_INTERVAL_MS);
    },
  };
}
