import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Database } from "@model-3d/server/database";
import { pino } from "pino";
import { checkInvariants } from "../../packages/server/src/check/check-service.ts";
import { RANDOM_IDS } from "../../packages/server/src/clock.ts";
import { createFileService } from "../../packages/server/src/files/file-service.ts";
import { openStorage } from "../../packages/server/src/files/open-storage.ts";
import { ownModelFiles } from "../../packages/server/src/models/own-model-files.ts";

/** A rule that does not hold: which one, and the rows that break it. */
export interface Breach {
  rule: string;
  rows: unknown[];
}

/** What only a run that has ended can know: nothing is on its way any more, and what everything cost. */
const RULES: Record<string, string> = {
  "every model has ended": "select id, status, task_id from product_3d_models where status not in ('SUCCEEDED', 'FAILED', 'EXPIRED')",
  "every task has ended": "select model_id, state, task_id, last_error from provider_tasks where state <> 'ended'",
  "every charge is the price": "select model_id, amount, short from credit_charges where amount <> 10 or short <> 0",
  "nothing is held": "select user_id, held from credit_accounts where held <> 0",
  "every acknowledged webhook of a task of ours is applied, or given up with a reason": `
    select inbox.id, inbox.state, inbox.reason from webhook_inbox inbox join provider_tasks task on task.provider = inbox.provider and task.task_id = inbox.task_id where inbox.state = 'waiting'`,
  "no file waits to be copied": "select model_id, name, state, last_error from provider_files where state = 'waiting'",
  "no file was lost": "select model_id, name, last_error from provider_files where state = 'lost'",
  "no file is half written or half deleted": "select key, state from stored_files where state <> 'stored'",
  "the host is told once of every end": `
    select model.id, model.status, count(event.id) from product_3d_models model
    left join host_events event on event.type in ('model.succeeded', 'model.failed') and event.data ->> 'modelId' = model.id::text
    group by model.id having count(event.id) <> 1`,
  "every user's events are numbered without a gap": `
    select user_id from model_events group by user_id having max(event_id) - min(event_id) + 1 <> count(*)`,
};

/** The program's own check, and the rules of a run that has ended. */
export async function findBreaches(database: Database, storageDirectory: string): Promise<Breach[]> {
  const breaches = await checkOurselves(database, storageDirectory);
  for (const [rule, sql] of Object.entries(RULES)) {
    const { rows } = await database.knex.raw<{ rows: unknown[] }>(sql.replaceAll("?", "\\?"));
    if (rows.length > 0) breaches.push({ rule, rows: rows.slice(0, 5) });
  }
  return [...breaches, ...(await compareContents(database.knex, storageDirectory))];
}

async function checkOurselves(database: Database, directory: string): Promise<Breach[]> {
  // A file that nobody names counts from its first second: whoever was writing it has ended.
  const clock = { now: () => new Date(Date.now() + 2 * 60 * 60_000) };
  const files = createFileService({ database, storage: await openStorage({ kind: "folder", directory }), clock, ids: RANDOM_IDS });
  const openQueue = () => Promise.reject(new Error("Looking repairs nothing."));
  const { invariants } = await checkInvariants({ database, clock, files, openQueue, fileOwner: ownModelFiles(), logger: pino({ level: "silent" }), lowAt: null }, { limit: 5 });
  return invariants.flatMap(({ title, broken, rows }) => (broken > 0 ? [{ rule: title, rows: [...rows] }] : []));
}

async function compareContents(knex: Database["knex"], directory: string): Promise<Breach[]> {
  const { rows } = await knex.raw<{ rows: { key: string; sha256: string }[] }>("select key, sha256 from stored_files where state = 'stored'");
  const wrong: string[] = [];
  for (const { key, sha256 } of rows) if ((await hashOf(join(directory, key)).catch(() => sha256)) !== sha256) wrong.push(key);
  return wrong.length > 0 ? [{ rule: "every file has the content that its row says", rows: wrong }] : [];
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
