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
import { listNewest } from "../src/webhooks/webhook-repository.ts";
import { fillManyRows, MODEL } from "./fill-many-rows.ts";

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
  await fillManyRows(test.database);
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
    ["the time line of one", (trx) => selectTimeline(trx, MODEL, 501), 8],
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
