import { FORMER, lockAccount } from "./0003-credit-functions.ts";
import { makeHold, makeRelease, reachLimit } from "./0012-credit-movements.ts";
import { openExternalHold, reachExternalLimit } from "./0019-external-holds.ts";
import { correctCredits, grantCredits, grantOnTerms } from "./credit-grant-functions.ts";
import { dropReleaseOrSpend, releaseOrSpend } from "./credit-release-functions.ts";
import { expireCredits, resetSubscription, resetWithinRange, subscribe } from "./credit-subscription-functions.ts";
import { countUsage, dropUsage } from "./credit-usage-functions.ts";
import { delegateFormer } from "./former-credit-functions.ts";
import { sqlMigration, type MakeMigration } from "./migration.ts";

/** Counted also where nobody has a limit, so that a sum of the host's is never believed that lacks one. */
const HOLD = { heldType: "bigint", isCounted: "p_amount > 0" };
/** One function says whether a limit is reached, whichever ledger keeps the credits. */
const OPENING = { limit: "model_3d_reach_credit_limit", isCounted: "p_amount > 0" };
/** Those that lock the account and take what is held for a number. */
const LOCKING = [expireCredits, subscribe, correctCredits];
const wide = (sql: string) => sql.replaceAll("v_held integer", "v_held bigint");
const again = (sql: string) => sql.replaceAll("create function", "create or replace function");

/** What a service was asked for counts towards limits whatever becomes of the model, the sums of the host's are right whoever else is under way, and a key stands for one grant. */
export const creditRules: MakeMigration = ({ userIdType, referencesUser }) =>
  sqlMigration(
    "0022-credit-rules",
    `
alter table public.credit_holds add column is_spent boolean not null default false,
  add constraint credit_holds_spent_when_given_back check (not is_spent or status in ('released', 'expired'));
alter table public.external_holds add column is_spent boolean not null default false;
alter table public.credit_operations add column terms jsonb;
grant delete on public.credit_usage to model_3d_service;
alter table public.credit_accounts alter column held type bigint;
drop function public.model_3d_lock_credit_account(${userIdType});
${lockAccount(userIdType, "bigint")}
${LOCKING.map((make) => again(wide(make(userIdType)))).join("\n")}
${again(resetWithinRange(userIdType))}
${countUsage(userIdType)}
${again(openExternalHold(userIdType, OPENING))}
drop function public.model_3d_reach_external_limit(${userIdType}, integer, timestamptz, jsonb);
${again(makeHold(userIdType, HOLD))}
${releaseOrSpend(userIdType)}
${again(grantOnTerms(userIdType))}
${delegateFormer(userIdType)}

-- What a service consumed is known for longer than its user, as what was charged is.
alter table public.provider_costs drop constraint if exists provider_costs_user_id_fkey;

do $migration$
begin
  set local role model_3d_service;
  delete from public.credit_usage;
  reset role;
end
$migration$;`,
    `
${[...LOCKING, resetSubscription].map((make) => again(make(userIdType))).join("\n")}
drop function public.model_3d_lock_credit_account(${userIdType});
alter table public.credit_accounts alter column held type integer;
${lockAccount(userIdType)}
${FORMER.map((make) => again(make(userIdType))).join("\n")}
${again(grantCredits(userIdType))}
alter table public.credit_operations drop column terms;
${again(makeHold(userIdType))}
${again(makeRelease(userIdType))}
${reachExternalLimit(userIdType)}
${again(openExternalHold(userIdType))}
${again(reachLimit(userIdType))}
${dropReleaseOrSpend(userIdType)}
${dropUsage}
revoke delete on public.credit_usage from model_3d_service;
alter table public.external_holds drop column is_spent;
alter table public.credit_holds drop column is_spent;${
      referencesUser === "" ? "" : `\nalter table public.provider_costs add constraint provider_costs_user_id_fkey foreign key (user_id) ${referencesUser} not valid;`
    }`,
  );
