import { sqlMigration, type MakeMigration } from "./migration.ts";

/**
 * What a provider's last successes took is read at each start of a model, and photos that nothing needs are looked for with each deletion: each has an
 * index of its own, where whole tables were read; so have files of models that are gone, which were looked for among all photos. A photo is looked at until it
 * is found in use, and again from when something that used it is gone. What is there by its name is taken: with many rows it is better made beforehand, `concurrently`.
 */
export const longTables: MakeMigration = () =>
  sqlMigration(
    "0037-long-tables",
    `
create index if not exists product_3d_models_durations_idx on public.product_3d_models (provider, finished_at desc) include (created_at) where status = 'SUCCEEDED';
alter table public.stored_files add column if not exists is_in_use boolean not null default false;
create index if not exists stored_files_photos_idx on public.stored_files (created_at) where kind = 'source_image' and state = 'stored' and not is_in_use;
create index if not exists stored_files_without_model_idx on public.stored_files (updated_at) where kind = 'model_file' and state = 'stored' and model_id is null;`,
    `
drop index public.stored_files_without_model_idx;
drop index public.stored_files_photos_idx;
alter table public.stored_files drop column is_in_use;
drop index public.product_3d_models_durations_idx;`,
    { isAdditive: true },
  );
