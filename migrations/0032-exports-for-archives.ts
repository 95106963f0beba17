import { sqlMigration, type MakeMigration } from "./migration.ts";

/** Whether a file is made for an archive alone, of which its user is told as a whole. A version that knows nothing of it tells of each, as before. */
export const exportsForArchives: MakeMigration = () =>
  sqlMigration(
    "0032-exports-for-archives",
    `
alter table public.model_exports add column for_archive boolean not null default false;`,
    `
alter table public.model_exports drop column for_archive;`,
    { isAdditive: true },
  );
