import { HEADER } from "./credit-sql.ts";
import { protectFunction } from "./row-level-security.ts";

/** What processes of a former version call while this one is rolled out does as the present functions do: grants that start later, resets and sums hold for it too. */
export const delegateFormer = (userIdType: string) => `
create or replace function public.model_3d_hold_credits(p_user ${userIdType}, p_model uuid, p_amount integer, p_expires_at timestamptz, p_allow_short boolean)
returns jsonb ${HEADER} as $$
begin
  return model_3d_hold_credits(p_user, p_model, p_amount, p_expires_at, p_allow_short, now(), null::jsonb);
end
$$;
${protectFunction(`model_3d_hold_credits(${userIdType}, uuid, integer, timestamptz, boolean)`)}

create or replace function public.model_3d_capture_hold(p_user ${userIdType}, p_model uuid, p_allow_short boolean) returns jsonb ${HEADER} as $$
begin
  return model_3d_capture_hold(p_user, p_model, p_allow_short, null::text, now());
end
$$;
${protectFunction(`model_3d_capture_hold(${userIdType}, uuid, boolean)`)}

create or replace function public.model_3d_release_hold(p_user ${userIdType}, p_model uuid, p_reason text, p_as text) returns jsonb ${HEADER} as $$
begin
  return model_3d_release_hold(p_user, p_model, p_reason, p_as, now(), false);
end
$$;
${protectFunction(`model_3d_release_hold(${userIdType}, uuid, text, text)`)}

create or replace function public.model_3d_grant_credits(p_user ${userIdType}, p_amount integer, p_plan_type text, p_reason text, p_actor text, p_expires_at timestamptz, p_once boolean)
returns uuid ${HEADER} as $$
begin
  return (model_3d_grant_credits(p_user, p_amount, p_plan_type, p_reason, p_actor, null::timestamptz, p_expires_at, null::smallint, p_once, null::text) ->> 'grantId')::uuid;
end
$$;
${protectFunction(`model_3d_grant_credits(${userIdType}, integer, text, text, text, timestamptz, boolean)`)}`;
