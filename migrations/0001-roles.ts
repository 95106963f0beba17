import { sqlMigration, type MakeMigration } from "./migration.ts";
import { protectTable } from "./row-level-security.ts";

/**
 * Roles belong to the whole server and not to one database: another database may make or grant them at this very moment,
 * which Postgres reports as a duplicate or as "tuple concurrently updated" (internal_error).
 */
const makeRoles = `
do $migration$
declare
  v_role text;
  v_try integer;
  v_mode text := case when current_setting('server_version_num')::integer >= 160000 then 'SET' else 'MEMBER' end;
begin
  foreach v_role in array array['model_3d_user', 'model_3d_service'] loop
    begin
      if not exists (select from pg_roles where rolname = v_role) then
        execute format('create role %I nologin', v_role);
      end if;
    exception when duplicate_object or unique_violation then
      null;
    end;
    for v_try in 1..50 loop
      begin
        exit when pg_has_role(current_user, v_role, v_mode);
        execute format('grant %I to current_user', v_role);
      exception when internal_error or unique_violation then
        if v_try = 50 then raise; end if;
        perform pg_sleep(0.02);
      end;
    end loop;
    if not has_schema_privilege(v_role, 'public', 'USAGE') then
      execute format('grant usage on schema public to %I', v_role);
    end if;
  end loop;
end
$migration$;`;

const dropRoles = `
do $migration$
declare
  v_role text;
begin
  foreach v_role in array array['model_3d_user', 'model_3d_service'] loop
    if exists (select from pg_roles where rolname = v_role) then
      begin
        execute format('revoke usage on schema public from %I', v_role);
        execute format('drop role %I', v_role);
      exception when dependent_objects_still_exist or insufficient_privilege or undefined_object or internal_error then
        raise notice 'The role % is still used elsewhere on this server and stays.', v_role;
      end;
    end if;
  end loop;
end
$migration$;`;

/** The two roles, and who is asking. On Supabase the same function also knows its signed-in user. */
export const roles: MakeMigration = ({ userIdType }) =>
  sqlMigration(
    "0001-roles",
    `${makeRoles}
${protectTable("model_3d_migrations", { own: null, service: "select" })}

do $migration$
declare
  v_identity text := $$nullif(current_setting('model_3d.user_id', true), '')::${userIdType}$$;
begin
  if to_regprocedure('auth.uid()') is not null then
    v_identity := format('coalesce(%s, auth.uid()::${userIdType})', v_identity);
  end if;
  execute format('create function public.model_3d_current_user_id() returns ${userIdType} language sql stable set search_path = pg_catalog, pg_temp as %L', 'select ' || v_identity);
end
$migration$;

create function public.model_3d_touch_updated_at() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.updated_at is not distinct from old.updated_at then
    new.updated_at := now();
  end if;
  return new;
end
$$;
revoke all on function public.model_3d_touch_updated_at() from public;`,
    `
drop policy model_3d_migrations_service on public.model_3d_migrations;
revoke all on public.model_3d_migrations from model_3d_service;
drop function public.model_3d_touch_updated_at();
drop function public.model_3d_current_user_id();
${dropRoles}`,
  );
