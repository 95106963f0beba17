import { sqlMigration, type MakeMigration } from "./migration.ts";

/**
 * Keeps what was let fall before: since when a file's content is refused, which decides whether it stays so; the `emission` maps of services;
 * and proven deliveries that this version cannot read, which name no task and have no report until a later one reads their body again.
 */
export const keptNews: MakeMigration = () =>
  sqlMigration(
    "0017-kept-news",
    `
alter table public.provider_files add column refused_since timestamptz;
alter table public.provider_files drop constraint provider_files_texture_map_check;
alter table public.provider_files add constraint provider_files_texture_map_check check (texture_map in ('base_color', 'metallic', 'roughness', 'normal', 'emission'));

alter table public.webhook_inbox alter column task_id drop not null;
alter table public.webhook_inbox alter column report drop not null;
alter table public.webhook_inbox add constraint webhook_inbox_read_when_applied check ((task_id is null) = (report is null) and (task_id is not null or state <> 'applied'));`,
    `
delete from public.webhook_inbox where task_id is null;
alter table public.webhook_inbox drop constraint webhook_inbox_read_when_applied;
alter table public.webhook_inbox alter column report set not null;
alter table public.webhook_inbox alter column task_id set not null;

delete from public.provider_files where texture_map = 'emission';
alter table public.provider_files drop constraint provider_files_texture_map_check;
alter table public.provider_files add constraint provider_files_texture_map_check check (texture_map in ('base_color', 'metallic', 'roughness', 'normal'));
alter table public.provider_files drop column refused_since;`,
  );
