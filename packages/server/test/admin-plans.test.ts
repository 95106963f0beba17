import { MODEL_STATES } from "@model-3d/contract";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import type { Knex } from "knex";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { selectGenerations, selectStuck, type GenerationFilter } from "../src/admin/generation-list-repository.ts";
import { searchLedgerRows, type LedgerFilter } from "../src/admin/ledger-search-repository.ts";
import { selectTimeline } from "../src/admin/timeline-repository.ts";
import { selectActionsOn } from "../src/admin/action-repository.ts";
import { selectAllArchives } from "../src/archives/all-archives-repository.ts";
import { selectAllBatches, selectAnyBatch, selectAnyItems, selectSilentBatches } from "../src/batches/all-batches-repository.ts";
import { selectTroubledFiles } from "../src/admin/use-repository.ts";
import { createJobQueue } from "../src/queue/job-queue.ts";
import { createMetrics } from "../src/metrics/create-metrics.ts";
import { listNewest } from "../src/webhooks/webhook-repository.ts";
import { pino } from "pino";

/** The policies make the planner think that it may see one row in two hundred: in fewer than these it sorts what it has looked through, which is quick there. */
const ROWS = 60_000;
const ANN = "00000000-0000-4000-8000-00000000000a";
const MODEL = "00000007-0000-4000-8000-00000000000d";
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
     case when n % 3000 = 7 then 'x' end, now() - n * interval '1 second', now(), now(), now() from generate_series(0, ${ROWS - 1}) as n`,
  `insert into operator_actions (operator_id, action, subject, reason) select 'ann', 'batch.pause', ${uuid("n", "e")}::text, 'test' from generate_series(0, ${ROWS - 1}) as n`,
];
const BATCH = "00000007-0000-4000-8000-00000000000e";
const LATER = { us: String((Date.now() - 10_000_000) * 1000), id: MODEL };
const NO_BATCHES = { status: null, userId: null, after: null, limit: 51 };
const NO_ARCHIVES = { status: null, userId: null, after: null, limit: 51 };
const NO_FILTER: GenerationFilter = { statuses: MODEL_STATES, reason: null, userId: null, sourceType: null, sourceId: null, since: null };
const NO_SEARCH: LedgerFilter = { userId: null, kind: null, reference: null, since: null, until: null };
const FIRST = { before: null, limit: 51 };

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase({ kind: "postgres" });
  await createJobQueue({ database: test.database, logger: pino({ level: "silent" }), metrics: createMetrics(), jobs: [], stopTimeoutMs: 1_000 }).install();
  await test.database.knex.transaction(async (trx) => {
    await trx.raw("set local session_replication_role = replica");
    for (const sql of FILL) await trx.raw(sql);
  });
  await test.database.knex.raw("vacuum analyze");
});
afterAll(() => test.remove());

describe("what an operator searches, with many rows, looks at few of them", () => {
  it.each<[string, (trx: Knex.Transaction) => Promise<unknown[]>, number]>([
    ["all generations", (trx) => selectGenerations(trx, NO_FILTER, FIRST), 51],
    ["those of a rare state", (trx) => selectGenerations(trx, { ...NO_FILTER, statuses: ["FAILED"] }, FIRST), 51],
    ["a later page", (trx) => selectGenerations(trx, NO_FILTER, { limit: 51, before: { us: String((Date.now() - 10_000_000) * 1000), id: MODEL } }), 51],
    ["those that failed for a reason", (trx) => selectGenerations(trx, { ...NO_FILTER, statuses: ["FAILED", "EXPIRED"], reason: "x" }, FIRST), 0],
    ["those of a user", (trx) => selectGenerations(trx, { ...NO_FILTER, userId: "00000001-0000-4000-8000-00000000000b" }, FIRST), 51],
    ["those of a source", (trx) => selectGenerations(trx, { ...NO_FILTER, sourceType: "product", sourceId: "00000001-0000-4000-8000-00000000000c" }, FIRST), 1],
    ["those that are stuck", (trx) => selectStuck(trx, { silentSince: new Date(), userId: null, after: null, limit: 51 }), 20],
    ["the time line of one", (trx) => selectTimeline(trx, MODEL, 501), 7],
    ["all deliveries", (trx) => listNewest(trx, { state: null, provider: null, before: null, limit: 51 }), 51],
    ["those that were given up", (trx) => listNewest(trx, { state: "given_up", provider: null, before: null, limit: 51 }), 20],
    ["the whole ledger", (trx) => searchLedgerRows(trx, NO_SEARCH, { beforeId: null, limit: 51 }), 51],
    ["one user's movements", (trx) => searchLedgerRows(trx, { ...NO_SEARCH, userId: "00000001-0000-4000-8000-00000000000b" }, { beforeId: null, limit: 51 }), 51],
    ["movements of a rare kind", (trx) => searchLedgerRows(trx, { ...NO_SEARCH, kind: "correction" }, { beforeId: null, limit: 51 }), 1],
    ["those of a model", (trx) => searchLedgerRows(trx, { ...NO_SEARCH, reference: MODEL }, { beforeId: null, limit: 51 }), 2],
    ["files that wait", (trx) => selectTroubledFiles(trx, "waiting", { after: null, limit: 51 }), 51],
    ["all batches", (trx) => selectAllBatches(trx, NO_BATCHES), 51],
    ["a later page of them", (trx) => selectAllBatches(trx, { ...NO_BATCHES, after: { ...LATER, isRunning: false } }), 51],
    ["batches of a rare state", (trx) => selectAllBatches(trx, { ...NO_BATCHES, status: "PAUSED" }), 10],
    ["batches of a user", (trx) => selectAllBatches(trx, { ...NO_BATCHES, userId: "00000001-0000-4000-8000-00000000000b" }), 51],
    ["batches of which nothing moves", (trx) => selectSilentBatches(trx, { silentSince: new Date(), userId: null, after: null, limit: 51 }), 20],
    ["one batch", async (trx) => [await selectAnyBatch(trx, BATCH)], 1],
    ["its items that failed", (trx) => selectAnyItems(trx, BATCH, { after: null, limit: 51, status: "FAILED" }), 1],
    ["what operators did with it", (trx) => selectActionsOn(trx, BATCH, 51), 1],
    ["all archives", (trx) => selectAllArchives(trx, NO_ARCHIVES), 51],
    ["a later page of archives", (trx) => selectAllArchives(trx, { ...NO_ARCHIVES, after: LATER }), 51],
    ["archives that failed", (trx) => selectAllArchives(trx, { ...NO_ARCHIVES, status: "FAILED" }), 20],
    ["archives of a user", (trx) => selectAllArchives(trx, { ...NO_ARCHIVES, userId: "00000001-0000-4000-8000-00000000000b" }), 51],
    ["files that were lost", (trx) => selectTroubledFiles(trx, "lost", { after: null, limit: 51 }), 20],
  ])("%s", async (_what, search, found) => {
    const asked: { sql: string; bindings: Knex.RawBinding[] }[] = [];
    await test.database.asService(async (trx) => {
      trx.on("query", ({ sql, bindings }: (typeof asked)[number]) => void asked.push({ sql, bindings }));
      expect((await search(trx)).length).toBe(found);
    });
    const statement = asked.findLast(({ sql }) => /^[(\s]*select /.test(sql)) ?? { sql: "", bindings: [] };
    const { rows } = await test.database.asService((trx) => trx.raw<{ rows: [{ "QUERY PLAN": [{ Plan: PlanNode }] }] }>(`explain (analyze, format json) ${statement.sql.replaceAll("\\?", "?").replace(/\$\d+/g, "?")}`, statement.bindings));
    const nodes = nodesOf(rows[0]["QUERY PLAN"][0].Plan);
    const looked = nodes.reduce((sum, node) => sum + (node["Relation Name"] === undefined ? 0 : (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"]), 0);
    expect(looked, JSON.stringify(nodes.map((node) => [node["Node Type"], node["Relation Name"], node["Actual Rows"], node["Rows Removed by Filter"]]))).toBeLessThan(1_000);
  });
});
