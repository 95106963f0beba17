import { sqlMigration, type MakeMigration } from "./migration.ts";
import { protectTable } from "./row-level-security.ts";

/** A column that a host's own table has already is the host's: it is used, and the comment of `chosen_rank` remembers what was added, for the way down. */
const completeGrants = `
do $migration$
declare
  v_added text := '';
begin
  if exists (select from pg_attribute where attrelid = 'public.user_credits'::regclass and attname = 'starts_at' and not attisdropped and format_type(atttypid, null) <> 'timestamp with time zone') then
    raise exception 'The column starts_at of the table user_credits cannot be used: it is not a timestamp with time zone. Rename it, and run the migrations again.';
  end if;
  if not exists (select from pg_attribute where attrelid = 'public.user_credits'::regclass and attname = 'starts_at' and not attisdropped) then
    alter table public.user_credits add column starts_at timestamptz;
    v_added := 'starts_at';
  end if;
  alter table public.user_credits add column chosen_rank smallint;
  execute format('comment on column public.user_credits.chosen_rank is %L', 'added|' || v_added);
end
$migration$;
drop index public.user_credits_spending_idx;
create index user_credits_spending_idx on public.user_credits (user_id, (coalesce(chosen_rank, rank)), created_at, id) where status = 'active';
create index user_credits_expiring_idx on public.user_credits (expires_at) where status = 'active' and expires_at is not null;`;

const restoreGrants = `
drop index public.user_credits_expiring_idx;
drop index public.user_credits_spending_idx;
do $migration$
begin
  if col_description('public.user_credits'::regclass, (select attnum from pg_attribute where attrelid = 'public.user_credits'::regclass and attname = 'chosen_rank')) = 'added|starts_at' then
    alter table public.user_credits drop column starts_at;
  end if;
  alter table public.user_credits drop column chosen_rank;
end
$migration$;
create index user_credits_spending_idx on public.user_credits (user_id, rank, created_at, id) where status = 'active';`;

/**
 * What a service said that a task consumed, kept longer than the task: a trigger copies it in the transaction that writes it, so that nothing
 * that ends a task can forget to.
 */
const keepCosts = (userIdType: string, referencesUser: string) => `
create table public.provider_costs (
  model_id uuid not null,
  provider text not null,
  user_id ${userIdType} not null ${referencesUser},
  task_id text,
  outcome text not null,
  amount numeric not null,
  unit text not null,
  recorded_at timestamptz not null default now(),
  primary key (model_id, provider)
);
create index provider_costs_recorded_idx on public.provider_costs (recorded_at);
create index provider_costs_user_idx on public.provider_costs (user_id);
${protectTable("provider_costs", { own: null })}

create function public.model_3d_keep_provider_cost() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.provider_costs (model_id, provider, user_id, task_id, outcome, amount, unit)
  values (new.model_id, new.provider, new.user_id, new.task_id, coalesce(new.late_outcome, new.outcome), new.cost_amount, coalesce(new.cost_unit, 'unknown'))
  on conflict (model_id, provider) do update set outcome = excluded.outcome, amount = excluded.amount, unit = excluded.unit, task_id = excluded.task_id
  where (provider_costs.outcome, provider_costs.amount, provider_costs.unit) is distinct from (excluded.outcome, excluded.amount, excluded.unit);
  return null;
end
$$;
revoke all on function public.model_3d_keep_provider_cost() from public;
create trigger provider_tasks_keep_cost after update of cost_amount, outcome, late_outcome on public.provider_tasks
  for each row when (new.cost_amount is not null and new.outcome is not null) execute function public.model_3d_keep_provider_cost();

do $migration$
begin
  set local role model_3d_service;
  insert into public.provider_costs (model_id, provider, user_id, task_id, outcome, amount, unit, recorded_at)
  select model_id, provider, user_id, task_id, coalesce(late_outcome, outcome), cost_amount, coalesce(cost_unit, 'unknown'), updated_at
  from public.provider_tasks where cost_amount is not null and outcome is not null;
  reset role;
end
$migration$;`;

/**
 * Grants that start later and have a rank of their own; subscriptions; refunds; operations that are repeated under a key; what was spent of
 * the host's limits; and what services consumed.
 */
export const creditPlans: MakeMigration = ({ userIdType, referencesUser }) =>
  sqlMigration(
    "0011-credit-plans",
    `${completeGrants}

create table public.credit_subscriptions (
  user_id ${userIdType} primary key ${referencesUser},
  allowance integer not null check (allowance >= 0),
  period text not null check (period in ('day', 'week', 'month', 'year')),
  anchor_at timestamptz not null,
  roll_over boolean not null,
  period_ends_at timestamptz not null,
  grant_id uuid,
  ends_with_period boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index credit_subscriptions_due_idx on public.credit_subscriptions (period_ends_at, user_id);
create trigger credit_subscriptions_touch_updated_at before update on public.credit_subscriptions
  for each row execute function public.model_3d_touch_updated_at();
${protectTable("credit_subscriptions")}

create table public.credit_refunds (
  model_id uuid primary key references public.credit_charges (model_id),
  user_id ${userIdType} not null,
  amount integer not null check (amount > 0),
  reason text not null,
  actor text not null,
  created_at timestamptz not null default now()
);
create index credit_refunds_user_idx on public.credit_refunds (user_id);
${protectTable("credit_refunds", { service: "select, insert" })}

create table public.credit_operations (
  user_id ${userIdType} not null ${referencesUser},
  key text not null,
  kind text not null,
  amount integer not null,
  result jsonb not null,
  created_at timestamptz not null default now(),
  primary key (user_id, key)
);
${protectTable("credit_operations", { service: "select, insert" })}

create table public.credit_usage (
  period text not null check (period in ('day', 'month')),
  starts_at timestamptz not null,
  amount bigint not null check (amount >= 0),
  primary key (period, starts_at)
);
${protectTable("credit_usage", { own: null, service: "select, insert, update" })}
create index credit_holds_user_idx on public.credit_holds (user_id, created_at);
create index credit_holds_created_idx on public.credit_holds (created_at);

alter table public.credit_charges add column provider text;
create index credit_charges_created_idx on public.credit_charges (created_at);
${keepCosts(userIdType, referencesUser)}`,
    `
drop trigger provider_tasks_keep_cost on public.provider_tasks;
drop function public.model_3d_keep_provider_cost();
drop table public.provider_costs;
drop index public.credit_charges_created_idx;
alter table public.credit_charges drop column provider;
drop index public.credit_holds_created_idx;
drop index public.credit_holds_user_idx;
drop table public.credit_usage;
drop table public.credit_operations;
drop table public.credit_refunds;
drop table public.credit_subscriptions;
${restoreGrants}`,
  );
