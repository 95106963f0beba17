import { sqlMigration, type MakeMigration } from "./migration.ts";

/**
 * What operators do with batches and archives: an operator's pause is told from a user's, which it is to programs that do not know of operators; lists
 * of all users have an index by state; what was done is found by what it was done to. Which batch an archive is of is only told, and may be gone: it
 * points to none.
 */
export const operatorsOfBatches: MakeMigration = () =>
  sqlMigration(
    "0035-operators-of-batches",
    `
alter table public.generation_batches add column paused_by text check (paused_by in ('operator'));
grant select (paused_by) on public.generation_batches to model_3d_user;
create index generation_batches_status_created_idx on public.generation_batches (status, created_at desc, id desc);
alter table public.model_archives add column batch_id uuid;
create index model_archives_status_created_idx on public.model_archives (status, created_at desc, id desc);
create index operator_actions_subject_idx on public.operator_actions (subject, id desc);`,
    `
drop index public.operator_actions_subject_idx;
drop index public.model_archives_status_created_idx;
alter table public.model_archives drop column batch_id;
drop index public.generation_batches_status_created_idx;
alter table public.generation_batches drop column paused_by;`,
    { isAdditive: true },
  );
