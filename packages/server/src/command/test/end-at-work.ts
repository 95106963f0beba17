import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { until } from "../../../test/start-test-host.ts";
import { openDatabase } from "../../db/open-database.ts";
import { QUEUE_SCHEMA } from "../../queue/queue-tables.ts";
import { startGeneration, type Ask } from "./start-generation.ts";

const LONGEST_MS = 240_000;

/** Tells a host's process to end while it makes a model. @returns how it has ended, and the jobs that nobody was handed. */
export async function endAtWork(child: ChildProcess, folder: string, ask: Ask): Promise<{ code: number | null; signal: NodeJS.Signals | null; left: string[] }> {
  const readState = await startGeneration(ask);
  await until("the model is being made", async () => (await readState()) === "IN_PROGRESS", LONGEST_MS);
  const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  child.kill("SIGTERM");
  const [code, signal] = await ended;
  const database = await openDatabase({ connection: { folder: join(folder, ".model-3d/database") } });
  try {
    const { rows } = await database.knex.raw<{ rows: { name: string }[] }>(`select name from ${QUEUE_SCHEMA}.job where state = 'active'`);
    return { code, signal, left: rows.map(({ name }) => name) };
  } finally {
    await database.close();
  }
}
