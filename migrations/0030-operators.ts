import { sqlMigration, type MakeMigration } from "./migration.ts";
import { protectTable } from "./row-level-security.ts";

/**
 * What operators do, and what becomes of a model that its row forgets: when it was started and tried again, and which version was shown when.
 * Both are written once. The index by state is the one of before, in the order in which operators read: it takes no more writes than that one.
 */
export const operators: MakeMigration = () =>
  sqlMigration(
    "0030-operators",
    `
create table public.operator_actions (
  id bigint generated always as identity primary key,
  operator_id text not null,
  action text not null,
  subject text not null,
  model_id uuid,
  reason text not null,
  details jsonb not null default '{}' check (jsonb_typeof(details) = 'object'),
  idempotency_key text,
  body_hash text,
  answer jsonb,
  created_at timestamptz not null default now(),
  constraint operator_actions_key_has_answer check (idempotency_key is null or (body_hash is not null and answer is not null)),
  constraint operator_actions_one_per_key unique (operator_id, idempotency_key)
);
create index operator_actions_model_idx on public.operator_actions (model_id) where model_id is not null;
${protectTable("operator_actions", { own: null, service: "select, insert" })}

create table public.model_changes (
  model_id uuid not null references public.product_3d_models (id) on delete cascade,
  number bigint generated always as identity,
  kind text not null check (kind in ('started', 'tried_again', 'activated', 'deactivated')),
  attempt integer,
  created_at timestamptz not null default now(),
  primary key (model_id, number)
);
${protectTable("model_changes", { own: null, service: "select, insert" })}

create function public.model_3d_note_model_change() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.model_changes (model_id, kind, attempt)
  values (new.id, case
    when new.is_active and not old.is_active then 'activated'
    when old.is_active and not new.is_active then 'deactivated'
    when new.attempts > old.attempts then 'tried_again'
    else 'started' end, case when new.attempts > old.attempts then new.attempts end);
  return null;
end
$$;
revoke all on function public.model_3d_note_model_change() from public;
create trigger product_3d_models_note_change after update on public.product_3d_models for each row
  when (new.is_active <> old.is_active or (new.attempts > old.attempts and old.attempts > 0) or (old.status = 'PENDING' and new.status = 'IN_PROGRESS'))
  execute function public.model_3d_note_model_change();

drop index public.product_3d_models_status_idx;
create index product_3d_models_status_created_idx on public.product_3d_models (status, created_at desc, id desc);
create index provider_files_troubled_idx on public.provider_files (state, updated_at desc, model_id, name) where state in ('refused', 'lost');
create index webhook_inbox_given_up_idx on public.webhook_inbox (received_at desc, id desc) where state = 'given_up';
create index credit_ledger_created_idx on public.credit_ledger using brin (created_at);
create index credit_ledger_rare_idx on public.credit_ledger (kind, id desc) where kind not in ('hold', 'release', 'charge');`,
    `
drop index public.credit_ledger_rare_idx;
drop index public.credit_ledger_created_idx;
drop index public.webhook_inbox_given_up_idx;
drop index public.provider_files_troubled_idx;
drop index public.product_3d_models_status_created_idx;
create index product_3d_models_status_idx on public.product_3d_models (status);
drop trigger product_3d_models_note_change on public.product_3d_models;
drop function public.model_3d_note_model_change();
drop table public.model_changes;
drop table public.operator_actions;`,
  );
