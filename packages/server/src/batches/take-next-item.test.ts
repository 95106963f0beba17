import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertBatch } from "./batch-repository.ts";
import { takeNextItem } from "./line-repository.ts";

const USERS = 20;
const ITEMS = 20;
/** Of eight kilobytes: the batch, the item, and an entry in each of its indices. */
const FEW_PAGES = 60;

describe("the next item of a user", () => {
  let test: TestDatabase;
  const userIds = Array.from({ length: USERS }, () => randomUUID());
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "pglite" });
    for (const userId of userIds) {
      const items = Array.from({ length: ITEMS }, (_, position) => ({ position, sourceType: "product", sourceId: randomUUID(), name: null, imageUrls: {}, options: {}, provider: "stub", wantedProvider: null, cost: 1, heldAs: null, reason: null }));
      await test.database.asService((trx) => insertBatch(trx, { id: randomUUID(), userId, name: null, priority: 1, publicUrl: null, at: new Date() }, items));
    }
  });
  afterAll(() => test.remove());

  it("is taken by a few pages while little is known of the tables, where others have as much waiting", async () => {
    const [userId = ""] = userIds;
    const taken: { sql: string; bindings: string[] }[] = [];
    await test.database.asService(async (trx) => {
      trx.on("query", (query: (typeof taken)[number]) => void taken.push(query));
      expect(await takeNextItem(trx, "stub", userId)).toMatchObject({ position: 0, attempts: 1 });
    });
    const update = taken.find(({ sql }) => sql.startsWith("update generation_batch_items"));
    const explained = await test.database.asService((trx) =>
      trx.raw<{ rows: [{ "QUERY PLAN": [{ Plan: Record<"Shared Hit Blocks" | "Shared Read Blocks", number> }] }] }>(`explain (analyze, buffers, format json) ${update?.sql.replaceAll(/\$\d+/g, "?")}`, update?.bindings ?? []),
    );
    const [{ Plan: plan }] = explained.rows[0]["QUERY PLAN"];
    expect(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]).toBeLessThan(FEW_PAGES);
    expect(await test.database.asService((trx) => takeNextItem(trx, "stub", userId))).toMatchObject({ position: 2 });
  });
});
