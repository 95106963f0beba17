import type { Knex } from "knex";

const USERS_PER_MODELS = 20;

/** A uuid out of a number, the same every time. */
const id = (kind: string, number: string) => `(lpad(to_hex(${number}), 8, '0') || '-0000-4000-8000-${kind.padStart(12, "0")}')::uuid`;
const USER = id("a", `n % :users`);
const MODEL = id("b", "n");

const STATEMENTS = [
  `insert into user_credits (id, user_id, credits, plan_type) select ${id("d", "n")}, ${id("a", "n")}, 1000, 'one_time' from generate_series(0, :users - 1) as n`,
  `insert into credit_accounts (user_id, held) select ${id("a", "n")}, 0 from generate_series(0, :users - 1) as n`,
  `insert into product_3d_models (id, user_id, source_type, source_id, provider, task_id, status, progress, model_urls, thumbnail_url, input_images, version, is_active, created_at, finished_at)
   select ${MODEL}, ${USER}, 'product', ${id("c", "n / (4 * :users)")}, 'stub', 'task ' || n, case n % 10 when 9 then 'FAILED' else 'SUCCEEDED' end, 100,
     case n % 10 when 9 then '{}' else '{"glb":"model.glb","usdz":"model.usdz"}' end::jsonb, case n % 10 when 9 then null else 'thumbnail.png' end, '{}',
     1 + (n / :users) % 4, false, now() - interval '1 day' + n * interval '1 millisecond', now() from generate_series(0, :models - 1) as n`,
  `update product_3d_models model set is_active = true from (
     select distinct on (user_id, source_type, source_id) id from product_3d_models where status = 'SUCCEEDED' order by user_id, source_type, source_id, version desc) as newest where newest.id = model.id`,
  `insert into product_3d_model_versions (user_id, source_type, source_id, last_version) select user_id, source_type, source_id, max(version) from product_3d_models group by 1, 2, 3`,
  `insert into credit_holds (user_id, model_id, amount, status, settled_at) select user_id, id, 10, case status when 'SUCCEEDED' then 'captured' else 'released' end, now() from product_3d_models`,
  `insert into credit_charges (model_id, user_id, amount) select id, user_id, 10 from product_3d_models where status = 'SUCCEEDED'`,
  `insert into credit_ledger (user_id, kind, amount, held_change, model_id) select user_id, 'hold', 0, 10, id from product_3d_models`,
  `insert into credit_ledger (user_id, kind, amount, held_change, model_id) select user_id, case status when 'SUCCEEDED' then 'charge' else 'release' end, case status when 'SUCCEEDED' then -10 else 0 end, -10, id from product_3d_models`,
  `insert into credit_ledger (user_id, kind, amount, grant_id) select user_id, 'grant', 1000 + (select coalesce(-sum(amount), 0) from credit_ledger line where line.user_id = user_credits.user_id), id from user_credits`,
  `insert into stored_files (key, user_id, kind, model_id, name, state) select 'model-files/' || model.id || '/x/' || file, user_id, 'model_file', model.id, file, 'stored'
   from product_3d_models model, unnest(array['model.glb', 'model.usdz', 'thumbnail.png']) as file where status = 'SUCCEEDED'`,
  `insert into provider_tasks (model_id, user_id, provider, state, task_id, outcome) select id, user_id, 'stub', 'ended', task_id, status from product_3d_models`,
  `insert into webhook_inbox (id, provider, task_id, state, report, body, outcome, received_at, settled_at) select id, 'stub', task_id, 'applied', '{}', '{}', 'applied', now(), now() from product_3d_models`,
];
const TABLES = ["product_3d_models", "product_3d_model_versions", "user_credits", "credit_accounts", "credit_holds", "credit_charges", "credit_ledger", "stored_files", "provider_tasks", "webhook_inbox"];

/** Fills the tables, by series and as the owner, with what so many generations of the past have left. @returns how many rows there are. */
export async function fillDatabase(knex: Knex, models: number): Promise<number> {
  const users = Math.ceil(models / USERS_PER_MODELS);
  await knex.transaction(async (trx) => {
    await trx.raw("set local session_replication_role = replica");
    for (const sql of STATEMENTS) await trx.raw(sql.replaceAll(":users", String(users)).replaceAll(":models", String(models)));
  });
  await knex.raw("analyze");
  const { rows } = await knex.raw<{ rows: [{ count: number }] }>(`select (${TABLES.map((table) => `(select count(*) from ${table})`).join(" + ")})::float8 as count`);
  return rows[0].count;
}

/** The keys of the files that were filled in, in the order in which a storage lists. */
export async function* filledKeys(prefix: string, models: number): AsyncGenerator<string> {
  if (prefix !== "model-files") return;
  for (let number = 0; number < models; number += 1) {
    if (number % 10 === 9) continue;
    const modelId = `${number.toString(16).padStart(8, "0")}-0000-4000-8000-00000000000b`;
    for (const file of ["model.glb", "model.usdz", "thumbnail.png"]) yield `model-files/${modelId}/x/${file}`;
  }
}
