import { HEADER, IS_LIVE, SPENT_IN_ORDER } from "./credit-sql.ts";
import { protectFunction } from "./row-level-security.ts";

/** The same key gives the first answer again; with another kind or amount, or another of what is remembered besides, it is refused. */
const REPEATED = (kind: string, terms = "") => `
  if p_key is not null then
    select case when kind = '${kind}' and amount = p_amount${terms && ` and coalesce(terms = ${terms}, true)`} then result || jsonb_build_object('kind', 'repeated') else jsonb_build_object('kind', 'key_reused') end
    into v_result from credit_operations where user_id = p_user and key = p_key;
    if found then
      return v_result;
    end if;
  end if;`;
const REMEMBERED = (kind: string, terms = "") => `
  if p_key is not null then
    insert into credit_operations (user_id, key, kind, amount, result${terms && ", terms"}) values (p_user, p_key, '${kind}', p_amount, v_result${terms && `, ${terms}`});
  end if;`;
/** Times as seconds: how a text of them reads depends on the session. */
const GRANT_TERMS = "jsonb_build_object('plan', p_plan_type, 'startsAt', extract(epoch from p_starts_at), 'expiresAt', extract(epoch from p_expires_at), 'rank', p_rank)";

const makeGrant = (userIdType: string, terms: string) => `
create function public.model_3d_grant_credits(p_user ${userIdType}, p_amount integer, p_plan_type text, p_reason text, p_actor text,
  p_starts_at timestamptz, p_expires_at timestamptz, p_rank smallint, p_once boolean, p_key text)
returns jsonb ${HEADER} as $$
declare
  v_grant uuid;
  v_result jsonb;
begin
  perform model_3d_lock_credit_account(p_user);${REPEATED("grant", terms)}
  if p_once and (exists (select from user_credits where user_id = p_user) or exists (select from credit_ledger where user_id = p_user and kind = 'grant')) then
    return jsonb_build_object('kind', 'had_some');
  end if;
  insert into user_credits (user_id, credits, plan_type, status, starts_at, expires_at, chosen_rank)
  values (p_user, p_amount, p_plan_type, 'active', p_starts_at, p_expires_at, p_rank) returning id into v_grant;
  insert into credit_ledger (user_id, kind, amount, grant_id, reason, actor) values (p_user, 'grant', p_amount, v_grant, p_reason, p_actor);
  v_result := jsonb_build_object('kind', 'granted', 'grantId', v_grant);${REMEMBERED("grant", terms)}
  return v_result;
end
$$;
${protectFunction(`model_3d_grant_credits(${userIdType}, integer, text, text, text, timestamptz, timestamptz, smallint, boolean, text)`)}`;

export const grantCredits = (userIdType: string) => makeGrant(userIdType, "");
/** The same, of which a key also remembers plan, start, end and rank. */
export const grantOnTerms = (userIdType: string) => makeGrant(userIdType, GRANT_TERMS);

/** Takes no more than is available: what is held was promised. */
export const correctCredits = (userIdType: string) => `
create function public.model_3d_correct_credits(p_user ${userIdType}, p_amount integer, p_reason text, p_actor text, p_key text, p_at timestamptz) returns jsonb ${HEADER} as $$
declare
  v_held integer := model_3d_lock_credit_account(p_user);
  v_available bigint;
  v_grant record;
  v_id uuid;
  v_part integer;
  v_left integer := -p_amount;
  v_result jsonb;
begin${REPEATED("correction")}
  perform model_3d_reset_subscription(p_user, p_at);
  v_available := model_3d_credit_balance(p_user, p_at) - v_held;
  if p_amount > 0 then
    insert into user_credits (user_id, credits, plan_type, status) values (p_user, p_amount, 'one_time', 'active') returning id into v_id;
    insert into credit_ledger (user_id, kind, amount, grant_id, reason, actor) values (p_user, 'correction', p_amount, v_id, p_reason, p_actor);
  elsif v_left > v_available then
    return jsonb_build_object('kind', 'insufficient', 'available', v_available);
  else
    for v_grant in select id, credits from user_credits where user_id = p_user and credits > 0 and ${IS_LIVE} ${SPENT_IN_ORDER} loop
      exit when v_left = 0;
      v_part := least(v_left, v_grant.credits);
      update user_credits set credits = credits - v_part,
        status = case when plan_type = 'one_time' and credits = v_part then 'expired' else status end
      where id = v_grant.id;
      insert into credit_ledger (user_id, kind, amount, grant_id, reason, actor) values (p_user, 'correction', -v_part, v_grant.id, p_reason, p_actor);
      v_left := v_left - v_part;
    end loop;
  end if;
  v_result := jsonb_build_object('kind', 'corrected', 'available', v_available + p_amount);${REMEMBERED("correction")}
  return v_result;
end
$$;
${protectFunction(`model_3d_correct_credits(${userIdType}, integer, text, text, text, timestamptz)`)}`;

/** What was spent last goes back first, into the grant that it came from; where that has ended, into a new one-time grant. */
export const refundCharge = (userIdType: string) => `
create function public.model_3d_refund_charge(p_model uuid, p_amount integer, p_reason text, p_actor text, p_at timestamptz) returns jsonb ${HEADER} as $$
declare
  v_user ${userIdType};
  v_charge credit_charges%rowtype;
  v_known integer;
  v_paid record;
  v_part integer;
  v_left integer;
  v_homeless integer := 0;
  v_grant uuid;
begin
  select user_id into v_user from credit_charges where model_id = p_model;
  if not found then
    return jsonb_build_object('kind', 'not_charged');
  end if;
  perform model_3d_lock_credit_account(v_user);
  select * into v_charge from credit_charges where model_id = p_model;
  select amount into v_known from credit_refunds where model_id = p_model;
  if found then
    return jsonb_build_object('kind', 'already_refunded', 'refunded', v_known, 'userId', v_user);
  end if;
  v_left := coalesce(p_amount, v_charge.amount);
  if v_charge.amount = 0 then
    return jsonb_build_object('kind', 'not_charged');
  elsif v_left > v_charge.amount then
    return jsonb_build_object('kind', 'too_much', 'charged', v_charge.amount);
  end if;
  insert into credit_refunds (model_id, user_id, amount, reason, actor) values (p_model, v_user, v_left, p_reason, p_actor);
  for v_paid in select grant_id, -amount as amount from credit_ledger where model_id = p_model and kind = 'charge' order by id desc loop
    exit when v_left = 0;
    v_part := least(v_left, v_paid.amount);
    v_left := v_left - v_part;
    update user_credits set credits = credits + v_part, status = 'active'
    where id = v_paid.grant_id and user_id = v_user and (expires_at is null or expires_at > p_at);
    if found then
      insert into credit_ledger (user_id, kind, amount, grant_id, model_id, reason, actor) values (v_user, 'refund', v_part, v_paid.grant_id, p_model, p_reason, p_actor);
    else
      v_homeless := v_homeless + v_part;
    end if;
  end loop;
  if v_homeless > 0 then
    insert into user_credits (user_id, credits, plan_type, status) values (v_user, v_homeless, 'one_time', 'active') returning id into v_grant;
    insert into credit_ledger (user_id, kind, amount, grant_id, model_id, reason, actor) values (v_user, 'refund', v_homeless, v_grant, p_model, p_reason, p_actor);
  end if;
  return jsonb_build_object('kind', 'refunded', 'refunded', coalesce(p_amount, v_charge.amount), 'userId', v_user);
end
$$;
${protectFunction("model_3d_refund_charge(uuid, integer, text, text, timestamptz)")}`;
