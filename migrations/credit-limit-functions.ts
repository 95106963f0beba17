import { HEADER } from "./credit-sql.ts";
import { protectFunction } from "./row-level-security.ts";

/**
 * Days and months of UTC; holds in a ledger of the host's do not count. A user's own sum is safe under the account's lock; the host's is one row for each period, which is counted up only
 * where it stays within the limit, and is locked after the account.
 */
export const reachOwnLimit = (userIdType: string) => `
create or replace function public.model_3d_reach_credit_limit(p_user ${userIdType}, p_amount integer, p_at timestamptz, p_limits jsonb) returns jsonb ${HEADER} as $$
declare
  v_period text;
  v_start timestamptz;
  v_end timestamptz;
  v_limit bigint;
  v_used bigint;
  v_counted text[] := '{}';
begin
  foreach v_period in array array['day', 'month'] loop
    v_start := date_trunc(v_period, p_at, 'UTC');
    v_end := (v_start at time zone 'UTC' + ('1 ' || v_period)::interval) at time zone 'UTC';
    v_limit := (p_limits -> 'user' ->> v_period)::bigint;
    if v_limit is not null then
      select coalesce(sum(amount), 0) into v_used from credit_holds
      where user_id = p_user and created_at >= v_start and created_at < v_end and status in ('pending', 'captured');
      if v_used + p_amount > v_limit then
        return jsonb_build_object('kind', 'limited', 'scope', 'user', 'period', v_period, 'limit', v_limit, 'used', v_used, 'endsAt', v_end);
      end if;
    end if;
  end loop;
  foreach v_period in array array['day', 'month'] loop
    v_limit := (p_limits -> 'host' ->> v_period)::bigint;
    continue when v_limit is null;
    v_start := date_trunc(v_period, p_at, 'UTC');
    v_end := (v_start at time zone 'UTC' + ('1 ' || v_period)::interval) at time zone 'UTC';
    if not exists (select from credit_usage where period = v_period and starts_at = v_start) then
      insert into credit_usage (period, starts_at, amount)
      select v_period, v_start, coalesce(sum(amount), 0) from credit_holds where created_at >= v_start and created_at < v_end and status in ('pending', 'captured')
      on conflict do nothing;
    end if;
    update credit_usage set amount = amount + p_amount where period = v_period and starts_at = v_start and amount + p_amount <= v_limit;
    if not found then
      if 'day' = any (v_counted) then
        update credit_usage set amount = amount - p_amount where period = 'day' and starts_at = date_trunc('day', p_at, 'UTC');
      end if;
      select amount into v_used from credit_usage where period = v_period and starts_at = v_start;
      return jsonb_build_object('kind', 'limited', 'scope', 'host', 'period', v_period, 'limit', v_limit, 'used', v_used, 'endsAt', v_end);
    end if;
    v_counted := v_counted || v_period;
  end loop;
  return null;
end
$$;
${protectFunction(`model_3d_reach_credit_limit(${userIdType}, integer, timestamptz, jsonb)`)}`;

/** A user's own sum under the lock of the account, the host's in one row for each period that is locked after it. Both kinds of holds count: those here and those in a ledger of the host's. */
export const reachLimit = (userIdType: string, name: string) => `
create or replace function public.${name}(p_user ${userIdType}, p_amount integer, p_at timestamptz, p_limits jsonb) returns jsonb ${HEADER} as $$
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
${protectFunction(`${name}(${userIdType}, integer, timestamptz, jsonb)`)}`;

/** @param limit the function that says whether a limit is reached. */
export const openExternalHold = (userIdType: string, limit: string) => `
create or replace function public.model_3d_open_external_hold(p_user ${userIdType}, p_model uuid, p_ledger text, p_amount integer, p_allow_short boolean, p_next_try_at timestamptz, p_at timestamptz, p_limits jsonb)
returns jsonb ${HEADER} as $$
declare
  v_limited jsonb;
begin
  perform model_3d_lock_credit_account(p_user);
  if p_limits is not null and p_amount > 0 then
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
