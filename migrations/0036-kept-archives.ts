import { sqlMigration, type MakeMigration } from "./migration.ts";

/**
 * How many of its models a stored archive lacks, so that it is packed anew for whoever asks again; null of one that a version packed that does not
 * count. When its file was last read: one that is being read does not make room for others.
 */
export const keptArchives: MakeMigration = () =>
  sqlMigration(
    "0036-kept-archives",
    `
alter table public.model_archives add column missing integer check (missing >= 0);
alter table public.model_archives add column read_at timestamptz;
grant select (missing) on public.model_archives to model_3d_user;`,
    `
alter table public.model_archives drop column read_at;
alter table public.model_archives drop column missing;`,
    { isAdditive: true },
  );
