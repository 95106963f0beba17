import { sqlMigration, type MakeMigration } from "./migration.ts";

/** What a service has said of a task that was not believed yet, and since when it has said so. */
export const doubtedReports: MakeMigration = () =>
  sqlMigration(
    "0018-doubted-reports",
    `
alter table public.provider_tasks
  add column doubt text check (doubt in ('no_files', 'gone')),
  add column doubted_since timestamptz,
  add constraint provider_tasks_time_when_doubted check ((doubt is null) = (doubted_since is null));`,
    `
alter table public.provider_tasks
  drop column doubt,
  drop column doubted_since;`,
  );
