import { openExternalHold, reachLimit } from "./credit-limit-functions.ts";
import { sqlMigration, type MakeMigration } from "./migration.ts";
import { protectTable } from "./row-level-security.ts";

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
${reachLimit(userIdType, "model_3d_reach_external_limit")}
${openExternalHold(userIdType, "model_3d_reach_external_limit")}`,
    `
drop function public.model_3d_open_external_hold(${userIdType}, uuid, text, integer, boolean, timestamptz, timestamptz, jsonb);
drop function public.model_3d_reach_external_limit(${userIdType}, integer, timestamptz, jsonb);
drop table public.external_ledgers;
drop table public.external_holds;
drop function public.model_3d_guard_external_hold();`,
  );
