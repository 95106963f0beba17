import type { SourceType } from "@model-3d/contract";
import type { Database } from "../db/open-database.ts";
import { toModelRow, type ModelRow, type StoredModel } from "./model-row.ts";

/** What a source has to show: its active version, and the one that is being made or the last try where that failed. */
export interface Entry {
  model: ModelRow | null;
  generation: ModelRow | null;
}

export async function findEntry(database: Database, userId: string, sourceType: SourceType, sourceId: string): Promise<Entry> {
  const entries = await findEntries(database, userId, sourceType, [sourceId]);
  return entries.get(sourceId) ?? { model: null, generation: null };
}

/**
 * The entries of many sources in one statement; every asked-for source has one. Versions are given in order and a source has one
 * generation in progress at most, so the newest version alone decides: unless it succeeded, it is the generation.
 */
export async function findEntries(database: Database, userId: string, sourceType: SourceType, sourceIds: readonly string[]): Promise<Map<string, Entry>> {
  const query = database.knex.raw(
    `select model.*, 'model' as part
     from unnest(:sourceIds::uuid[]) as wanted (source_id) join product_3d_models model using (source_id)
     where model.user_id = :userId and model.source_type = :sourceType and model.is_active
     union all
     select newest.*, 'generation' as part
     from unnest(:sourceIds::uuid[]) as wanted (source_id) cross join lateral (
       select * from product_3d_models
       where user_id = :userId and source_type = :sourceType and product_3d_models.source_id = wanted.source_id
       order by version desc limit 1
     ) as newest
     where newest.status <> 'SUCCEEDED'`,
    { userId, sourceType, sourceIds: `{${[...new Set(sourceIds)].join(",")}}` },
  );
  const rows = await database.readAsUser<StoredModel & { part: keyof Entry }>(userId, query);
  const entries = new Map<string, Entry>(sourceIds.map((sourceId) => [sourceId, { model: null, generation: null }]));
  for (const row of rows) {
    const entry = entries.get(row.source_id);
    if (entry) entry[row.part] = toModelRow(row);
  }
  return entries;
}
