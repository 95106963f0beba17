import { sqlMigration, type MakeMigration } from "./migration.ts";
import { keepToOwnRows, protectTable } from "./row-level-security.ts";

/** What its user may read of an export; the rest is the host's. */
const READABLE = ["id", "model_id", "user_id", "format", "options", "product_name", "status", "progress", "file_key", "card", "failure", "created_at", "updated_at", "finished_at", "expires_at"];

/** How the function of the models' migration finds its table. */
const AS_BEFORE = { path: "pg_catalog, public, pg_temp", schema: "" };

const assignVersion = (columns: string, into: string, { path = "pg_catalog, pg_temp", schema = "public." } = {}) => `
create or replace function public.model_3d_assign_version() returns trigger language plpgsql set search_path = ${path} as $$
begin
  insert into ${schema}product_3d_model_versions as counter (user_id, source_type, source_id, last_version)
  values (new.user_id, new.source_type, new.source_id, 1)
  on conflict (user_id, source_type, source_id) do update set last_version = counter.last_version + 1
  returning ${columns} into ${into};
  return new;
end
$$;`;

/** The size is the source's and stays when its versions go; each version has a copy of it, so that reading a model is reading one row. */
const realSize = `
alter table public.product_3d_model_versions add column real_size jsonb check (jsonb_typeof(real_size) = 'object');
alter table public.product_3d_models add column real_size jsonb check (jsonb_typeof(real_size) = 'object');
${assignVersion("last_version, real_size", "new.version, new.real_size")}
create function public.model_3d_spread_real_size() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update public.product_3d_models set real_size = new.real_size
  where user_id = new.user_id and source_type = new.source_type and source_id = new.source_id and real_size is distinct from new.real_size;
  return null;
end
$$;
revoke all on function public.model_3d_spread_real_size() from public;
create trigger product_3d_model_versions_spread_real_size after update of real_size on public.product_3d_model_versions
  for each row execute function public.model_3d_spread_real_size();`;

const guardExport = `
create function public.model_3d_guard_export() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.id, new.model_id, new.user_id, new.format, new.options_hash) is distinct from (old.id, old.model_id, old.user_id, old.format, old.options_hash) then
    raise exception 'What an export is of never changes.' using errcode = 'check_violation', constraint = 'model_exports_identity_kept';
  end if;
  if new.status <> old.status and (old.status in ('SUCCEEDED', 'FAILED') or new.status = 'PENDING') then
    raise exception 'An export that is % cannot become %.', old.status, new.status using errcode = 'check_violation', constraint = 'model_exports_allowed_move';
  end if;
  if new.progress < old.progress then
    raise exception 'Progress never goes back.' using errcode = 'check_violation', constraint = 'model_exports_progress_kept';
  end if;
  return new;
end
$$;
revoke all on function public.model_3d_guard_export() from public;
create trigger model_exports_guard before update on public.model_exports for each row execute function public.model_3d_guard_export();
create trigger model_exports_touch_updated_at before update on public.model_exports for each row execute function public.model_3d_touch_updated_at();`;

/** Files of models in other formats, each made once for a model, a format and options; and how large things really are. */
export const exports: MakeMigration = ({ userIdType, referencesUser }) =>
  sqlMigration(
    "0024-exports",
    `${realSize}
create table public.model_exports (
  id uuid primary key default gen_random_uuid(),
  model_id uuid not null references public.product_3d_models (id) on delete cascade,
  user_id ${userIdType} not null ${referencesUser},
  format text not null,
  options jsonb not null check (jsonb_typeof(options) = 'object'),
  options_hash text not null,
  product_name text not null,
  status text not null default 'PENDING' check (status in ('PENDING', 'IN_PROGRESS', 'SUCCEEDED', 'FAILED')),
  progress integer not null default 0 check (progress between 0 and 100),
  attempts integer not null default 0 check (attempts >= 0),
  file_key text unique references public.stored_files (key) on delete set null,
  card jsonb,
  failure jsonb,
  last_error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  finished_at timestamptz,
  expires_at timestamptz not null,
  constraint model_exports_made_once unique (model_id, format, options_hash),
  constraint model_exports_finished_when_final check ((status in ('SUCCEEDED', 'FAILED')) = (finished_at is not null)),
  constraint model_exports_says_why check ((status = 'FAILED') = (failure is not null))
);
create index model_exports_user_idx on public.model_exports (user_id) where status in ('PENDING', 'IN_PROGRESS');
create index model_exports_expires_idx on public.model_exports (expires_at);
${protectTable("model_exports")}
revoke select on public.model_exports from model_3d_user;
grant select (${READABLE.join(", ")}) on public.model_exports to model_3d_user;
${keepToOwnRows("model_exports")}
${guardExport}`,
    `
drop table public.model_exports;
drop function public.model_3d_guard_export();
drop trigger product_3d_model_versions_spread_real_size on public.product_3d_model_versions;
drop function public.model_3d_spread_real_size();
${assignVersion("last_version", "new.version", AS_BEFORE)}
alter table public.product_3d_models drop column real_size;
alter table public.product_3d_model_versions drop column real_size;`,
  );
