import type { FindingQueries } from "./findings-repository.ts";

const SOURCE = 'user_id as "userId", source_type as "sourceType", source_id as "sourceId"';

/** Invariants 1 and 2. A transaction dates a row by when it began, so two that met may be dated the other way round. */
export const MODEL_FINDINGS = {
  several_active: `
    select ${SOURCE}, jsonb_agg(id order by version) as "modelIds" from product_3d_models
    where is_active group by user_id, source_type, source_id having count(*) > 1`,
  active_not_succeeded: `
    select id as "modelId", ${SOURCE}, version, status from product_3d_models where is_active and status <> 'SUCCEEDED'`,
  none_active: `
    select ${SOURCE}, max(version) as version from product_3d_models
    where status = 'SUCCEEDED' group by user_id, source_type, source_id having not bool_or(is_active)`,
  version_repeated: `
    select ${SOURCE}, version, jsonb_agg(id order by id) as "modelIds" from product_3d_models
    group by user_id, source_type, source_id, version having count(*) > 1`,
  version_out_of_order: `
    select "modelId", "userId", "sourceType", "sourceId", version, "createdAt", "laterThan" from (
      select id as "modelId", ${SOURCE}, version, created_at as "createdAt",
        lag(created_at) over (partition by user_id, source_type, source_id order by version) as "laterThan"
      from product_3d_models) as dated
    where "createdAt" < "laterThan" - interval '1 minute'`,
  version_counter_behind: `
    select ${SOURCE}, newest as version, counter.last_version as counter from (
      select user_id, source_type, source_id, max(version) as newest from product_3d_models group by user_id, source_type, source_id) as source
    left join product_3d_model_versions counter using (user_id, source_type, source_id)
    where counter.last_version is null or counter.last_version < newest`,
} as const satisfies FindingQueries;
