import { sqlMigration, type MakeMigration } from "./migration.ts";

/**
 * What is needed to pay for no task twice and to lose none: each taking of an account's right to submit has a number of its own; a task
 * remembers the time from which a submission of its model may have been taken without our hearing of it; and its row outlives its user,
 * since the service works on, and charges, all the same.
 */
export const taskFates: MakeMigration = ({ referencesUser }) =>
  sqlMigration(
    "0016-task-fates",
    `
alter table public.provider_accounts
  add column submission integer not null default 0 check (submission >= 0),
  add column submitting_at timestamptz not null default '-infinity';

alter table public.provider_tasks
  drop constraint if exists provider_tasks_user_id_fkey,
  add column submission integer not null default 0 check (submission >= 0),
  add column first_unanswered_at timestamptz,
  add column last_unanswered_at timestamptz,
  add column recheck_at timestamptz,
  add column stray_task_ids text[] not null default '{}',
  add column overdue_look_at timestamptz,
  add column ended_at timestamptz;
update public.provider_tasks set ended_at = updated_at, updated_at = updated_at where state = 'ended';

drop index public.provider_tasks_ended_idx;
create index provider_tasks_ended_idx on public.provider_tasks ((coalesce(ended_at, updated_at))) where state = 'ended';
create index provider_tasks_recheck_idx on public.provider_tasks (recheck_at) where recheck_at is not null;
create index provider_tasks_unanswered_idx on public.provider_tasks (provider, last_unanswered_at) where first_unanswered_at is not null;
create index provider_tasks_strays_idx on public.provider_tasks (provider) where stray_task_ids <> '{}';`,
    `
drop index public.provider_tasks_strays_idx;
drop index public.provider_tasks_unanswered_idx;
drop index public.provider_tasks_recheck_idx;
drop index public.provider_tasks_ended_idx;
create index provider_tasks_ended_idx on public.provider_tasks (updated_at) where state = 'ended';
alter table public.provider_tasks
  drop column ended_at,
  drop column overdue_look_at,
  drop column stray_task_ids,
  drop column recheck_at,
  drop column last_unanswered_at,
  drop column first_unanswered_at,
  drop column submission${referencesUser === "" ? "" : `,
  add constraint provider_tasks_user_id_fkey foreign key (user_id) ${referencesUser} not valid`};
alter table public.provider_accounts
  drop column submitting_at,
  drop column submission;`,
  );
