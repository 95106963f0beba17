import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explainRead, hearReads, type HeardRead } from "./hear-reads.ts";
import { startTestHost, type TestHost } from "./start-test-host.ts";

const ANN = "00000000-0000-4000-8000-00000000000a";
const SOURCE = "00000001-0000-4000-8000-00000000000c";
const ROWS = 15_000;
/** A third of all rows are hers, four of each source. */
const FILL = [
  `insert into product_3d_models (id, user_id, source_type, source_id, provider, task_id, status, progress, model_urls, input_images, version, created_at, finished_at)
   select gen_random_uuid(), case n % 3 when 0 then '${ANN}' else (lpad(to_hex(n % 500), 8, '0') || '-0000-4000-8000-00000000000b') end::uuid, 'product', (lpad(to_hex(n / 12), 8, '0') || '-0000-4000-8000-00000000000c')::uuid,
     'stub', 'task ' || n, case n % 10 when 9 then 'FAILED' else 'SUCCEEDED' end, 100, '{}', '{}', 1 + n % 12, now() - n * interval '1 second', now() from generate_series(0, ${ROWS - 1}) as n`,
  `update product_3d_models model set is_active = true from (
     select distinct on (user_id, source_type, source_id) id from product_3d_models where status = 'SUCCEEDED' order by user_id, source_type, source_id, version desc) as newest where newest.id = model.id`,
  `insert into credit_ledger (user_id, kind, amount, held_change, model_id) select user_id, 'hold', 0, 10, id from product_3d_models`,
];

interface PlanNode {
  "Node Type": string;
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): string[] => [node["Node Type"], ...(node.Plans ?? []).flatMap(nodesOf)];

describe("every list that the router has, under row level security and with many rows", () => {
  let test: TestDatabase;
  let host: TestHost;
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
    await test.database.knex.transaction(async (trx) => {
      await trx.raw("set local session_replication_role = replica");
      for (const sql of FILL) await trx.raw(sql);
    });
    await test.database.knex.raw("analyze");
    host = await startTestHost({ database: test.connection, withoutWorkers: true });
  });
  afterAll(async () => {
    await host.stop();
    await test.remove();
  });

  async function hear(path: string): Promise<{ reads: HeardRead[]; nextCursor: string | null }> {
    const { reads, result } = await hearReads(() => host.call("GET", path, { user: ANN }));
    expect([result.status, result.body.success], path).toEqual([200, true]);
    return { reads, nextCursor: result.body.nextCursor ?? null };
  }

  it.each([
    ["all models", "/api/product-3d-models?limit=50", true],
    ["the models of one state", "/api/product-3d-models?limit=50&status=SUCCEEDED", true],
    ["the models of a rare state", "/api/product-3d-models?limit=50&status=FAILED", true],
    ["one source", `/api/product-3d-models?sourceType=product&sourceId=${SOURCE}`, false],
    ["the versions of a source", `/api/product-3d-models?sourceType=product&sourceId=${SOURCE}&includeAll=true`, false],
    ["many sources", `/api/product-3d-models?sourceType=product&sourceIds=${Array.from({ length: 50 }, (_, n) => `${n.toString(16).padStart(8, "0")}-0000-4000-8000-00000000000c`).join(",")}`, false],
    ["models by their ids", `/api/product-3d-models?modelIds=${Array.from({ length: 50 }, (_, n) => `0000000a-0000-4000-8000-${n.toString(16).padStart(12, "0")}`).join(",")}`, false],
    ["the ledger", "/api/credits/ledger?limit=50", true],
  ])("%s: one statement, by an index and in its order, on the first page and a later one, planned for its values and for any", async (_name, path, hasPages) => {
    const first = await hear(path);
    const later = hasPages ? await hear(`${path}&cursor=${first.nextCursor}`) : first;
    if (hasPages) expect(first.nextCursor).not.toBeNull();
    for (const { reads } of [first, later]) {
      expect(reads).toHaveLength(1);
      for (const isGeneric of [false, true]) {
        const nodes = nodesOf(await test.database.asUser(ANN, (trx) => explainRead<PlanNode>(trx, reads[0] ?? { sql: "", values: "" }, { isGeneric })));
        expect(nodes.filter((node) => /Sort|Seq Scan|Bitmap/.test(node)), nodes.join(" < ")).toEqual([]);
        expect(nodes.some((node) => node.startsWith("Index"))).toBe(true);
      }
    }
  });
});
