import type { Database } from "@model-3d/server/database";
import { pino } from "pino";
import { createMetrics } from "../src/metrics/create-metrics.ts";
import { createJobQueue } from "../src/queue/job-queue.ts";

/** The policies make the planner think that it may see one row in two hundred: in fewer than these it sorts what it has looked through, which is quick there. */
export const ROWS = 60_000;
const ANN = "00000000-0000-4000-8000-00000000000a";
/** One that is being made. */
export const MODEL = "00000007-0000-4000-8000-00000000000d";
const uuid = (n: string, tail: string) => `(lpad(to_hex(${n}), 8, '0') || '-0000-4000-8000-00000000000${tail}')::uuid`;
const FILL = [
  `insert into product_3d_models (id, user_id, source_type, source_id, provider, task_id, status, progress, input_images, version, created_at, updated_at, finished_at)
   select ${uuid("n", "d")}, ${uuid("n % 500", "b")}, 'product', ${uuid("n", "c")}, 'stub', 'task ' || n, state, 50, '{}', 1, now() - n * interval '1 second', now() - n * interval '1 second', case when state in ('SUCCEEDED', 'FAILED') then now() end
   from (select n, case when n % 3000 = 7 then 'IN_PROGRESS' when n % 200 = 9 then 'FAILED' else 'SUCCEEDED' end as state from generate_series(0, ${ROWS - 1}) as n) as made`,
  `insert into credit_ledger (user_id, kind, amount, held_change, model_id, created_at) select user_id, kind, 0, 0, id, created_at from product_3d_models cross join (values ('hold'), ('charge')) as kinds (kind)`,
  `insert into credit_ledger (user_id, kind, amount, reason, actor) values ('${ANN}', 'correction', 5, 'test', 'test')`,
  `insert into credit_holds (user_id, model_id, amount, created_at) select user_id, id, 10, created_at from product_3d_models`,
  `insert into provider_tasks (model_id, user_id, provider, task_id, state, outcome) select id, user_id, provider, task_id, 'ended', 'SUCCEEDED' from product_3d_models`,
  `insert into webhook_inbox (id, provider, task_id, state, report, body, received_at, settled_at, outcome, reason)
   select gen_random_uuid(), provider, task_id, case when status = 'IN_PROGRESS' then 'given_up' else 'applied' end, '{"status":"SUCCEEDED"}', '{}', created_at, now(), case when status <> 'IN_PROGRESS' then 'done' end, 'it failed' from product_3d_models`,
  `insert into provider_files (model_id, name, user_id, provider, kind, content_type, url, url_sha256, state, expires_at)
   select id, 'model.glb', user_id, provider, 'glb', 'model/gltf-binary', 'https://a.example', 'h', case status when 'IN_PROGRESS' then 'lost' when 'FAILED' then 'waiting' else 'copied' end, created_at + interval '3 days' from product_3d_models`,
  `insert into stored_files (key, user_id, kind, model_id, name, state, content_type, bytes, sha256) select 'model-files/' || id || '/model.glb', user_id, 'model_file', id, 'model.glb', 'stored', 'model/gltf-binary', 10, 'h' from product_3d_models`,
  `insert into stored_files (key, user_id, kind, image_id, view, name, state, content_type, bytes, sha256, created_at, is_in_use) select 'source-images/' || id, user_id, 'source_image', gen_random_uuid(), 'front', 'front.png', 'stored', 'image/png', 10, 'h', created_at - interval '2 days', true from product_3d_models`,
  `insert into model_input_images (model_id, view, file_key) select id, 'front', 'source-images/' || id from product_3d_models`,
  `insert into product_3d_model_versions (user_id, source_type, source_id, last_version) select user_id, source_type, source_id, version from product_3d_models`,
  `insert into credit_charges (model_id, user_id, amount, created_at) select id, user_id, 10, created_at from product_3d_models`,
  `insert into model_event_streams (user_id, last_event_id) select user_id, count(*) from product_3d_models group by user_id`,
  `insert into model_events (user_id, event_id, type, data, created_at) select user_id, row_number() over (partition by user_id order by id), 'model.progress', '{}', now() - interval '1 minute' from product_3d_models`,
  `insert into host_events (id, type, user_id, data, fanned_out_at, created_at) select id, 'model.succeeded', user_id, '{}', now(), now() - interval '1 minute' from product_3d_models`,
  `insert into host_event_deliveries (event_id, endpoint, state, attempts, delivered_at) select id, 'https://shop.example/hooks', 'delivered', 1, now() from host_events`,
  `insert into idempotency_keys (user_id, key, route, body_hash, state, status, response) select user_id, id::text, 'POST /generate-3d-model', 'h', 'done', 200, '{}' from product_3d_models`,
  `insert into model_exports (model_id, user_id, format, options, options_hash, product_name, status, card, finished_at, expires_at) select id, user_id, 'stl', '{}', 'h', 'chair', 'SUCCEEDED', '{}', now(), now() + interval '1 day' from product_3d_models where status = 'SUCCEEDED'`,
  // Many batches of three items, of which 20 run and 10 rest; those that run have a model that is being made.
  `insert into generation_batches (id, user_id, name, status, pause_reason, created_at, updated_at, finished_at)
   select ${uuid("n", "e")}, ${uuid("n % 500", "b")}, 'b', case when n % 3000 = 7 then 'RUNNING' when n % 6000 = 9 then 'PAUSED' else 'DONE' end, case when n % 6000 = 9 then 'user' end, now() - n * interval '1 second', now() - n * interval '1 second', case when n % 3000 <> 7 and n % 6000 <> 9 then now() end from generate_series(0, ${ROWS - 1}) as n`,
  `insert into generation_batch_items (batch_id, position, user_id, source_type, source_id, image_urls, provider, cost, status, model_id, reason, created_at, updated_at, finished_at)
   select batch.id, position, batch.user_id, 'product', gen_random_uuid(), '{}', 'stub', 10, state, model.id, case when state = 'FAILED' then '{"code":"x","message":"x"}'::jsonb end, batch.created_at, batch.updated_at, case when state in ('SUCCEEDED', 'FAILED') then now() end
   from (select *, row_number() over (order by created_at desc) - 1 as n from generation_batches) as batch cross join (values (0), (1), (2)) as places (position)
     cross join lateral (select case when position = 0 then 'FAILED' when batch.status = 'DONE' then 'SUCCEEDED' when position = 1 and batch.status = 'RUNNING' then 'IN_PROGRESS' else 'WAITING' end as state) as states
     left join product_3d_models model on position = 1 and model.id = ${uuid("n", "d")}`,
  `insert into model_archives (id, user_id, format, name, models, content_hash, batch_id, status, file_key, reason, created_at, updated_at, finished_at, expires_at)
   select ${uuid("n", "f")}, ${uuid("n % 500", "b")}, 'glb', 'b-glb', jsonb_build_array(jsonb_build_object('id', ${uuid("n", "d")})), n::text, ${uuid("n", "e")}, case when n % 3000 = 7 then 'FAILED' else 'SUCCEEDED' end, case when n % 3000 <> 7 then 'model-files/' || ${uuid("n", "d")} || '/model.glb' end,
     case when n % 3000 = 7 then 'x' end, now() - n * interval '1 second', now(), now(), now() + interval '7 days' from generate_series(0, ${ROWS - 1}) as n`,
  `insert into operator_actions (operator_id, action, subject, reason) select 'ann', 'batch.pause', ${uuid("n", "e")}::text, 'test' from generate_series(0, ${ROWS - 1}) as n`,
];

/** Lays the queue's tables, and fills all tables with a shop's rows of some months. */
export async function fillManyRows(database: Database): Promise<void> {
  await createJobQueue({ database, logger: pino({ level: "silent" }), metrics: createMetrics(), jobs: [], stopTimeoutMs: 1_000 }).install();
  await database.knex.transaction(async (trx) => {
    await trx.raw("set local session_replication_role = replica");
    for (const sql of FILL) await trx.raw(sql);
  });
  await database.knex.raw("vacuum analyze");
}
