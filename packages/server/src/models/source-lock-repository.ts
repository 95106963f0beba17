import type { RealSize, SourceType } from "@model-3d/contract";
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

/** Brings the counter of a source up to its newest version, and makes it where it is missing. @returns whether it was behind. */
export async function raiseVersionCounter(trx: Knex.Transaction, { userId, sourceType, sourceId }: SourceKey): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `insert into product_3d_model_versions as counter (user_id, source_type, source_id, last_version)
     select user_id, source_type, source_id, max(version) from product_3d_models where user_id = :userId and source_type = :sourceType and source_id = :sourceId group by 1, 2, 3
     on conflict (user_id, source_type, source_id) do update set last_version = excluded.last_version where counter.last_version < excluded.last_version`,
    { userId, sourceType, sourceId },
  );
  return rowCount > 0;
}

/** Writes down how large the things of a source are; the database writes it into all of its versions. The caller holds the source's counter row. */
export async function storeRealSize(trx: Knex.Transaction, { userId, sourceType, sourceId }: SourceKey, size: RealSize | null): Promise<void> {
  await trx("product_3d_model_versions").where({ user_id: userId, source_type: sourceType, source_id: sourceId }).update({ real_size: size === null ? null : JSON.stringify(size) });
}
