import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { pino } from "pino";
import { checkInvariants } from "../packages/server/src/check/check-service.ts";
import { RANDOM_IDS, SYSTEM_CLOCK as clock } from "../packages/server/src/clock.ts";
import { createFileService } from "../packages/server/src/files/file-service.ts";
import { openStorage } from "../packages/server/src/files/open-storage.ts";
import { ownModelFiles } from "../packages/server/src/models/own-model-files.ts";
import { fillDatabase, filledKeys } from "./fill-database.ts";

const MODELS = 1_000_000;
const GOAL_S = 60;

const test = await createTestDatabase({ kind: "postgres" });
const directory = await mkdtemp(join(tmpdir(), "model-3d-check-bench-"));
try {
  const { database } = test;
  const rows = await fillDatabase(database.knex, MODELS);
  // Millions of files are not made for this: the storage names them, as a bucket would.
  const storage = { ...(await openStorage({ kind: "folder", directory })), list: (prefix: string) => filledKeys(prefix, MODELS) };
  const files = createFileService({ database, storage, clock, ids: RANDOM_IDS });
  const context = { database, clock, files, fileOwner: ownModelFiles(), logger: pino({ level: "silent" }), lowAt: 20, openQueue: () => Promise.reject(new Error("Nothing is repaired here.")) };
  const times: number[] = [];
  const started = performance.now();
  const { holds, invariants } = await checkInvariants(context, { onProgress: ({ rows: seen, done }) => seen === undefined && (times[done] = performance.now()) });
  const ended = performance.now();
  if (!holds) throw new Error(`What was made is wrong: ${JSON.stringify(invariants)}`);
  const parts = times.map((since, index) => `${index + 1}: ${(((times[index + 1] ?? ended) - since) / 1000).toFixed(1)} s`);
  console.log(`check of ${MODELS} models, ${rows} rows in all, on a database at rest: ${((ended - started) / 1000).toFixed(1)} s (goal ${GOAL_S} s); by invariant ${parts.join(", ")}`);
  console.log(`memory at its highest: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
} finally {
  await test.remove();
  await rm(directory, { recursive: true, force: true });
}
