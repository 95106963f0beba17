import { sqlMigration, type MakeMigration } from "./migration.ts";
import { IS_OWN, protectTable } from "./row-level-security.ts";

/** A host's own `user_credits` of this form is kept; what it lacks is added, and the comment of `rank` remembers what there was, for the way down. */
const makeGrants = (userIdType: string, referencesUser: string) => `
do $migration$
declare
  v_table regclass := to_regclass('public.user_credits');
  v_missing text;
  v_added text;
  v_owner text;
  v_security text;
begin
  if v_table is null then
    create table public.user_credits (
      id uuid primary key default gen_random_uuid(),
      user_id ${userIdType} not null ${referencesUser},
      credits integer not null default 0,
      plan_type text not null,
      status text not null default 'active',
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      allowance integer check (allowance >= 0),
      period_ends_at timestamptz,
      expires_at timestamptz,
      rank smallint generated always as (case plan_type when 'subscription' then 0 else 1 end) stored,
      constraint user_credits_credits_in_range check (credits >= 0),
      constraint user_credits_plan_type_known check (plan_type in ('subscription', 'one_time')),
      constraint user_credits_status_known check (status in ('active', 'expired'))
    );
    return;
  end if;

  select string_agg(format('%s (%s)', name, type), ', ' order by place) into v_missing
  from (values (1, 'id', 'uuid'), (2, 'user_id', '${userIdType}'), (3, 'credits', 'integer'), (4, 'plan_type', 'text'), (5, 'status', 'text'),
    (6, 'created_at', 'timestamp with time zone'), (7, 'updated_at', 'timestamp with time zone')) as wanted (place, name, type)
  where not exists (
    select from pg_attribute
    where attrelid = v_table and attname = name and not attisdropped
      and (format_type(atttypid, null) = type or (type = 'text' and format_type(atttypid, null) = 'character varying')));
  if v_missing is not null then
    raise exception 'The table user_credits that is already there cannot be used: it lacks %. Add these columns, or rename the table, and run the migrations again.', v_missing;
  end if;

  select string_agg(name, ',') into v_added
  from unnest(array['allowance', 'period_ends_at', 'expires_at', 'rank']) as name
  where not exists (select from pg_attribute where attrelid = v_table and attname = name and not attisdropped);
  select pg_get_userbyid(relowner), case when relforcerowsecurity then 'forced' when relrowsecurity then 'on' else 'off' end
  into v_owner, v_security from pg_class where oid = v_table;

  alter table public.user_credits
    add column if not exists allowance integer check (allowance >= 0),
    add column if not exists period_ends_at timestamptz,
    add column if not exists expires_at timestamptz,
    add column if not exists rank smallint generated always as (case plan_type when 'subscription' then 0 else 1 end) stored,
    add constraint user_credits_credits_in_range check (credits >= 0),
    add constraint user_credits_plan_type_known check (plan_type in ('subscription', 'one_time')),
    add constraint user_credits_status_known check (status in ('active', 'expired'));
  execute format('comment on column public.user_credits.rank is %L', format('kept|%s|%s', v_added, v_security));
  -- The host's own code goes on as before.
  execute format('create policy user_credits_host on public.user_credits for all to %I using (true) with check (true)', v_owner);
end
$migration$;
create index user_credits_spending_idx on public.user_credits (user_id, rank, created_at, id) where status = 'active';
create index user_credits_user_idx on public.user_credits (user_id);
create trigger user_credits_touch_updated_at before update on public.user_credits for each row execute function public.model_3d_touch_updated_at();
${protectTable("user_credits")}`;

const dropGrants = `
drop trigger user_credits_touch_updated_at on public.user_credits;
drop policy user_credits_own_rows on public.user_credits;
drop policy user_credits_service on public.user_credits;
drop index public.user_credits_spending_idx;
drop index public.user_credits_user_idx;
revoke all on public.user_credits from model_3d_user, model_3d_service;
do $migration$
declare
  v_kept text[] := string_to_array(col_description('public.user_credits'::regclass,
    (select attnum from pg_attribute where attrelid = 'public.user_credits'::regclass and attname = 'rank')), '|');
  v_column text;
begin
  if v_kept[1] is distinct from 'kept' then
    drop table public.user_credits;
    return;
  end if;
  drop policy user_credits_host on public.user_credits;
  alter table public.user_credits
    drop constraint user_credits_credits_in_range,
    drop constraint user_credits_plan_type_known,
    drop constraint user_credits_status_known;
  comment on column public.user_credits.rank is null;
  foreach v_column in array string_to_array(v_kept[2], ',') loop
    execute format('alter table public.user_credits drop column %I', v_column);
  end loop;
  if v_kept[3] <> 'forced' then alter table public.user_credits no force row level security; end if;
  if v_kept[3] = 'off' then alter table public.user_credits disable row level security; end if;
end
$migration$;`;

/**
 * Credits: grants, one account row a user (locked first), holds, charges, and a ledger that is only ever added to.
 * One charge per model is the primary key of `credit_charges`; the ledger then holds one line for each grant that paid.
 */
export const credits: MakeMigration = ({ userIdType, referencesUser }) =>
  sqlMigration(
    "0002-credits",
    `${makeGrants(userIdType, referencesUser)}

create table public.credit_accounts (
  user_id ${userIdType} primary key ${referencesUser},
  held integer not null default 0 check (held >= 0),
  updated_at timestamptz not null default now()
);
${protectTable("credit_accounts")}

create table public.credit_holds (
  id uuid primary key default gen_random_uuid(),
  user_id ${userIdType} not null ${referencesUser},
  model_id uuid not null constraint credit_holds_one_per_model unique,
  amount integer not null check (amount >= 0),
  status text not null default 'pending' check (status in ('pending', 'captured', 'released', 'expired')),
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  constraint credit_holds_settled_when_final check ((status = 'pending') = (settled_at is null))
);
create index credit_holds_pending_idx on public.credit_holds (user_id) where status = 'pending';
create index credit_holds_expiring_idx on public.credit_holds (expires_at) where status = 'pending' and expires_at is not null;
${protectTable("credit_holds", { service: "select, insert, update" })}

create table public.credit_charges (
  model_id uuid primary key,
  user_id ${userIdType} not null,
  amount integer not null check (amount >= 0),
  short integer not null default 0 check (short >= 0),
  created_at timestamptz not null default now()
);
create index credit_charges_user_idx on public.credit_charges (user_id);
${protectTable("credit_charges", { service: "select, insert" })}

create table public.credit_ledger (
  id bigint generated always as identity primary key,
  user_id ${userIdType} not null,
  kind text not null check (kind in ('grant', 'hold', 'release', 'charge', 'shortfall', 'reset', 'refund', 'expiry', 'correction')),
  amount integer not null,
  held_change integer not null default 0,
  grant_id uuid,
  model_id uuid,
  reason text,
  actor text,
  created_at timestamptz not null default now(),
  constraint credit_ledger_sign check (case kind when 'grant' then amount > 0 when 'refund' then amount > 0 when 'charge' then amount <= 0
    when 'expiry' then amount <= 0 when 'hold' then amount = 0 when 'release' then amount = 0 when 'shortfall' then amount = 0 else true end),
  constraint credit_ledger_model_named check (kind not in ('hold', 'release', 'charge', 'shortfall') or model_id is not null)
);
create index credit_ledger_user_idx on public.credit_ledger (user_id, id desc);
create unique index credit_ledger_one_charge_per_grant on public.credit_ledger (model_id, grant_id) where kind = 'charge';
${protectTable("credit_ledger", { own: IS_OWN, service: "select, insert" })}

create function public.model_3d_refuse_ledger_change() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'The credit ledger is only ever added to: write a correction instead.' using errcode = 'restrict_violation';
end
$$;
revoke all on function public.model_3d_refuse_ledger_change() from public;
create trigger credit_ledger_append_only before update or delete on public.credit_ledger for each row execute function public.model_3d_refuse_ledger_change();
create trigger credit_ledger_never_truncated before truncate on public.credit_ledger for each statement execute function public.model_3d_refuse_ledger_change();

insert into public.credit_ledger (user_id, kind, amount, grant_id, reason)
select user_id, 'grant', credits, id, 'opening balance' from public.user_credits where credits > 0 order by created_at, id;

do $migration$
begin
  execute format('create policy credit_ledger_outside_changes on public.credit_ledger for insert to %I with check (kind = ''correction'')', current_user);
end
$migration$;
create function public.model_3d_record_outside_change() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' and new.user_id = old.user_id then
    if new.credits <> old.credits then
      insert into public.credit_ledger (user_id, kind, amount, grant_id, reason, actor)
      values (new.user_id, 'correction', new.credits - old.credits, new.id, 'changed outside of the program', session_user);
    end if;
    return null;
  end if;
  if tg_op <> 'INSERT' and old.credits <> 0 then
    insert into public.credit_ledger (user_id, kind, amount, grant_id, reason, actor)
    values (old.user_id, 'correction', -old.credits, old.id, 'changed outside of the program', session_user);
  end if;
  if tg_op <> 'DELETE' and new.credits <> 0 then
    insert into public.credit_ledger (user_id, kind, amount, grant_id, reason, actor)
    values (new.user_id, 'correction', new.credits, new.id, 'changed outside of the program', session_user);
  end if;
  return null;
end
$$;
revoke all on function public.model_3d_record_outside_change() from public;
create trigger user_credits_record_outside_change after insert or delete or update of credits, user_id on public.user_credits
  for each row when (current_user <> 'model_3d_service') execute function public.model_3d_record_outside_change();`,
    `
drop trigger user_credits_record_outside_change on public.user_credits;
drop table public.credit_ledger;
drop function public.model_3d_record_outside_change();
drop function public.model_3d_refuse_ledger_change();
drop table public.credit_charges;
drop table public.credit_holds;
drop table public.credit_accounts;
${dropGrants}`,
  );
