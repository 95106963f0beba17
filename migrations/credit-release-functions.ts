import { HEADER } from "./credit-sql.ts";
import { protectFunction } from "./row-level-security.ts";

/** Also gives the amount back to the limits of the day and the month in which it was held, unless it was spent at a service all the same. */
const releaseHold = (userIdType: string) => `
create function public.model_3d_release_hold(p_user ${userIdType}, p_model uuid, p_reason text, p_as text, p_at timestamptz, p_is_spent boolean) returns jsonb ${HEADER} as $$
declare
  v_hold credit_holds%rowtype;
begin
  perform from credit_accounts where user_id = p_user for update;
  update credit_holds set status = p_as, settled_at = now(), is_spent = p_is_spent
  where model_id = p_model and user_id = p_user and status = 'pending' returning * into v_hold;
  if not found then
    return jsonb_build_object('kind', 'not_held');
  end if;
  update credit_accounts set held = held - v_hold.amount, updated_at = now() where user_id = p_user;
  insert into credit_ledger (user_id, kind, amount, held_change, model_id, reason)
  values (p_user, 'release', 0, -v_hold.amount, p_model, p_reason);
  if not p_is_spent then
    perform model_3d_lower_credit_usage(v_hold.amount, v_hold.created_at);
  end if;
  return jsonb_build_object('kind', 'released');
end
$$;
${protectFunction(`model_3d_release_hold(${userIdType}, uuid, text, text, timestamptz, boolean)`)}`;

/** The former function goes on for the processes of the former version. */
const formerRelease = (userIdType: string) => `
create or replace function public.model_3d_release_hold(p_user ${userIdType}, p_model uuid, p_reason text, p_as text, p_at timestamptz) returns jsonb ${HEADER} as $$
begin
  return model_3d_release_hold(p_user, p_model, p_reason, p_as, p_at, false);
end
$$;
${protectFunction(`model_3d_release_hold(${userIdType}, uuid, text, text, timestamptz)`)}`;

export const releaseOrSpend = (userIdType: string) => [releaseHold, formerRelease].map((make) => make(userIdType)).join("\n");

export const dropReleaseOrSpend = (userIdType: string) => `
drop function public.model_3d_release_hold(${userIdType}, uuid, text, text, timestamptz, boolean);`;
