import { sqlMigration, type MakeMigration } from "./migration.ts";
import { protectFunction } from "./row-level-security.ts";

const HEADER = "language plpgsql security invoker set search_path = pg_catalog, public, pg_temp";

export const lockAccount = (userIdType: string, heldType = "integer") => `
create function public.model_3d_lock_credit_account(p_user ${userIdType}) returns ${heldType} ${HEADER} as $$
declare
  v_held ${heldType};
begin
  select held into v_held from credit_accounts where user_id = p_user for update;
  if not found then
    insert into credit_accounts (user_id) values (p_user) on conflict (user_id) do nothing;
    select held into v_held from credit_accounts where user_id = p_user for update;
  end if;
  return v_held;
end
$$;
${protectFunction(`model_3d_lock_credit_account(${userIdType})`)}`;

const holdCredits = (userIdType: string) => `
create function public.model_3d_hold_credits(p_user ${userIdType}, p_model uuid, p_amount integer, p_expires_at timestamptz, p_allow_short boolean)
returns jsonb ${HEADER} as $$
declare
  v_held integer := model_3d_lock_credit_account(p_user);
  v_balance bigint;
begin
  select coalesce(sum(credits), 0) into v_balance from user_credits
  where user_id = p_user and status = 'active' and (expires_at is null or expires_at > now());
  if p_amount > v_balance - v_held and p_amount > 0 and not p_allow_short then
    return jsonb_build_object('kind', 'insufficient', 'balance', v_balance, 'held', v_held, 'available', v_balance - v_held);
  end if;
  insert into credit_holds (user_id, model_id, amount, expires_at) values (p_user, p_model, p_amount, p_expires_at);
  update credit_accounts set held = held + p_amount, updated_at = now() where user_id = p_user;
  insert into credit_ledger (user_id, kind, amount, held_change, model_id) values (p_user, 'hold', 0, p_amount, p_model);
  return jsonb_build_object('kind', 'held', 'available', v_balance - v_held - p_amount);
end
$$;
${protectFunction(`model_3d_hold_credits(${userIdType}, uuid, integer, timestamptz, boolean)`)}`;

/** A grant that expired while the hold stood still pays: the credits were promised when it was taken. */
const captureHold = (userIdType: string) => `
create function public.model_3d_capture_hold(p_user ${userIdType}, p_model uuid, p_allow_short boolean) returns jsonb ${HEADER} as $$
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
    where user_id = p_user and status = 'active' and credits > 0 and (expires_at is null or expires_at > v_hold.created_at)
    order by rank, created_at, id
    for update
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
  insert into credit_charges (model_id, user_id, amount, short) values (p_model, p_user, v_hold.amount - v_left, v_left);
  update credit_holds set status = 'captured', settled_at = now() where id = v_hold.id;
  update credit_accounts set held = held - v_hold.amount, updated_at = now() where user_id = p_user;
  return jsonb_build_object('kind', 'captured', 'charged', v_hold.amount - v_left, 'short', v_left);
end
$$;
${protectFunction(`model_3d_capture_hold(${userIdType}, uuid, boolean)`)}`;

const releaseHold = (userIdType: string) => `
create function public.model_3d_release_hold(p_user ${userIdType}, p_model uuid, p_reason text, p_as text) returns jsonb ${HEADER} as $$
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
  return jsonb_build_object('kind', 'released');
end
$$;
${protectFunction(`model_3d_release_hold(${userIdType}, uuid, text, text)`)}`;

const grantCredits = (userIdType: string) => `
create function public.model_3d_grant_credits(p_user ${userIdType}, p_amount integer, p_plan_type text, p_reason text, p_actor text, p_expires_at timestamptz, p_once boolean)
returns uuid ${HEADER} as $$
declare
  v_grant uuid;
begin
  perform model_3d_lock_credit_account(p_user);
  if p_once and (exists (select from user_credits where user_id = p_user) or exists (select from credit_ledger where user_id = p_user and kind = 'grant')) then
    return null;
  end if;
  insert into user_credits (user_id, credits, plan_type, status, expires_at)
  values (p_user, p_amount, p_plan_type, 'active', p_expires_at) returning id into v_grant;
  insert into credit_ledger (user_id, kind, amount, grant_id, reason, actor) values (p_user, 'grant', p_amount, v_grant, p_reason, p_actor);
  return v_grant;
end
$$;
${protectFunction(`model_3d_grant_credits(${userIdType}, integer, text, text, text, timestamptz, boolean)`)}`;

/** Those that a later migration replaces, for its way down. */
export const FORMER = [holdCredits, captureHold, releaseHold, grantCredits];

/** The movements of credits: each one call, under the lock of the user's account row, with amounts that change relatively. */
export const creditFunctions: MakeMigration = ({ userIdType }) =>
  sqlMigration(
    "0003-credit-functions",
    [lockAccount, ...FORMER].map((make) => make(userIdType)).join("\n"),
    `
drop function public.model_3d_grant_credits(${userIdType}, integer, text, text, text, timestamptz, boolean);
drop function public.model_3d_release_hold(${userIdType}, uuid, text, text);
drop function public.model_3d_capture_hold(${userIdType}, uuid, boolean);
drop function public.model_3d_hold_credits(${userIdType}, uuid, integer, timestamptz, boolean);
drop function public.model_3d_lock_credit_account(${userIdType});`,
  );
