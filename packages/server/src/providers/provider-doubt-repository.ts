import type { Knex } from "knex";

/** A success without a model, or a task that its service does not know: each may be a moment's confusion. */
export type Doubt = "no_files" | "gone";

/** Notes what was said and not believed. @returns since when the same has been said without a break; `at` for the first time. */
export async function noteDoubt(trx: Knex.Transaction, modelId: string, doubt: Doubt, at: Date): Promise<Date> {
  const { rows } = await trx.raw<{ rows: { doubted_since: Date }[] }>(
    `update provider_tasks set doubt = :doubt, doubted_since = case when doubt = :doubt then doubted_since else :at end
     where model_id = :modelId returning doubted_since`,
    { modelId, doubt, at },
  );
  return rows[0]?.doubted_since ?? at;
}

/** The service has said something else since. */
export async function dropDoubt(trx: Knex.Transaction, modelId: string): Promise<void> {
  await trx.raw("update provider_tasks set doubt = null, doubted_since = null where model_id = ? and doubt is not null", [modelId]);
}
