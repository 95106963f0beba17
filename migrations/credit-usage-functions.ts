import { HEADER } from "./credit-sql.ts";
import { protectFunction } from "./row-level-security.ts";

/** Any number, the same in every version: shared by whoever changes what counts, alone for whoever sums it anew. */
const USAGE_LOCK = 7_303_322;

/** What counts towards limits: what is held or was charged, and what was given back after a service had been asked for it. */
const OWN_COUNTS = "(status in ('pending', 'captured') or is_spent)";
const EXTERNAL_COUNTS = "(state in ('opening', 'held', 'capture_due', 'captured') or is_spent)";

const sumOf = (condition: string) => `(select coalesce(sum(amount), 0) from credit_holds where ${condition} and ${OWN_COUNTS})
    + (select coalesce(sum(amount), 0) from external_holds where ${condition} and ${EXTERNAL_COUNTS})`;

/**
 * A sum of the host's is kept for as long as every hold is counted in it. One that is not, since no limit is set for the host, takes the row of
 * its month away, without which nothing of that month is believed; where there is none, that is one look at an index and no lock that others wait for.
 */
const forgetUsage = `
create function public.model_3d_forget_credit_usage(p_at timestamptz) returns void ${HEADER} as $$
begin
  perform pg_advisory_xact_lock_shared(${USAGE_LOCK});
  delete from credit_usage where period = 'month' and starts_at = date_trunc('month', p_at, 'UTC');
end
$$;
${protectFunction("model_3d_forget_credit_usage(timestamptz)")}`;

/** The month's row is locked before the day's, here and everywhere. */
const lowerUsage = `
create function public.model_3d_lower_credit_usage(p_amount integer, p_held_at timestamptz) returns void ${HEADER} as $$
begin
  if p_amount = 0 then
    return;
  end if;
  perform pg_advisory_xact_lock_shared(${USAGE_LOCK});
  update credit_usage set amount = greatest(amount - p_amount, 0) where period = 'month' and starts_at = date_trunc('month', p_held_at, 'UTC');
  if found then
    update credit_usage set amount = greatest(amount - p_amount, 0) where period = 'day' and starts_at = date_trunc('day', p_held_at, 'UTC');
  end if;
end
$$;
${protectFunction("model_3d_lower_credit_usage(integer, timestamptz)")}`;

/** The month is summed with nobody's hold or release under way beside it; the day under the lock of the month's row, which all of them need. */
const openUsage = `
create function public.model_3d_open_credit_usage(p_at timestamptz) returns void ${HEADER} as $$
declare
  v_month timestamptz := date_trunc('month', p_at, 'UTC');
  v_month_ends timestamptz := (v_month at time zone 'UTC' + interval '1 month') at time zone 'UTC';
  v_day timestamptz := date_trunc('day', p_at, 'UTC');
  v_day_ends timestamptz := v_day + interval '24 hours';
begin
  perform from credit_usage where period = 'month' and starts_at = v_month for update;
  if not found then
    perform pg_advisory_xact_lock(${USAGE_LOCK});
    perform from credit_usage where period = 'month' and starts_at = v_month for update;
    if not found then
      delete from credit_usage where period = 'day' and starts_at >= v_month and starts_at < v_month_ends;
      insert into credit_usage (period, starts_at, amount) values ('month', v_month,
        ${sumOf("created_at >= v_month and created_at < v_month_ends")});
    end if;
  end if;
  if not exists (select from credit_usage where period = 'day' and starts_at = v_day) then
    insert into credit_usage (period, starts_at, amount) values ('day', v_day,
      ${sumOf("created_at >= v_day and created_at < v_day_ends")});
  end if;
end
$$;
${protectFunction("model_3d_open_credit_usage(timestamptz)")}`;

/**
 * Days and months of UTC; both kinds of holds count, those here and those in a ledger of the host's. A user's own sum is safe under the lock of
 * the account; the host's is one row for each period, which is locked after it and kept only while the host has a limit.
 */
const reachLimit = (userIdType: string) => `
create or replace function public.model_3d_reach_credit_limit(p_user ${userIdType}, p_amount integer, p_at timestamptz, p_limits jsonb) returns jsonb ${HEADER} as $$
declare
  v_period text;
  v_start timestamptz;
  v_end timestamptz;
  v_limit bigint;
  v_used bigint;
  v_is_host boolean;
  v_counts_host boolean := coalesce(p_limits -> 'host' ->> 'day', p_limits -> 'host' ->> 'month') is not null;
begin
  foreach v_is_host in array (case when p_limits is null then '{}' when v_counts_host then array[false, true] else array[false] end)::boolean[] loop
    if v_is_host then
      perform model_3d_open_credit_usage(p_at);
    end if;
    foreach v_period in array array['day', 'month'] loop
      v_limit := (p_limits -> (case when v_is_host then 'host' else 'user' end) ->> v_period)::bigint;
      continue when v_limit is null;
      v_start := date_trunc(v_period, p_at, 'UTC');
      v_end := (v_start at time zone 'UTC' + ('1 ' || v_period)::interval) at time zone 'UTC';
      if v_is_host then
        select amount into v_used from credit_usage where period = v_period and starts_at = v_start;
      else
        v_used := ${sumOf("user_id = p_user and created_at >= v_start and created_at < v_end")};
      end if;
      if v_used + p_amount > v_limit then
        return jsonb_build_object('kind', 'limited', 'scope', case when v_is_host then 'host' else 'user' end, 'period', v_period, 'limit', v_limit, 'used', v_used, 'endsAt', v_end);
      end if;
    end loop;
  end loop;
  if v_counts_host then
    update credit_usage set amount = amount + p_amount
    where (period, starts_at) in (('day', date_trunc('day', p_at, 'UTC')), ('month', date_trunc('month', p_at, 'UTC')));
  else
    perform model_3d_forget_credit_usage(p_at);
  end if;
  return null;
end
$$;
${protectFunction(`model_3d_reach_credit_limit(${userIdType}, integer, timestamptz, jsonb)`)}`;

/** What counts towards limits, and who keeps the host's sums. */
export const countUsage = (userIdType: string) => [forgetUsage, lowerUsage, openUsage, reachLimit(userIdType)].join("\n");

export const dropUsage = `
drop function public.model_3d_open_credit_usage(timestamptz);
drop function public.model_3d_lower_credit_usage(integer, timestamptz);
drop function public.model_3d_forget_credit_usage(timestamptz);`;
