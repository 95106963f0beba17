import type { Knex } from "knex";
import { BATCH_FINDINGS } from "./batch-findings-repository.ts";
import { CREDIT_FINDINGS } from "./credit-findings-repository.ts";
import { DELIVERY_FINDINGS } from "./delivery-findings-repository.ts";
import { FILE_FINDINGS } from "./file-findings-repository.ts";
import type { InvariantNumber, QueriedFinding } from "./findings.ts";
import { MODEL_FINDINGS } from "./model-findings-repository.ts";

/** For each finding the query that gives the rows which break the rule, each with the ids that lead to it. `:at` is the time. */
export type FindingQueries = Partial<Record<QueriedFinding, string>>;

const QUERIES: Readonly<Record<QueriedFinding, string>> = { ...MODEL_FINDINGS, ...CREDIT_FINDINGS, ...DELIVERY_FINDINGS, ...FILE_FINDINGS, ...BATCH_FINDINGS };

/** What each invariant is checked for. */
const SUBJECTS: Readonly<Record<InvariantNumber, string>> = {
  1: "product_3d_models",
  2: "product_3d_models",
  3: "product_3d_models",
  4: "credit_accounts",
  5: "user_credits",
  6: "webhook_inbox",
  7: "stored_files",
  8: "generation_batches",
};

/**
 * For queries over whole tables, until the transaction ends. Of the condition that the rows' policy adds Postgres believes that hardly any row
 * meets it: it would go through one table for each row of another, and have no memory for what is many.
 */
export async function expectManyRows(trx: Knex.Transaction): Promise<void> {
  await trx.raw("set local enable_nestloop = off; set local work_mem = '64MB'; set local jit = off");
}

/** How many rows an invariant is about. */
export async function countSubjects(trx: Knex.Transaction, invariant: InvariantNumber): Promise<number> {
  const { rows } = await trx.raw<{ rows: [{ count: number }] }>(`select count(*)::float8 as count from ${SUBJECTS[invariant]}`);
  return rows[0].count;
}

/** Every row that breaks a rule is counted; as many as the limit are given. */
export async function findBroken(trx: Knex.Transaction, finding: QueriedFinding, { at, limit }: { at: Date; limit: number }): Promise<{ broken: number; rows: Record<string, unknown>[] }> {
  const { rows } = await trx.raw<{ rows: [{ broken: number; rows: Record<string, unknown>[] }] }>(
    `with broken as materialized (${QUERIES[finding]})
     select (select count(*)::float8 from broken) as broken,
       coalesce((select jsonb_agg(to_jsonb(shown)) from (select * from broken order by 1 limit :limit) as shown), '[]') as rows`,
    { limit, ...(QUERIES[finding].includes(":at") && { at }) },
  );
  return rows[0];
}
