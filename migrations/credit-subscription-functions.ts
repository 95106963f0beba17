import { HEADER } from "./credit-sql.ts";
import { protectFunction } from "./row-level-security.ts";

/** Counted from the anchor each time, in UTC: a period that began on a 31st ends on the last day of a shorter month, and on the 31st again after it. */
export const periodEnd = `
create function public.model_3d_period_end(p_anchor timestamptz, p_period text, p_at timestamptz) returns timestamptz ${HEADER} as $$
declare
  v_anchor timestamp := p_anchor at time zone 'UTC';
  v_at timestamp := p_at at time zone 'UTC';
  v_length interval := case p_period when 'day' then interval '1 day' when 'week' then interval '7 days' when 'month' then interval '1 month' else interval '1 year' end;
  v_count integer := case p_period
    when 'day' then floor(extract(epoch from v_at - v_anchor) / 86400)
    when 'week' then floor(extract(epoch from v_at - v_anchor) / 604800)
    when 'month' then (extract(year from v_at) - extract(year from v_anchor)) * 12 + extract(month from v_at) - extract(month from v_anchor) - 1
    else extract(year from v_at) - extract(year from v_anchor) - 1 end;
begin
  v_count := greatest(v_count, 0);
  while v_anchor + v_count * v_length <= v_at loop
    v_count := v_count + 1;
  end loop;
  return (v_anchor + v_count * v_length) at time zone 'UTC';
end
$$;
${protectFunction("model_3d_period_end(timestamptz, text, timestamptz)")}`;

/** A grant that has expired waits for the holds that were taken before: they may still be paid from it. */
export const expireCredits = (userIdType: string) => `
create function public.model_3d_expire_credits(p_user ${userIdType}, p_at timestamptz) returns integer ${HEADER} as $$
declare
  v_held integer := model_3d_lock_credit_account(p_user);
  v_grant record;
  v_expired integer := 0;
begin
  for v_grant in
    select id, credits, plan_type from user_credits as ending
    where user_id = p_user and status = 'active' and expires_at <= p_at
      and not exists (select from credit_holds where user_id = p_user and credit_holds.status = 'pending' and credit_holds.created_at < ending.expires_at)
    order by created_at, id for update
  loop
    update user_credits set credits = credits - v_grant.credits, status = 'expired' where id = v_grant.id;
    if v_grant.credits > 0 then
      insert into credit_ledger (user_id, kind, amount, grant_id, reason)
      values (p_user, 'expiry', -v_grant.credits, v_grant.id, case v_grant.plan_type when 'subscription' then 'the period ended' else 'the grant expired' end);
    end if;
    v_expired := v_expired + v_grant.credits;
  end loop;
  return v_expired;
end
$$;
${protectFunction(`model_3d_expire_credits(${userIdType}, timestamptz)`)}`;

/** However many periods were missed: one reset, to the period that is now. The caller has locked the account. */
export const resetSubscription = (userIdType: string) => makeReset(userIdType, "");

/** The same, with a grant that can take no more kept at the largest number there is. */
export const resetWithinRange = (userIdType: string) =>
  makeReset(
    userIdType,
    `
    select least(v_plan.allowance, 2147483647 - credits) into v_plan.allowance from user_credits
    where id = v_plan.grant_id and user_id = p_user and status = 'active' and expires_at is null;
    v_plan.allowance := coalesce(v_plan.allowance, (select allowance from credit_subscriptions where user_id = p_user));`,
  );

const makeReset = (userIdType: string, bound: string) => `
create function public.model_3d_reset_subscription(p_user ${userIdType}, p_at timestamptz) returns boolean ${HEADER} as $$
declare
  v_plan credit_subscriptions%rowtype;
  v_ends timestamptz;
begin
  select * into v_plan from credit_subscriptions where user_id = p_user and period_ends_at <= p_at for update;
  if not found then
    return false;
  end if;
  if v_plan.ends_with_period then
    delete from credit_subscriptions where user_id = p_user;
    perform model_3d_expire_credits(p_user, p_at);
    return true;
  end if;
  v_ends := model_3d_period_end(v_plan.anchor_at, v_plan.period, p_at);
  if v_plan.roll_over then${bound}
    update user_credits set credits = credits + v_plan.allowance, allowance = v_plan.allowance, period_ends_at = v_ends
    where id = v_plan.grant_id and user_id = p_user and status = 'active' and expires_at is null;
  end if;
  if not v_plan.roll_over or not found then
    v_plan.grant_id := gen_random_uuid();
    insert into user_credits (id, user_id, credits, plan_type, status, allowance, period_ends_at, expires_at)
    values (v_plan.grant_id, p_user, v_plan.allowance, 'subscription', 'active', v_plan.allowance, v_ends, case when not v_plan.roll_over then v_ends end);
  end if;
  insert into credit_ledger (user_id, kind, amount, grant_id, reason)
  values (p_user, 'reset', v_plan.allowance, v_plan.grant_id, format('%s until %s', v_plan.period, to_char(v_ends at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')));
  update credit_subscriptions set period_ends_at = v_ends, grant_id = v_plan.grant_id where user_id = p_user;
  perform model_3d_expire_credits(p_user, p_at);
  return true;
end
$$;
${protectFunction(`model_3d_reset_subscription(${userIdType}, timestamptz)`)}

create function public.model_3d_reset_due_subscription(p_user ${userIdType}, p_at timestamptz) returns boolean ${HEADER} as $$
begin
  perform model_3d_lock_credit_account(p_user);
  return model_3d_reset_subscription(p_user, p_at);
end
$$;
${protectFunction(`model_3d_reset_due_subscription(${userIdType}, timestamptz)`)}`;

/** Other terms hold from the next period on; another start ends the present period there, or now where it has passed. */
export const subscribe = (userIdType: string) => `
create function public.model_3d_subscribe_credits(p_user ${userIdType}, p_allowance integer, p_period text, p_starts_at timestamptz, p_roll_over boolean, p_at timestamptz) returns jsonb ${HEADER} as $$
declare
  v_held integer := model_3d_lock_credit_account(p_user);
  v_plan credit_subscriptions%rowtype;
  v_moves boolean;
begin
  perform model_3d_reset_subscription(p_user, p_at);
  select * into v_plan from credit_subscriptions where user_id = p_user for update;
  if not found then
    insert into credit_subscriptions (user_id, allowance, period, anchor_at, roll_over, period_ends_at)
    values (p_user, p_allowance, p_period, coalesce(p_starts_at, p_at), p_roll_over, coalesce(p_starts_at, p_at));
  else
    v_moves := p_starts_at is not null and p_starts_at <> v_plan.anchor_at;
    update credit_subscriptions set allowance = p_allowance, roll_over = p_roll_over, ends_with_period = false,
      anchor_at = case when v_moves then p_starts_at when p_period <> period then period_ends_at else anchor_at end,
      period_ends_at = case when v_moves then greatest(p_starts_at, p_at) else period_ends_at end,
      period = p_period
    where user_id = p_user returning * into v_plan;
    update user_credits set period_ends_at = v_plan.period_ends_at, expires_at = case when not p_roll_over then v_plan.period_ends_at end
    where id = v_plan.grant_id and user_id = p_user and status = 'active';
  end if;
  perform model_3d_reset_subscription(p_user, p_at);
  return (select jsonb_build_object('allowance', allowance, 'period', period, 'startsAt', anchor_at, 'periodEndsAt', period_ends_at, 'rollOver', roll_over)
    from credit_subscriptions where user_id = p_user);
end
$$;
${protectFunction(`model_3d_subscribe_credits(${userIdType}, integer, text, timestamptz, boolean, timestamptz)`)}

create function public.model_3d_unsubscribe_credits(p_user ${userIdType}, p_now boolean, p_at timestamptz) returns boolean ${HEADER} as $$
declare
  v_held integer := model_3d_lock_credit_account(p_user);
  v_plan credit_subscriptions%rowtype;
begin
  perform model_3d_reset_subscription(p_user, p_at);
  update credit_subscriptions set ends_with_period = true, period_ends_at = case when p_now then least(period_ends_at, p_at) else period_ends_at end
  where user_id = p_user returning * into v_plan;
  if not found then
    return false;
  end if;
  update user_credits set expires_at = v_plan.period_ends_at where id = v_plan.grant_id and user_id = p_user and status = 'active';
  perform model_3d_reset_subscription(p_user, p_at);
  return true;
end
$$;
${protectFunction(`model_3d_unsubscribe_credits(${userIdType}, boolean, timestamptz)`)}`;
