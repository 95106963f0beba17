import { sqlMigration, type MakeMigration } from "./migration.ts";
import { protectTable } from "./row-level-security.ts";

/**
 * What is known of the tasks at services: the account's limits, which every process keeps together; each task from before it is
 * submitted until long after its end; and the files that still lie with the service.
 */
export const providerTasks: MakeMigration = ({ userIdType, referencesUser }) =>
  sqlMigration(
    "0008-provider-tasks",
    `
create table public.provider_accounts (
  provider text primary key,
  next_request_at timestamptz not null default '-infinity',
  paused_until timestamptz not null default '-infinity',
  submitting_model uuid,
  submitting_until timestamptz not null default '-infinity'
);
${protectTable("provider_accounts", { own: null })}

create table public.provider_tasks (
  model_id uuid primary key,
  user_id ${userIdType} not null ${referencesUser},
  provider text not null,
  fallbacks jsonb not null default '[]' check (jsonb_typeof(fallbacks) = 'array'),
  state text not null default 'waiting' check (state in ('waiting', 'submitting', 'open', 'ended')),
  task_id text,
  handle jsonb,
  attempts integer not null default 0 check (attempts >= 0),
  not_before timestamptz not null default now(),
  submitting_since timestamptz,
  submission_ended_at timestamptz,
  submitted_at timestamptz,
  looks integer not null default 0 check (looks >= 0),
  next_look_at timestamptz,
  asked_at timestamptz,
  streamed_until timestamptz,
  queue_place integer,
  abandoned text,
  outcome text,
  late_outcome text,
  cost_amount numeric,
  cost_unit text,
  last_error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint provider_tasks_known_when_open check (state <> 'open' or (task_id is not null and submitted_at is not null)),
  constraint provider_tasks_outcome_when_ended check ((state = 'ended') = (outcome is not null))
);
create unique index provider_tasks_one_task on public.provider_tasks (provider, task_id);
create index provider_tasks_user_idx on public.provider_tasks (user_id);
create index provider_tasks_look_idx on public.provider_tasks (next_look_at) where state = 'open';
create index provider_tasks_waiting_idx on public.provider_tasks (provider, created_at, model_id) where state in ('waiting', 'submitting');
create index provider_tasks_live_idx on public.provider_tasks (provider) where state <> 'ended';
create index provider_tasks_late_idx on public.provider_tasks (next_look_at) where state = 'ended' and next_look_at is not null;
create index provider_tasks_ended_idx on public.provider_tasks (updated_at) where state = 'ended';
create trigger provider_tasks_touch_updated_at before update on public.provider_tasks
  for each row execute function public.model_3d_touch_updated_at();
${protectTable("provider_tasks")}

create table public.provider_files (
  model_id uuid not null references public.product_3d_models (id) on delete cascade,
  name text not null,
  user_id ${userIdType} not null ${referencesUser},
  provider text not null,
  kind text not null,
  content_type text not null,
  texture_set integer check (texture_set >= 0),
  texture_map text check (texture_map in ('base_color', 'metallic', 'roughness', 'normal')),
  url text not null,
  url_sha256 text not null,
  expires_at timestamptz,
  state text not null default 'waiting' check (state in ('waiting', 'copied', 'refused', 'lost')),
  attempts integer not null default 0 check (attempts >= 0),
  next_attempt_at timestamptz not null default '-infinity',
  last_error text,
  refused_as text,
  refusals integer not null default 0 check (refusals >= 0),
  alerted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (model_id, name)
);
create index provider_files_url_idx on public.provider_files (url_sha256);
create index provider_files_user_idx on public.provider_files (user_id);
create index provider_files_waiting_idx on public.provider_files (expires_at, model_id) where state = 'waiting';
create trigger provider_files_touch_updated_at before update on public.provider_files
  for each row execute function public.model_3d_touch_updated_at();
${protectTable("provider_files")}`,
    `
drop table public.provider_files;
drop table public.provider_tasks;
drop table public.provider_accounts;`,
  );
