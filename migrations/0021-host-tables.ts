import { sqlMigration, type MakeMigration } from "./migration.ts";
import { IS_OWN } from "./row-level-security.ts";

/** Tables of which users see their own rows. */
const TABLES = ["user_credits", "credit_accounts", "credit_holds", "credit_charges", "credit_refunds", "credit_ledger", "credit_subscriptions", "credit_operations", "external_holds",
  "product_3d_model_versions", "product_3d_models", "model_event_streams", "model_events", "stored_files", "idempotency_keys", "provider_tasks", "provider_files"];
const IMAGES = "model_input_images";
const IS_OWN_IMAGE = `exists (select from public.product_3d_models model where model.id = model_id and model.${IS_OWN})`;

/** Who asks in the name of a user: our own role, and on Supabase the pages. */
const ASKS_FOR_A_USER = "('model_3d_user', 'anon', 'authenticated')";

/** What 0002 wrote down about a table that was the host's: `kept`, the columns that it added, and what row level security was; nothing where it made the table. */
const KEPT = `string_to_array(col_description('public.user_credits'::regclass,
    (select attnum from pg_attribute where attrelid = 'public.user_credits'::regclass and attname = 'rank' and not attisdropped)), '|')`;

/**
 * Policies add up: one more that lets all rows through, by the host or for the host's own programs, would open them to users too. What is
 * restrictive can't be added to. Where it says the very same as the policy of the own rows, Postgres looks once. The host's own table goes on
 * for the logins of the host, which may be members of the role: there the condition names the role that asks.
 */
const keepToOwnRows = `
do $migration$
declare
  v_pages text := case when to_regprocedure('auth.uid()') is null then '' else (select coalesce(string_agg(', ' || quote_ident(rolname), '' order by rolname), '') from pg_roles where rolname in ('anon', 'authenticated')) end;
  v_kept text[] := ${KEPT};
  v_table text;
begin
  foreach v_table in array array['${[...TABLES, IMAGES].join("', '")}'] loop
    if v_table = 'user_credits' and v_kept[1] = 'kept' then
      -- What pages may see of it is the host's to say.
      create policy user_credits_only_own_rows on public.user_credits as restrictive for select to model_3d_user using (current_user not in ${ASKS_FOR_A_USER} or ${IS_OWN});
    else
      execute format('create policy %I on public.%I as restrictive for select to model_3d_user%s using (%s)', v_table || '_only_own_rows', v_table, v_pages,
        case v_table when '${IMAGES}' then '${IS_OWN_IMAGE}' else '${IS_OWN}' end);
    end if;
  end loop;
end
$migration$;`;

/** Numbers that the host's own columns give themselves with each row, also with a row of ours. */
const HOST_SEQUENCES = `select sequence.oid::regclass as name from pg_class sequence join pg_depend on objid = sequence.oid and classid = 'pg_class'::regclass and deptype = 'a'
    where sequence.relkind = 'S' and refobjid = 'public.user_credits'::regclass`;

/**
 * Where the host's table had no row level security, whoever was granted something went on without any policy. A rank of the host's means
 * something else: ours is then chosen with each row, so that subscriptions are spent first.
 */
const leaveToHost = `
do $migration$
declare
  v_kept text[] := ${KEPT};
  v_sequence record;
begin
  if v_kept[1] is distinct from 'kept' then
    return;
  end if;
  for v_sequence in ${HOST_SEQUENCES} loop
    execute format('grant usage on sequence %s to model_3d_service', v_sequence.name);
  end loop;
  if v_kept[3] = 'off' then
    create policy user_credits_host_programs on public.user_credits for all to public using (current_user not in ${ASKS_FOR_A_USER}) with check (current_user not in ${ASKS_FOR_A_USER});
  end if;
  if not 'rank' = any (string_to_array(v_kept[2], ',')) then
    create function public.model_3d_rank_grant() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
    declare
      v_rank smallint := case new.plan_type when 'subscription' then 0 else 1 end;
    begin
      if new.chosen_rank is null or (tg_op = 'UPDATE' and old.plan_type <> new.plan_type and old.chosen_rank = 1 - v_rank) then
        new.chosen_rank := v_rank;
      end if;
      return new;
    end
    $$;
    revoke all on function public.model_3d_rank_grant() from public;
    create trigger user_credits_rank_grant before insert or update of plan_type, chosen_rank on public.user_credits for each row execute function public.model_3d_rank_grant();
    alter table public.user_credits disable trigger user_credits_touch_updated_at;
    update public.user_credits set chosen_rank = null where chosen_rank is null;
    alter table public.user_credits enable trigger user_credits_touch_updated_at;
  end if;
end
$migration$;`;

/** What holds for users whatever a host adds to its database, and what a host's own table of credits keeps. */
export const hostTables: MakeMigration = () =>
  sqlMigration(
    "0021-host-tables",
    `${keepToOwnRows}
${leaveToHost}`,
    `
do $migration$
declare
  v_sequence record;
begin
  for v_sequence in ${HOST_SEQUENCES} loop
    execute format('revoke usage on sequence %s from model_3d_service', v_sequence.name);
  end loop;
end
$migration$;
drop trigger if exists user_credits_rank_grant on public.user_credits;
drop function if exists public.model_3d_rank_grant();
drop policy if exists user_credits_host_programs on public.user_credits;
${[...TABLES, IMAGES].map((table) => `drop policy ${table}_only_own_rows on public.${table};`).join("\n")}`,
  );
