import { HEADER } from "./credit-sql.ts";
import { sqlMigration, type MakeMigration } from "./migration.ts";
import { protectFunction, protectTable } from "./row-level-security.ts";

/** As with our own holds: a user's own sum under the lock of the account, the host's in one row for each period. Both kinds of holds count. */
export const reachExternalLimit = (userIdType: string) => `
create function public.model_3d_reach_external_limit(p_user ${userIdType}, p_amount integer, p_at timestamptz, p_limits jsonb) returns jsonb ${HEADER} as $$
declare
  v_period text;
  v_start timestamptz;
  v_end timestamptz;
  v_limit bigint;
  v_used bigint;
  v_is_host boolean;
begin
  foreach v_is_host in array array[false, true] loop
    foreach v_period in array array['day', 'month'] loop
      v_limit := (p_limits -> (case when v_is_host then 'host' else 'user' end) ->> v_period)::bigint;
      continue when v_limit is null;
      v_start := date_trunc(v_period, p_at, 'UTC');
      v_end := (v_start at time zone 'UTC' + ('1 ' || v_period)::interval) at time zone 'UTC';
      if v_is_host then
        insert into credit_usage (period, starts_at, amount)
        select v_period, v_start, (select coalesce(sum(amount), 0) from credit_holds where created_at >= v_start and created_at < v_end and status in ('pending', 'captured'))
          + (select coalesce(sum(amount), 0) from external_holds where created_at >= v_start and created_at < v_end and state in ('opening', 'held', 'capture_due', 'captured'))
        where not exists (select from credit_usage where period = v_period and starts_at = v_start)
        on conflict do nothing;
        select amount into v_used from credit_usage where period = v_period and starts_at = v_start for update;
      else
        select (select coalesce(sum(amount), 0) from credit_holds where user_id = p_user and created_at >= v_start and created_at < v_end and status in ('pending', 'captured'))
          + (select coalesce(sum(amount), 0) from external_holds where user_id = p_user and created_at >= v_start and created_at < v_end and state in ('opening', 'held', 'capture_due', 'captured'))
        into v_used;
      end if;
      if v_used + p_amount > v_limit then
        return jsonb_build_object('kind', 'limited', 'scope', case when v_is_host then 'host' else 'user' end, 'period', v_period, 'limit', v_limit, 'used', v_used, 'endsAt', v_end);
      end if;
    end loop;
  end loop;
  update credit_usage set amount = amount + p_amount
  where (period = 'day' and starts_at = date_trunc('day', p_at, 'UTC') and p_limits -> 'host' ->> 'day' is not null)
    or (period = 'month' and starts_at = date_trunc('month', p_at, 'UTC') and p_limits -> 'host' ->> 'month' is not null);
  return null;
end
$$;
${protectFunction(`model_3d_reach_external_limit(${userIdType}, integer, timestamptz, jsonb)`)}`;

/** Where they differ from one version to the next. */
export const FIRST_OPENING = { limit: "model_3d_reach_external_limit", isCounted: "p_limits is not null and p_amount > 0" };

export const openExternalHold = (userIdType: string, { limit, isCounted } = FIRST_OPENING) => `
create function public.model_3d_open_external_hold(p_user ${userIdType}, p_model uuid, p_ledger text, p_amount integer, p_allow_short boolean, p_next_try_at timestamptz, p_at timestamptz, p_limits jsonb)
returns jsonb ${HEADER} as $$
declare
  v_limited jsonb;
begin
  perform model_3d_lock_credit_account(p_user);
  if ${isCounted} then
    v_limited := ${limit}(p_user, p_amount, p_at, p_limits);
    if v_limited is not null then
      return v_limited;
    end if;
  end if;
  insert into external_holds (model_id, user_id, ledger, amount, allow_short, next_try_at, created_at) values (p_model, p_user, p_ledger, p_amount, p_allow_short, p_next_try_at, p_at);
  return jsonb_build_object('kind', 'opened');
end
$$;
${protectFunction(`model_3d_open_external_hold(${userIdType}, uuid, text, integer, boolean, timestamptz, timestamptz, jsonb)`)}`;

/** Charge and release exclude one another here, before the ledger is asked for either. Only what the ledger has refused is removed. */
const guardHold = `
create function public.model_3d_guard_external_hold() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    if old.state <> 'opening' then
      raise exception 'A hold that is % is kept.', old.state using errcode = 'check_violation', constraint = 'external_holds_kept';
    end if;
    return old;
  end if;
  if (new.model_id, new.user_id, new.ledger, new.amount, new.created_at) is distinct from (old.model_id, old.user_id, old.ledger, old.amount, old.created_at) then
    raise exception 'What is held, by whom and for what never changes.' using errcode = 'check_violation', constraint = 'external_holds_identity_kept';
  end if;
  if new.state <> old.state and not (old.state, new.state) in (('opening', 'held'), ('opening', 'release_due'), ('held', 'capture_due'), ('held', 'release_due'),
    ('capture_due', 'captured'), ('release_due', 'released'), ('release_due', 'captured')) then
    raise exception 'A hold that is % cannot become %.', old.state, new.state using errcode = 'check_violation', constraint = 'external_holds_allowed_move';
  end if;
  return new;
end
$$;
revoke all on function public.model_3d_guard_external_hold() from public;
create trigger external_holds_guard before update or delete on public.external_holds for each row execute function public.model_3d_guard_external_hold();`;

/**
 * What is held in a ledger of the host's: a row for each model, written before the ledger hears of it. It names no user of the host's table,
 * since what is held there outlives whoever is deleted here. `external_ledgers` says which ledger is in use, to commands that know no options.
 */
export const externalHolds: MakeMigration = ({ userIdType }) =>
  sqlMigration(
    "0019-external-holds",
    `
create table public.external_holds (
  model_id uuid primary key,
  number bigint generated always as identity unique,
  user_id ${userIdType} not null,
  ledger text not null,
  amount integer not null check (amount >= 0),
  allow_short boolean not null default false,
  state text not null default 'opening' check (state in ('opening', 'held', 'capture_due', 'captured', 'release_due', 'released')),
  reference text,
  provider text,
  reason text,
  charged integer check (charged >= 0),
  short integer check (short >= 0),
  attempts integer not null default 0,
  next_try_at timestamptz,
  last_error text,
  created_at timestamptz not null default now(),
  due_at timestamptz,
  settled_at timestamptz,
  constraint external_holds_settled_when_final check ((state in ('captured', 'released')) = (settled_at is not null)),
  constraint external_holds_charged_when_captured check ((state = 'captured') = (charged is not null and short is not null))
);
create index external_holds_due_idx on public.external_holds (next_try_at) where state in ('opening', 'capture_due', 'release_due');
create index external_holds_open_idx on public.external_holds (user_id) where state not in ('captured', 'released');
create index external_holds_held_idx on public.external_holds (created_at) where state = 'held';
create index external_holds_user_idx on public.external_holds (user_id, number desc);
create index external_holds_limit_idx on public.external_holds (user_id, created_at);
create index external_holds_created_idx on public.external_holds (created_at);
${protectTable("external_holds")}
${guardHold}

create table public.external_ledgers (
  name text primary key,
  is_in_use boolean not null,
  updated_at timestamptz not null default now()
);
create unique index external_ledgers_one_in_use on public.external_ledgers ((true)) where is_in_use;
${protectTable("external_ledgers", { own: null })}
${reachExternalLimit(userIdType)}
${openExternalHold(userIdType)}`,
    `
drop function public.model_3d_open_external_hold(${userIdType}, uuid, text, integer, boolean, timestamptz, timestamptz, jsonb);
drop function public.model_3d_reach_external_limit(${userIdType}, integer, timestamptz, jsonb);
drop table public.external_ledgers;
drop table public.external_holds;
drop function public.model_3d_guard_external_hold();`,
  );
