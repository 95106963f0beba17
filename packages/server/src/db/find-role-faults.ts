import { assertCanTakeRole } from "./assert-can-take-role.ts";
import type { Database } from "./open-database.ts";
import { SERVICE_ROLE, TABLES, USER_ROLE } from "./roles.ts";

interface RoleFacts {
  superusers: string[];
  bypassing: string[];
  owns: string[];
  unforced: string[];
  unguarded: string[];
  writable: string[];
  writableByPages: string[];
}

/** Something by which users reach rows of others, and the SQL that takes it away. */
export interface RoleFault {
  what: string;
  remedy: readonly string[];
}

const IS_OWN = "user_id = (select public.model_3d_current_user_id())";
/** Rows that name no user, as the migrations have it. */
const CONDITIONS: Readonly<Record<string, string>> = {
  model_input_images: `exists (select from public.product_3d_models model where model.id = model_id and model.${IS_OWN})`,
};

/**
 * By what the user role could see or write rows of others on this very database: as a superuser, by BYPASSRLS, as an owner, by a grant to write,
 * because a table is not forced, or because the policy is gone that keeps any other from showing more.
 *
 * @throws DatabaseError where a role is missing or the login may not take it.
 */
export async function findRoleFaults(database: Database): Promise<{ faults: RoleFault[]; /** `anon may write user_credits`, on Supabase. */ writableByPages: string[] }> {
  for (const role of [USER_ROLE, SERVICE_ROLE]) await assertCanTakeRole(database, role);
  const facts = await readFacts(database);
  const { superusers, bypassing, owns, unforced } = facts;
  const takeFrom = (attribute: string) => (role: string) => (role === USER_ROLE ? `alter role ${USER_ROLE} ${attribute};` : `revoke ${quote(role)} from ${USER_ROLE};`);
  const faults: RoleFault[] = [];
  if (bypassing.length > 0) faults.push({ what: "it may bypass row level security (BYPASSRLS)", remedy: bypassing.filter((role) => !superusers.includes(role) || role === USER_ROLE).map(takeFrom("nobypassrls")) });
  // Whatever else is seen of a superuser follows from that.
  if (superusers.length > 0) return { writableByPages: [], faults: [{ what: "it is a superuser, or may become one", remedy: superusers.map(takeFrom("nosuperuser")) }, ...faults] };
  const [writable, unguarded] = [facts.writable.filter((table) => !owns.includes(table)), facts.unguarded.filter((policy) => !owns.some((table) => policy.endsWith(` on ${table}`)))];
  if (owns.length > 0) faults.push({ what: `it owns ${owns.join(", ")}`, remedy: owns.map((table) => `alter table public.${table} owner to current_user;`) });
  if (writable.length > 0) faults.push({ what: `it may write ${writable.join(", ")}`, remedy: writable.map((table) => `revoke insert, update, delete, truncate on public.${table} from ${USER_ROLE};`) });
  if (unforced.length > 0) faults.push({ what: `row level security is not on and forced on ${unforced.join(", ")}`, remedy: unforced.map((table) => `alter table public.${table} enable row level security, force row level security;`) });
  if (unguarded.length > 0) faults.push({ what: `a policy is missing, or was changed, that keeps others from showing more: ${unguarded.join(", ")} (\`model-3d migrate --print-sql\` prints how it is made)`, remedy: unguarded.flatMap(guardAgain) });
  return { writableByPages: facts.writableByPages, faults };
}

/** @param policy `generation_batches_only_own_rows on generation_batches` */
function guardAgain(policy: string): string[] {
  const table = policy.split(" on ").at(-1) ?? "";
  return [`drop policy if exists ${table}_only_own_rows on public.${table};`, `create policy ${table}_only_own_rows on public.${table} as restrictive for select to ${USER_ROLE} using (${CONDITIONS[table] ?? IS_OWN});`];
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

async function readFacts(database: Database): Promise<RoleFacts> {
  const { rows } = await database.knex.raw<{ rows: [RoleFacts] }>(
    `with reachable as (select * from pg_roles where pg_has_role(?, oid, 'MEMBER')),
     ours as (select c.* from pg_class c where c.oid in (select to_regclass('public.' || name) from unnest(?::text[]) as name))
     select
       array(select rolname::text from reachable where rolsuper order by 1) as superusers,
       array(select rolname::text from reachable where rolbypassrls order by 1) as bypassing,
       array(select relname::text from ours where relowner in (select oid from reachable) order by 1) as owns,
       array(select relname::text from ours where not (relrowsecurity and relforcerowsecurity) order by 1) as unforced,
       array(select format('%s_only_own_rows on %s', relname, relname) from ours
         cross join lateral (select exists (select from pg_attribute where attrelid = ours.oid and attname = 'rank' and relname = 'user_credits' and col_description(ours.oid, attnum) like 'kept|%') as kept) as host
         where exists (select from pg_roles as asking
           where (rolname = ? or (rolname in ('anon', 'authenticated') and to_regprocedure('auth.uid()') is not null and not kept))
             and has_any_column_privilege(asking.oid, ours.oid, 'SELECT')
             and not exists (select from pg_policy where polrelid = ours.oid and polname = relname || '_only_own_rows' and not polpermissive and polcmd = 'r' and asking.oid = any (polroles)
               and pg_get_expr(polqual, polrelid) ~ '^\\((user_id = |EXISTS |\\(CURRENT_USER <> ALL ).*model_3d_current_user_id\\(\\) AS'))
         order by 1) as unguarded,
       array(select relname::text from ours where has_table_privilege(?, oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
         or has_any_column_privilege(?, oid, 'INSERT, UPDATE') order by 1) as writable,
       array(select format('%s may write %s', rolname, relname) from ours cross join pg_roles as page
         where rolname in ('anon', 'authenticated')
           and (has_table_privilege(page.oid, ours.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') or has_any_column_privilege(page.oid, ours.oid, 'INSERT, UPDATE'))
           -- The host's own user_credits keeps the host's grants; without a policy they open nothing.
           and (relname <> 'user_credits' or exists (select from pg_policy where polrelid = ours.oid and polcmd <> 'r' and polpermissive
             -- Ours for the programs of the host, which says itself that it is none for pages.
             and not (polname = 'user_credits_host_programs' and pg_get_expr(polqual, polrelid) like '(CURRENT_USER <> ALL %authenticated%')
             and exists (select from unnest(polroles) as named where case named when 0 then true else pg_has_role(page.oid, named, 'MEMBER') end)))
         order by 1) as "writableByPages"`,
    [USER_ROLE, [...TABLES], USER_ROLE, USER_ROLE, USER_ROLE],
  );
  return rows[0];
}
