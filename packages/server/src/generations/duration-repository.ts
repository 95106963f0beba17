import type { Knex } from "knex";

/** What the last successes of a provider took, the shorter and the longer end in seconds; `null` while too few are known. */
export async function recentDurations(trx: Knex.Transaction, provider: string, sample: number): Promise<[number, number] | null> {
  const recent = trx("product_3d_models")
    .where({ provider, status: "SUCCEEDED" })
    .whereNotNull("finished_at")
    .orderBy("finished_at", "desc")
    .limit(sample)
    .select(trx.raw("extract(epoch from finished_at - created_at) as seconds"))
    .as("recent");
  const [row] = await trx
    .from(recent)
    .select<{ count: string; low: number | null; high: number | null }[]>(
      trx.raw("count(*) as count"),
      trx.raw("percentile_cont(0.2) within group (order by seconds) as low"),
      trx.raw("percentile_cont(0.9) within group (order by seconds) as high"),
    );
  if (!row || Number(row.count) < 3 || row.low === null || row.high === null) return null;
  return [Number(row.low), Number(row.high)];
}
