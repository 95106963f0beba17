import type { SourceType } from "@model-3d/contract";
import type { Knex } from "knex";

export interface SourceKey {
  userId: string;
  sourceType: SourceType;
  sourceId: string;
}

/**
 * Makes whoever changes which version of a source is active wait for the one before: with it held, "the only one" and "the newest"
 * stay true until the transaction ends. It stands between the credit account and the model's row in the order of locks.
 */
export async function lockSource(trx: Knex.Transaction, { userId, sourceType, sourceId }: SourceKey): Promise<void> {
  await trx("product_3d_model_versions").where({ user_id: userId, source_type: sourceType, source_id: sourceId }).forUpdate().select("user_id");
}
