import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
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

  /** What the request asks the database for, heard on its way. */
  async function hear(path: string): Promise<{ statements: string[]; nextCursor: string | null }> {
    const heard: string[] = [];
    const send = pg.Client.prototype.query;
    vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (this: pg.Client, ...args: unknown[]) {
      if (typeof args[0] === "string" && args[0].includes("model_3d_user")) heard.push(args[0]);
      return Reflect.apply(send, this, args) as never;
    });
    const { status, body } = await host.call("GET", path, { user: ANN });
    vi.restoreAllMocks();
    expect([status, body.success], path).toEqual([200, true]);
    return { statements: heard.map((text) => text.slice(text.indexOf(";") + 1)), nextCursor: body.nextCursor ?? null };
  }
  const planOf = async (statement: string) => {
    const { rows } = await test.database.asUser(ANN, (trx) => trx.raw<{ rows: [{ "QUERY PLAN": [{ Plan: PlanNode }] }] }>(`explain (format json) ${statement.replaceAll("?", "\\?")}`));
    return nodesOf(rows[0]["QUERY PLAN"][0].Plan);
  };

  it.each([
    ["all models", "/api/product-3d-models?limit=50", true],
    ["the models of one state", "/api/product-3d-models?limit=50&status=SUCCEEDED", true],
    ["the models of a rare state", "/api/product-3d-models?limit=50&status=FAILED", true],
    ["one source", `/api/product-3d-models?sourceType=product&sourceId=${SOURCE}`, false],
    ["the versions of a source", `/api/product-3d-models?sourceType=product&sourceId=${SOURCE}&includeAll=true`, false],
    ["many sources", `/api/product-3d-models?sourceType=product&sourceIds=${Array.from({ length: 50 }, (_, n) => `${n.toString(16).padStart(8, "0")}-0000-4000-8000-00000000000c`).join(",")}`, false],
    ["the ledger", "/api/credits/ledger?limit=50", true],
  ])("%s: one statement, by an index and in its order, on the first page and a later one", async (_name, path, hasPages) => {
    const first = await hear(path);
    const later = hasPages ? await hear(`${path}&cursor=${first.nextCursor}`) : first;
    if (hasPages) expect(first.nextCursor).not.toBeNull();
    for (const { statements } of [first, later]) {
      expect(statements).toHaveLength(1);
      const nodes = await planOf(statements[0] ?? "");
      expect(nodes.filter((node) => /Sort|Seq Scan|Bitmap/.test(node)), nodes.join(" < ")).toEqual([]);
      expect(nodes.some((node) => node.startsWith("Index"))).toBe(true);
    }
  });
});
