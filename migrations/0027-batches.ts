import { sqlMigration, type MakeMigration } from "./migration.ts";
import { keepToOwnRows, protectTable } from "./row-level-security.ts";

/** What its user may read of a batch and its items; how they are held, submitted and tried is the host's. */
const READABLE = {
  generation_batches: ["id", "user_id", "name", "status", "pause_reason", "created_at", "updated_at", "finished_at"],
  generation_batch_items: ["batch_id", "position", "user_id", "source_type", "source_id", "name", "image_urls", "options", "cost", "status", "model_id", "reason", "created_at", "updated_at", "started_at", "finished_at"],
};

const showColumns = Object.entries(READABLE)
  .map(([table, columns]) => `revoke select on public.${table} from model_3d_user;\ngrant select (${columns.join(", ")}) on public.${table} to model_3d_user;`)
  .join("\n");

const guards = `
create function public.model_3d_guard_batch_item() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.batch_id, new.position, new.user_id, new.source_type, new.source_id) is distinct from (old.batch_id, old.position, old.user_id, old.source_type, old.source_id) then
    raise exception 'What an item is of never changes.' using errcode = 'check_violation', constraint = 'generation_batch_items_identity_kept';
  end if;
  if new.status <> old.status and not (case old.status
      when 'WAITING' then new.status in ('STARTING', 'SKIPPED', 'CANCELLED')
      when 'STARTING' then new.status in ('WAITING', 'IN_PROGRESS', 'FAILED', 'SKIPPED', 'CANCELLED')
      when 'IN_PROGRESS' then new.status in ('SUCCEEDED', 'FAILED', 'CANCELLED')
      when 'FAILED' then new.status = 'WAITING'
      else false end) then
    raise exception 'An item that is % cannot become %.', old.status, new.status using errcode = 'check_violation', constraint = 'generation_batch_items_allowed_move';
  end if;
  return new;
end
$$;
revoke all on function public.model_3d_guard_batch_item() from public;
create trigger generation_batch_items_guard before update on public.generation_batch_items for each row execute function public.model_3d_guard_batch_item();
create trigger generation_batch_items_touch_updated_at before update on public.generation_batch_items for each row execute function public.model_3d_touch_updated_at();

create function public.model_3d_guard_batch() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.id, new.user_id) is distinct from (old.id, old.user_id) then
    raise exception 'Whose a batch is never changes.' using errcode = 'check_violation', constraint = 'generation_batches_identity_kept';
  end if;
  if old.status = 'CANCELLED' and new.status <> 'CANCELLED' then
    raise exception 'A batch that was cancelled stays so.' using errcode = 'check_violation', constraint = 'generation_batches_allowed_move';
  end if;
  return new;
end
$$;
revoke all on function public.model_3d_guard_batch() from public;
create trigger generation_batches_guard before update on public.generation_batches for each row execute function public.model_3d_guard_batch();
create trigger generation_batches_touch_updated_at before update on public.generation_batches for each row execute function public.model_3d_touch_updated_at();`;

/**
 * Many generations that were asked for together: each item waits in the line of its provider, in which users take turns. A line is one row that
 * whoever deals out its places locks; a turn says when a user is next.
 */
export const batches: MakeMigration = ({ userIdType, referencesUser }) =>
  sqlMigration(
    "0027-batches",
    `
create table public.generation_batches (
  id uuid primary key default gen_random_uuid(),
  user_id ${userIdType} not null ${referencesUser},
  name text,
  status text not null default 'RUNNING' check (status in ('RUNNING', 'PAUSED', 'DONE', 'CANCELLED')),
  pause_reason text check (pause_reason in ('user', 'insufficient_credits', 'credit_limit_reached')),
  priority integer not null default 1 check (priority between 1 and 100),
  public_url text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint generation_batches_says_why check ((status = 'PAUSED') = (pause_reason is not null)),
  constraint generation_batches_finished_when_final check (finished_at is null or status in ('DONE', 'CANCELLED')),
  constraint generation_batches_done_when_finished check (status <> 'DONE' or finished_at is not null)
);
create index generation_batches_user_idx on public.generation_batches (user_id, created_at desc, id desc);
create index generation_batches_open_idx on public.generation_batches (user_id, created_at, id) where finished_at is null;
${protectTable("generation_batches")}

create table public.generation_batch_items (
  batch_id uuid not null references public.generation_batches (id) on delete cascade,
  position integer not null check (position >= 0),
  user_id ${userIdType} not null ${referencesUser},
  source_type text not null check (source_type in ('product', 'collection')),
  source_id uuid not null,
  name text,
  image_urls jsonb not null check (jsonb_typeof(image_urls) = 'object'),
  options jsonb not null default '{}' check (jsonb_typeof(options) = 'object'),
  provider text not null,
  wanted_provider text,
  cost integer not null check (cost >= 0),
  held_as uuid,
  status text not null default 'WAITING' check (status in ('WAITING', 'STARTING', 'IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED')),
  attempts integer not null default 0 check (attempts >= 0),
  model_id uuid references public.product_3d_models (id) on delete set null,
  reason jsonb check (jsonb_typeof(reason) = 'object'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (batch_id, position),
  constraint generation_batch_items_finished_when_final check ((status in ('SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED')) = (finished_at is not null)),
  constraint generation_batch_items_says_why check (status not in ('FAILED', 'SKIPPED') or reason is not null)
);
create unique index generation_batch_items_one_model on public.generation_batch_items (model_id);
create unique index generation_batch_items_one_hold on public.generation_batch_items (held_as);
create index generation_batch_items_user_idx on public.generation_batch_items (user_id);
create index generation_batch_items_waiting_idx on public.generation_batch_items (batch_id, provider, position) where status = 'WAITING';
create index generation_batch_items_starting_idx on public.generation_batch_items (provider, user_id) where status = 'STARTING';
create index generation_batch_items_open_idx on public.generation_batch_items (updated_at) where status in ('STARTING', 'IN_PROGRESS');
create index product_3d_models_under_way_idx on public.product_3d_models (provider) where status in ('PENDING', 'IN_PROGRESS');
${protectTable("generation_batch_items")}

create table public.generation_batch_images (
  batch_id uuid not null,
  position integer not null,
  view text not null check (view in ('front', 'back', 'side', 'top')),
  user_id ${userIdType} not null ${referencesUser},
  file_key text not null references public.stored_files (key),
  primary key (batch_id, position, view),
  foreign key (batch_id, position) references public.generation_batch_items (batch_id, position) on delete cascade
);
create index generation_batch_images_file_idx on public.generation_batch_images (file_key);
create index generation_batch_images_user_idx on public.generation_batch_images (user_id);
${protectTable("generation_batch_images")}

create table public.generation_lines (
  provider text primary key,
  virtual_time bigint not null default 0
);
${protectTable("generation_lines", { own: null })}

create table public.generation_turns (
  provider text not null references public.generation_lines (provider) on delete cascade,
  user_id ${userIdType} not null ${referencesUser},
  pass bigint not null,
  weight integer not null check (weight between 1 and 100),
  is_waiting boolean not null default true,
  waiting_since timestamptz not null,
  primary key (provider, user_id)
);
create index generation_turns_next_idx on public.generation_turns (provider, pass, weight desc, waiting_since, user_id) where is_waiting;
create index generation_turns_user_idx on public.generation_turns (user_id);
${protectTable("generation_turns", { own: null })}
${showColumns}
${["generation_batches", "generation_batch_items", "generation_batch_images"].map(keepToOwnRows).join("\n")}
${guards}`,
    `
drop table public.generation_turns;
drop table public.generation_lines;
drop table public.generation_batch_images;
drop table public.generation_batch_items;
drop table public.generation_batches;
drop index public.product_3d_models_under_way_idx;
drop function public.model_3d_guard_batch_item();
drop function public.model_3d_guard_batch();`,
  );
