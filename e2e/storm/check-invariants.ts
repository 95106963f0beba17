import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Database } from "@model-3d/server/database";

/** A rule that does not hold: which one, and the rows that break it. */
export interface Breach {
  rule: string;
  rows: unknown[];
}

/** Each finds the rows that break one of the rules that hold after any crash, in any interleaving. */
const RULES: Record<string, string> = {
  "every model has ended": "select id, status, task_id from product_3d_models where status not in ('SUCCEEDED', 'FAILED', 'EXPIRED')",
  "every task has ended": "select model_id, state, task_id, last_error from provider_tasks where state <> 'ended'",
  "at most one version is active, and it succeeded": `
    select user_id, source_id, count(*) from product_3d_models where is_active group by 1, 2, source_type having count(*) > 1 or bool_or(status <> 'SUCCEEDED')`,
  "where any version succeeded, one is active": `
    select user_id, source_id from product_3d_models where status = 'SUCCEEDED' group by 1, 2, source_type having not bool_or(is_active)`,
  "versions are given in order of creation": `
    select a.id, b.id from product_3d_models a join product_3d_models b using (user_id, source_type, source_id) where a.version < b.version and a.created_at > b.created_at`,
  "every model that succeeded has one charge of its price": `
    select model.id, charge.amount, charge.short from product_3d_models model left join credit_charges charge on charge.model_id = model.id
    where model.status = 'SUCCEEDED' and (charge.amount is distinct from 10 or charge.short <> 0)`,
  "no other model has a charge": `
    select model.id, model.status from product_3d_models model join credit_charges charge on charge.model_id = model.id where model.status <> 'SUCCEEDED'`,
  "a model's charges in the ledger are its charge": `
    select charge.model_id from credit_charges charge left join (select model_id, -sum(amount) as amount from credit_ledger where kind = 'charge' group by model_id) as ledger using (model_id)
    where ledger.amount is distinct from charge.amount`,
  "the sum of the ledger is what the grants have left": `
    select user_id, ledger.sum, grants.sum from (select user_id, sum(amount) from credit_ledger group by user_id) as ledger
    full join (select user_id, sum(credits) from user_credits group by user_id) as grants using (user_id) where ledger.sum is distinct from grants.sum`,
  "no grant is below zero": "select id from user_credits where credits < 0",
  "holds belong to models that go on": "select hold.* from credit_holds hold where status = 'pending'",
  "nothing is held": "select user_id, held from credit_accounts where held <> 0",
  "what was held in the ledger was let go": "select user_id, sum(held_change) from credit_ledger group by user_id having sum(held_change) <> 0",
  "every acknowledged webhook of a task of ours is applied, or given up with a reason": `
    select inbox.id, inbox.state, inbox.reason from webhook_inbox inbox join provider_tasks task on task.provider = inbox.provider and task.task_id = inbox.task_id where inbox.state = 'waiting'`,
  "no file waits to be copied": "select model_id, name, state, last_error from provider_files where state = 'waiting'",
  "no file was lost": "select model_id, name, last_error from provider_files where state = 'lost'",
  "no file is half written or half deleted": "select key, state from stored_files where state <> 'stored'",
  "every file that a model names is stored": `
    select model.id, place.value from product_3d_models model, lateral (
      select value from jsonb_each_text(model.model_urls) union all select model.thumbnail_url where model.thumbnail_url is not null
      union all select maps.value from jsonb_array_elements(model.texture_urls) as texture_set, jsonb_each_text(texture_set) as maps) as place
    where not exists (select from stored_files file where file.model_id = model.id and file.name = place.value and file.state = 'stored')`,
  "the host is told once of every end": `
    select model.id, model.status, count(event.id) from product_3d_models model
    left join host_events event on event.type in ('model.succeeded', 'model.failed') and event.data ->> 'modelId' = model.id::text
    group by model.id having count(event.id) <> 1`,
  "every user's events are numbered without a gap": `
    select user_id from model_events group by user_id having max(event_id) - min(event_id) + 1 <> count(*)`,
};

export async function findBreaches({ knex }: Database, storageDirectory: string): Promise<Breach[]> {
  const breaches: Breach[] = [];
  for (const [rule, sql] of Object.entries(RULES)) {
    const { rows } = await knex.raw<{ rows: unknown[] }>(sql.replaceAll("?", "\\?"));
    if (rows.length > 0) breaches.push({ rule, rows: rows.slice(0, 5) });
  }
  return [...breaches, ...(await compareFiles(knex, storageDirectory))];
}

async function compareFiles(knex: Database["knex"], directory: string): Promise<Breach[]> {
  const { rows } = await knex.raw<{ rows: { key: string; bytes: string; sha256: string }[] }>("select key, bytes, sha256 from stored_files where state = 'stored'");
  const named = new Map(rows.map((row) => [row.key, row]));
  const present = new Set<string>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const key = relative(directory, join(entry.parentPath, entry.name));
    if (entry.isFile() && !key.startsWith(".")) present.add(key);
  }
  const wrong: string[] = [];
  for (const [key, row] of named) {
    if (present.has(key) && (await hashOf(join(directory, key))) !== row.sha256) wrong.push(key);
  }
  const breaches: Breach[] = [
    { rule: "every file that a row names is in the storage", rows: [...named.keys()].filter((key) => !present.has(key)) },
    { rule: "nothing is in the storage that no row names", rows: [...present].filter((key) => !named.has(key)) },
    { rule: "every file has the content that its row says", rows: wrong },
  ];
  return breaches.filter(({ rows: broken }) => broken.length > 0);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
