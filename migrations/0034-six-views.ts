import { sqlMigration, type MakeMigration } from "./migration.ts";

const TABLES = ["stored_files", "model_input_images", "generation_batch_images"] as const;

const allow = (views: string): string =>
  TABLES.map((table) => `
alter table public.${table} drop constraint ${table}_view_check;
alter table public.${table} add constraint ${table}_view_check check (view in (${views}));`).join("");

/** Photos from the left and from below. Back to four views these photos are of no model any more, and lie in the storage until they are swept. */
export const sixViews: MakeMigration = () =>
  sqlMigration(
    "0034-six-views",
    allow("'front', 'back', 'side', 'top', 'left', 'bottom'"),
    `
delete from public.generation_batch_images where view in ('left', 'bottom');
delete from public.model_input_images where view in ('left', 'bottom');
update public.stored_files set view = null where view in ('left', 'bottom');${allow("'front', 'back', 'side', 'top'")}`,
  );
