import type { Database } from "@model-3d/server/database";

/** Everything that a migration can make in `public`, one line a thing, in a stable order; roles and other schemas are left out. */
const CATALOGUE = `
with tables as (select oid, relname, relrowsecurity, relforcerowsecurity, relacl from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')),
parts (name, part, place, line) as (
  select relname, 1, '', format('table %s%s%s', relname, case when relrowsecurity then ', row level security' else '' end, case when relforcerowsecurity then ' forced' else '' end) from tables
  union all
  select relname, 2, lpad(attnum::text, 4, '0'), format('  column %s %s%s%s%s', attname, format_type(atttypid, atttypmod), case when attnotnull then ' not null' else '' end,
    case attidentity when 'a' then ' generated always as identity' else '' end,
    case when def.oid is null then '' when attgenerated = 's' then ' generated as ' || pg_get_expr(adbin, adrelid) else ' default ' || pg_get_expr(adbin, adrelid) end)
  from tables join pg_attribute on attrelid = tables.oid left join pg_attrdef def on def.adrelid = attrelid and def.adnum = attnum where attnum > 0 and not attisdropped
  union all
  select relname, 3, conname, format('  constraint %s %s', conname, pg_get_constraintdef(con.oid)) from tables join pg_constraint con on conrelid = tables.oid where contype in ('p', 'u', 'f', 'c')
  union all
  select tables.relname, 4, idx.relname, format('  %s', pg_get_indexdef(indexrelid)) from tables join pg_index on indrelid = tables.oid join pg_class idx on idx.oid = indexrelid
  where not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u'))
  union all
  select relname, 5, tgname, format('  %s', pg_get_triggerdef(trg.oid)) from tables join pg_trigger trg on tgrelid = tables.oid where not tgisinternal
  union all
  select relname, 6, polname, format('  policy %s%s for %s to %s%s%s', polname, case when polpermissive then '' else ' as restrictive' end, case polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
    (select string_agg(case r when 0 then 'public' else pg_get_userbyid(r) end, ', ') from unnest(polroles) as r),
    coalesce(' using ' || pg_get_expr(polqual, polrelid), ''), coalesce(' with check ' || pg_get_expr(polwithcheck, polrelid), ''))
  from tables join pg_policy on polrelid = tables.oid
  union all
  select relname, 7, role || privilege, format('  grant %s to %s', lower(privilege), role)
  from tables cross join unnest(array['model_3d_service', 'model_3d_user']) as role cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) as privilege
  where exists (select from pg_roles where rolname = role) and case when exists (select from pg_roles where rolname = role) then has_table_privilege(role, tables.oid, privilege) end
  union all
  select relname, 7, role || 'SELECT' || lpad(attnum::text, 4, '0'), format('  grant select (%s) to %s', attname, role)
  from tables join pg_attribute on attrelid = tables.oid cross join unnest(array['model_3d_service', 'model_3d_user']) as role
  where attnum > 0 and not attisdropped and exists (select from aclexplode(attacl) join pg_roles granted on granted.oid = grantee where rolname = role and privilege_type = 'SELECT')
  union all
  select 'zz ' || proname, 8, pg_get_function_identity_arguments(pg_proc.oid), pg_get_functiondef(pg_proc.oid) from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f'
  union all
  select 'zz ' || typname, 9, '', format('type %s', typname) from pg_type where typnamespace = 'public'::regnamespace and typtype in ('e', 'd')
  union all
  select 'zz ' || relname, 9, '', format('view %s', relname) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
)
select line from parts order by name collate "C", part, place collate "C"`;

/** What the schema `public` holds, as text: the same for the same schema, whichever way it came to be. */
export async function describeSchema(database: Database): Promise<string> {
  const { rows } = await database.knex.raw<{ rows: { line: string }[] }>(CATALOGUE);
  return rows.map(({ line }) => (line.startsWith("table ") ? `\n${line}` : line.includes("\n") ? `\n${line.trimEnd()}` : line)).join("\n").trimStart() + "\n";
}
