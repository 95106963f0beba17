import { correctCredits, grantCredits, refundCharge } from "./credit-grant-functions.ts";
import { HEADER, IS_LIVE, SPENT_IN_ORDER } from "./credit-sql.ts";
import { expireCredits, periodEnd, resetSubscription, subscribe } from "./credit-subscription-functions.ts";
import { sqlMigration, type MakeMigration } from "./migration.ts";
import { protectFunction } from "./row-level-security.ts";

const balance = (userIdType: string) => `
create function public.model_3d_credit_balance(p_user ${userIdType}, p_at timestamptz) returns bigint ${HEADER} as $$
begin
  return (select coalesce(sum(credits), 0) from user_credits where user_id = p_user and ${IS_LIVE});
end
$$;
${protectFunction(`model_3d_credit_balance(${userIdType}, timestamptz)`)}`;

/**
 * Days and months of UTC. A user's own sum is safe under the account's lock; the host's is one row for each period, which is counted up only
 * where it stays within the limit, and is locked after the account.
 */
export const reachLimit = (userIdType: string) => `
create function public.model_3d_reach_credit_limit(p_user ${userIdType}, p_amount integer, p_at timestamptz, p_limits jsonb) returns jsonb ${HEADER} as $$
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

/** Where they differ from one version to the next. */
export const FIRST_HOLD = { heldType: "integer", isCounted: "p_limits is not null and p_amount > 0" };

export const makeHold = (userIdType: string, { heldType, isCounted } = FIRST_HOLD) => `
create function public.model_3d_hold_credits(p_user ${userIdType}, p_model uuid, p_amount integer, p_expires_at timestamptz, p_allow_short boolean, p_at timestamptz, p_limits jsonb)
returns jsonb ${HEADER} as $$
declare
  v_held ${heldType} := model_3d_lock_credit_account(p_user);
  v_balance bigint;
  v_limited jsonb;
begin
  perform model_3d_reset_subscription(p_user, p_at);
  v_balance := model_3d_credit_balance(p_user, p_at);
  if p_amount > v_balance - v_held and p_amount > 0 and not p_allow_short then
    return jsonb_build_object('kind', 'insufficient', 'balance', v_balance, 'held', v_held, 'available', v_balance - v_held);
  end if;
  if ${isCounted} then
    v_limited := model_3d_reach_credit_limit(p_user, p_amount, p_at, p_limits);
    if v_limited is not null then
      return v_limited;
    end if;
  end if;
  insert into credit_holds (user_id, model_id, amount, expires_at, created_at) values (p_user, p_model, p_amount, p_expires_at, p_at);
  update credit_accounts set held = held + p_amount, updated_at = now() where user_id = p_user;
  insert into credit_ledger (user_id, kind, amount, held_change, model_id) values (p_user, 'hold', 0, p_amount, p_model);
  return jsonb_build_object('kind', 'held', 'available', v_balance - v_held - p_amount);
end
$$;
${protectFunction(`model_3d_hold_credits(${userIdType}, uuid, integer, timestamptz, boolean, timestamptz, jsonb)`)}`;

/** A grant that expired while the hold stood, by its own time or by a reset, still pays: the credits were promised when it was taken. */
const captureHold = (userIdType: string) => `
create function public.model_3d_capture_hold(p_user ${userIdType}, p_model uuid, p_allow_short boolean, p_provider text, p_at timestamptz) returns jsonb ${HEADER} as $$
declare
  v_hold credit_holds%rowtype;
  v_grant record;
  v_part integer;
  v_left integer;
begin
  perform from credit_accounts where user_id = p_user for update;
  select * into v_hold from credit_holds where model_id = p_model and user_id = p_user for update;
  if v_hold.status = 'captured' then
    return (select jsonb_build_object('kind', 'already_captured', 'charged', amount, 'short', short) from credit_charges where model_id = p_model);
  end if;
  if v_hold.status is distinct from 'pending' then
    return jsonb_build_object('kind', 'not_held');
  end if;

  v_left := v_hold.amount;
  for v_grant in
    select id, credits, plan_type from user_credits
    where user_id = p_user and status = 'active' and credits > 0 and (starts_at is null or starts_at <= p_at) and (expires_at is null or expires_at > v_hold.created_at)
    ${SPENT_IN_ORDER}
  loop
    exit when v_left = 0;
    v_part := least(v_left, v_grant.credits);
    update user_credits set credits = credits - v_part,
      status = case when plan_type = 'one_time' and credits = v_part then 'expired' else status end
    where id = v_grant.id;
    insert into credit_ledger (user_id, kind, amount, held_change, grant_id, model_id)
    values (p_user, 'charge', -v_part, -v_part, v_grant.id, p_model);
    v_left := v_left - v_part;
  end loop;
  if v_left > 0 then
    if not p_allow_short then
      raise exception 'The grants of the user are % credits short of the held %.', v_left, v_hold.amount
        using errcode = 'check_violation', constraint = 'credit_charges_covered';
    end if;
    insert into credit_ledger (user_id, kind, amount, held_change, model_id, reason)
    values (p_user, 'shortfall', 0, -v_left, p_model, format('%s of %s credits could not be charged', v_left, v_hold.amount));
  end if;
  insert into credit_charges (model_id, user_id, amount, short, provider) values (p_model, p_user, v_hold.amount - v_left, v_left, p_provider);
  update credit_holds set status = 'captured', settled_at = now() where id = v_hold.id;
  update credit_accounts set held = held - v_hold.amount, updated_at = now() where user_id = p_user;
  return jsonb_build_object('kind', 'captured', 'charged', v_hold.amount - v_left, 'short', v_left);
end
$$;
${protectFunction(`model_3d_capture_hold(${userIdType}, uuid, boolean, text, timestamptz)`)}`;

/** Also gives the amount back to the limits of the day and the month in which it was held. */
export const makeRelease = (userIdType: string) => `
create function public.model_3d_release_hold(p_user ${userIdType}, p_model uuid, p_reason text, p_as text, p_at timestamptz) returns jsonb ${HEADER} as $$
declare
  v_hold credit_holds%rowtype;
begin
  perform from credit_accounts where user_id = p_user for update;
  update credit_holds set status = p_as, settled_at = now()
  where model_id = p_model and user_id = p_user and status = 'pending' returning * into v_hold;
  if not found then
    return jsonb_build_object('kind', 'not_held');
  end if;
  update credit_accounts set held = held - v_hold.amount, updated_at = now() where user_id = p_user;
  insert into credit_ledger (user_id, kind, amount, held_change, model_id, reason)
  values (p_user, 'release', 0, -v_hold.amount, p_model, p_reason);
  if v_hold.amount > 0 then
    update credit_usage set amount = greatest(amount - v_hold.amount, 0) where period = 'day' and starts_at = date_trunc('day', v_hold.created_at, 'UTC');
    update credit_usage set amount = greatest(amount - v_hold.amount, 0) where period = 'month' and starts_at = date_trunc('month', v_hold.created_at, 'UTC');
  end if;
  return jsonb_build_object('kind', 'released');
end
$$;
${protectFunction(`model_3d_release_hold(${userIdType}, uuid, text, text, timestamptz)`)}`;

const MAKERS = [balance, () => periodEnd, expireCredits, resetSubscription, subscribe, reachLimit, makeHold, captureHold, makeRelease, grantCredits, correctCredits, refundCharge];

/**
 * The movements of credits with the time passed in, each one call under the lock of the account row. The former functions of the same names, with
 * fewer arguments, stay for the processes of the former version that run while this one is rolled out.
 */
export const creditMovements: MakeMigration = ({ userIdType }) =>
  sqlMigration(
    "0012-credit-movements",
    MAKERS.map((make) => make(userIdType)).join("\n"),
    `
drop function public.model_3d_refund_charge(uuid, integer, text, text, timestamptz);
drop function public.model_3d_correct_credits(${userIdType}, integer, text, text, text, timestamptz);
drop function public.model_3d_grant_credits(${userIdType}, integer, text, text, text, timestamptz, timestamptz, smallint, boolean, text);
drop function public.model_3d_release_hold(${userIdType}, uuid, text, text, timestamptz);
drop function public.model_3d_capture_hold(${userIdType}, uuid, boolean, text, timestamptz);
drop function public.model_3d_hold_credits(${userIdType}, uuid, integer, timestamptz, boolean, timestamptz, jsonb);
drop function public.model_3d_reach_credit_limit(${userIdType}, integer, timestamptz, jsonb);
drop function public.model_3d_unsubscribe_credits(${userIdType}, boolean, timestamptz);
drop function public.model_3d_subscribe_credits(${userIdType}, integer, text, timestamptz, boolean, timestamptz);
drop function public.model_3d_reset_due_subscription(${userIdType}, timestamptz);
drop function public.model_3d_reset_subscription(${userIdType}, timestamptz);
drop function public.model_3d_expire_credits(${userIdType}, timestamptz);
drop function public.model_3d_period_end(timestamptz, text, timestamptz);
drop function public.model_3d_credit_balance(${userIdType}, timestamptz);`,
  );
