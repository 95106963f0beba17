/**
 * SQL that takes back what Supabase's default privileges hand out with each new table, sequence and function in `public`: everything, to the
 * roles of its data API. What is left is reading, under the policies of the own rows, by signed-in users (the columns that our own user role may
 * read, where it may not read all) and by the service key; nothing for visitors, nothing of tables that are no user's business. It follows every run of the migrations, so that no later one can forget it.
 * A `user_credits` that was the host's keeps the host's grants. Elsewhere it does nothing.
 */
export const takeBackFromPlatform = `
do $migration$
declare
  v_role record;
  v_thing record;
begin
  if to_regprocedure('auth.uid()') is null then
    return;
  end if;
  for v_role in select oid, rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role') loop
    for v_thing in
      select class.oid::regclass as name, wanted, wanted_columns, array(select privilege_type from aclexplode(relacl) where grantee = v_role.oid order by 1) as given,
        array(select quote_ident(attname) || ' ' || privilege_type from pg_attribute, aclexplode(attacl) where attrelid = class.oid and grantee = v_role.oid order by 1) as given_columns
      from pg_class class
      cross join lateral (select v_role.rolname <> 'anon' and exists (select from pg_policy where polrelid = class.oid and polname = relname || '_own_rows') as is_readable,
        array(select quote_ident(attname) || ' SELECT' from pg_attribute, aclexplode(attacl) where v_role.rolname = 'authenticated' and attrelid = class.oid and grantee = 'model_3d_user'::regrole and privilege_type = 'SELECT' order by 1) as user_columns) as ours
      cross join lateral (select case when is_readable and user_columns = array[]::text[] then array['SELECT'] else array[]::text[] end as wanted,
        case when is_readable then user_columns else array[]::text[] end as wanted_columns) as wish
      where relnamespace = 'public'::regnamespace
        and exists (select from pg_policy where polrelid = class.oid and polname = relname || '_service')
        and not (relname = 'user_credits' and exists (select from pg_attribute where attrelid = class.oid and attname = 'rank' and col_description(class.oid, attnum) like 'kept|%'))
    loop
      if v_thing.given <> v_thing.wanted or v_thing.given_columns <> v_thing.wanted_columns then
        execute format('revoke all on table %s from %I', v_thing.name, v_role.rolname);
        if v_thing.wanted_columns <> array[]::text[] then
          execute format('grant select (%s) on table %s to %I', replace(array_to_string(v_thing.wanted_columns, ', '), ' SELECT', ''), v_thing.name, v_role.rolname);
        end if;
        if v_thing.wanted <> array[]::text[] then
          execute format('grant select on table %s to %I', v_thing.name, v_role.rolname);
        end if;
      end if;
    end loop;
    for v_thing in
      select sequence.oid::regclass as name
      from pg_class sequence join pg_depend on objid = sequence.oid and classid = 'pg_class'::regclass and deptype in ('a', 'i')
      join pg_policy on polrelid = refobjid and polname = (select relname from pg_class where oid = refobjid) || '_service'
      where relkind = 'S' and relnamespace = 'public'::regnamespace and exists (select from aclexplode(relacl) where grantee = v_role.oid)
    loop
      execute format('revoke all on sequence %s from %I', v_thing.name, v_role.rolname);
    end loop;
    for v_thing in
      select oid::regprocedure as name from pg_proc
      where pronamespace = 'public'::regnamespace and proname like 'model\\_3d\\_%' and proname <> 'model_3d_current_user_id' and exists (select from aclexplode(proacl) where grantee = v_role.oid)
    loop
      execute format('revoke all on function %s from %I', v_thing.name, v_role.rolname);
    end loop;
  end loop;
end
$migration$;`;
