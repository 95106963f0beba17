import { sqlMigration, type MakeMigration } from "./migration.ts";
import { protectTable } from "./row-level-security.ts";

const triggers = `
create function public.model_3d_assign_version() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into product_3d_model_versions as counter (user_id, source_type, source_id, last_version)
  values (new.user_id, new.source_type, new.source_id, 1)
  on conflict (user_id, source_type, source_id) do update set last_version = counter.last_version + 1
  returning last_version into new.version;
  return new;
end
$$;
revoke all on function public.model_3d_assign_version() from public;
create trigger product_3d_models_assign_version before insert on public.product_3d_models
  for each row execute function public.model_3d_assign_version();

create function public.model_3d_guard_model() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.id, new.user_id, new.source_type, new.source_id, new.version, new.created_at)
    is distinct from (old.id, old.user_id, old.source_type, old.source_id, old.version, old.created_at) then
    raise exception 'What a model is made of, its owner and its version never change.'
      using errcode = 'check_violation', constraint = 'product_3d_models_identity_kept';
  end if;
  if new.status <> old.status and (old.status in ('SUCCEEDED', 'FAILED', 'EXPIRED') or new.status = 'PENDING') then
    raise exception 'A model that is % cannot become %.', old.status, new.status
      using errcode = 'check_violation', constraint = 'product_3d_models_allowed_move';
  end if;
  if new.progress < old.progress then
    raise exception 'Progress never goes back.'
      using errcode = 'check_violation', constraint = 'product_3d_models_progress_kept';
  end if;
  return new;
end
$$;
revoke all on function public.model_3d_guard_model() from public;
create trigger product_3d_models_guard before update on public.product_3d_models
  for each row execute function public.model_3d_guard_model();
create trigger product_3d_models_touch_updated_at before update on public.product_3d_models
  for each row execute function public.model_3d_touch_updated_at();`;

const indexes = `
create unique index product_3d_models_one_version on public.product_3d_models (user_id, source_type, source_id, version);
create unique index product_3d_models_one_active on public.product_3d_models (user_id, source_type, source_id) where is_active;
create unique index product_3d_models_one_in_progress on public.product_3d_models (user_id, source_type, source_id) where status in ('PENDING', 'IN_PROGRESS');
create unique index product_3d_models_one_task on public.product_3d_models (provider, task_id);
create index product_3d_models_user_idx on public.product_3d_models (user_id, created_at desc, id desc);
create index product_3d_models_user_status_idx on public.product_3d_models (user_id, status, created_at desc, id desc);
create index product_3d_models_source_idx on public.product_3d_models (source_type, source_id);
create index product_3d_models_task_idx on public.product_3d_models (task_id);
create index product_3d_models_status_idx on public.product_3d_models (status);
create index product_3d_models_active_idx on public.product_3d_models (is_active) where is_active;
create index product_3d_models_created_idx on public.product_3d_models (created_at desc);
create index product_3d_models_unfinished_idx on public.product_3d_models (updated_at, id) where status in ('PENDING', 'IN_PROGRESS');`;

/** Models: every generation a row and a version; the counter is a row that an insert locks, so that numbers are distinct and never reused. */
export const models: MakeMigration = ({ userIdType, referencesUser }) =>
  sqlMigration(
    "0004-models",
    `
create table public.product_3d_model_versions (
  user_id ${userIdType} not null ${referencesUser},
  source_type text not null,
  source_id uuid not null,
  last_version integer not null check (last_version >= 1),
  primary key (user_id, source_type, source_id)
);
${protectTable("product_3d_model_versions", { service: "select, insert, update" })}

create table public.product_3d_models (
  id uuid primary key default gen_random_uuid(),
  user_id ${userIdType} not null ${referencesUser},
  source_type text not null check (source_type in ('product', 'collection')),
  source_id uuid not null,
  provider text not null default 'meshy',
  task_id text,
  status text not null default 'PENDING' check (status in ('PENDING', 'IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'EXPIRED')),
  progress integer not null default 0 check (progress between 0 and 100),
  model_urls jsonb not null default '{}' check (jsonb_typeof(model_urls) = 'object'),
  thumbnail_url text,
  texture_urls jsonb not null default '[]' check (jsonb_typeof(texture_urls) = 'array'),
  input_images jsonb not null check (jsonb_typeof(input_images) = 'object'),
  task_error text,
  version integer not null check (version >= 1),
  is_active boolean not null default false,
  options jsonb not null default '{}' check (jsonb_typeof(options) = 'object'),
  warnings jsonb not null default '[]' check (jsonb_typeof(warnings) = 'array'),
  attempts integer not null default 0 check (attempts >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint product_3d_models_active_succeeded check (not is_active or status = 'SUCCEEDED'),
  constraint product_3d_models_finished_when_final check ((status in ('SUCCEEDED', 'FAILED', 'EXPIRED')) = (finished_at is not null)),
  constraint product_3d_models_task_known check (task_id is not null or status in ('PENDING', 'FAILED', 'EXPIRED'))
);
${indexes}
${triggers}
${protectTable("product_3d_models")}`,
    `
drop table public.product_3d_models;
drop function public.model_3d_guard_model();
drop function public.model_3d_assign_version();
drop table public.product_3d_model_versions;`,
  );
