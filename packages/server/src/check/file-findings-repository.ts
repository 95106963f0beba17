import type { FindingQueries } from "./findings-repository.ts";

/** The part of invariant 7 for which the storage is not needed: a place is a file of ours by its name, or an address at the service that has not been copied yet. */
export const FILE_FINDINGS = {
  model_names_no_file: `
    select named.id as "modelId", named.user_id as "userId", named.place as name
    from (
      select id, user_id, place from product_3d_models, lateral (
        select value as place from jsonb_each_text(model_urls) union all select thumbnail_url where thumbnail_url is not null
        union all select maps.value from jsonb_array_elements(texture_urls) as texture_set, jsonb_each_text(texture_set) as maps) as places
      where status = 'SUCCEEDED') as named
    where not exists (select from stored_files file where file.model_id = named.id and file.name = named.place and file.state = 'stored')
      and not exists (select from provider_files remote where remote.model_id = named.id and remote.url = named.place and remote.state = 'waiting')`,
} as const satisfies FindingQueries;
