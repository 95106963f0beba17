import type { FindingQueries } from "./findings-repository.ts";

/** The part of invariant 7 for which the storage is not needed: a place is a file of ours by its name, or an address at the service that has not been copied yet. */
export const FILE_FINDINGS = {
  file_of_another: `
    select model.id as "modelId", model.user_id as "userId", file.key, file.user_id as "fileOf"
    from (select key, user_id, model_id from stored_files where model_id is not null
      union select file.key, file.user_id, link.model_id from model_input_images link join stored_files file on file.key = link.file_key) as file
    join product_3d_models model on model.id = file.model_id where model.user_id <> file.user_id`,
  model_names_no_file: `
    select named.id as "modelId", named.user_id as "userId", named.place as name
    from (
      select id, user_id, place from product_3d_models, lateral (
        select value as place from jsonb_each_text(model_urls) union all select thumbnail_url where thumbnail_url is not null
        union all select picture ->> 'name' from jsonb_array_elements(thumbnails) as picture
        union all select turntable ->> 'name' where turntable is not null
        union all select view ->> 'name' from jsonb_path_query(photo_match, '$.views.*') as view
        union all select maps.value from jsonb_array_elements(texture_urls) as texture_set, jsonb_each_text(texture_set) as maps) as places
      where status = 'SUCCEEDED') as named
    where not exists (select from stored_files file where file.model_id = named.id and file.name = named.place and file.state = 'stored')
      and not exists (select from provider_files remote where remote.model_id = named.id and remote.url = named.place and remote.state = 'waiting')`,
  export_names_no_file: `
    select made.id as "exportId", made.model_id as "modelId", made.user_id as "userId" from model_exports made
    where made.status = 'SUCCEEDED'
      and not exists (select from stored_files file where file.key = made.file_key and file.model_id = made.model_id and file.user_id = made.user_id and file.state = 'stored')`,
  export_file_left: `
    select file.key, file.model_id as "modelId", file.user_id as "userId", file.name from stored_files file
    where file.kind = 'model_file' and file.state = 'stored' and file.name like 'export-%' and file.model_id is not null
      and not exists (select from model_exports made where made.file_key = file.key)`,
  archive_names_no_file: `
    select archive.id as "archiveId", archive.user_id as "userId" from model_archives archive
    where archive.status = 'SUCCEEDED'
      and not exists (select from stored_files file where file.key = archive.file_key and file.kind = 'archive' and file.user_id = archive.user_id and file.state = 'stored')`,
  archive_file_left: `
    select file.key, file.user_id as "userId", file.name from stored_files file
    where file.kind = 'archive' and file.state = 'stored' and not exists (select from model_archives archive where archive.file_key = file.key)`,
} as const satisfies FindingQueries;
