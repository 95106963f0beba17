import { DatabaseError, errorCode } from "./database-error.ts";
import type { Database } from "./open-database.ts";
import { SERVICE_ROLE, TABLES, USER_ROLE } from "./roles.ts";

interface RoleFacts {
  superuser: boolean;
  bypasses: boolean;
  owns: string[];
  unforced: string[];
  unguarded: string[];
  writable: string[];
  writableByPages: string[];
}

/**
 * Makes sure that row level security holds for users on this very database; meant for the start of the program.
 * @throws DatabaseError when the user role could see or write rows of others: as a superuser, by BYPASSRLS, as an owner,
 * by a grant to write, because a table is not forced, or because the policy is gone that keeps any other from showing more; when pages could write through Supabase's data API; or when the current login
 * cannot take the roles.
 */
export async function assertRolesAreSafe(database: Database): Promise<void> {
  for (const role of [USER_ROLE, SERVICE_ROLE]) await assertCanTakeRole(database, role);
  const facts = await readFacts(database);
  const faults: string[] = [];
  if (facts.superuser) faults.push("it is a superuser, or may become one");
  if (facts.bypasses) faults.push("it may bypass row level security (BYPASSRLS)");
  if (facts.owns.length > 0) faults.push(`it owns ${facts.owns.join(", ")}`);
  if (facts.writable.length > 0) faults.push(`it may write ${facts.writable.join(", ")}`);
  if (facts.unforced.length > 0) faults.push(`row level security is not on and forced on ${facts.unforced.join(", ")}`);
  if (facts.unguarded.length > 0) faults.push(`a policy is missing, or was changed, that keeps others from showing more: ${facts.unguarded.join(", ")} (\`model-3d migrate --print-sql\` prints how it is made)`);
  if (faults.length > 0) throw new DatabaseError(`The database role ${USER_ROLE} would let users reach rows of others: ${faults.join("; ")}. Take this away from the role, or run the migrations again.`);
  if (facts.writableByPages.length > 0) {
    throw new DatabaseError(`Pages could write through the data API of the database: ${facts.writableByPages.join("; ")}. Run the migrations again; where a policy of yours allows it, drop the policy: credits are given by the server.`);
  }
}

/** @throws DatabaseError in one line where the role is missing or the login may not take it. */
export async function assertCanTakeRole(database: Database, role: string): Promise<void> {
  try {
    await database.knex.transaction((trx) => trx.raw("select set_config('role', ?, true)", [role]));
  } catch (error) {
    const code = errorCode(error);
    if (code === "22023") throw new DatabaseError(`The database role ${role} does not exist. Run the migrations first.`, { cause: error });
    if (code === "42501") throw new DatabaseError(`The database login may not take the role ${role}. As an administrator, run: grant ${role} to <the login of the database URL>`, { cause: error });
    throw error;
  }
}

async function readFacts(database: Database): Promise<RoleFacts> {
  const { rows } = await database.knex.raw<{ rows: [RoleFacts] }>(
    `with reachable as (select * from pg_roles where pg_has_role(?, oid, 'MEMBER')),
     ours as (select c.* from pg_class c where c.oid in (select to_regclass('public.' || name) from unnest(?::text[]) as name))
     select
       (select bool_or(rolsuper) from reachable) as superuser,
       (select bool_or(rolbypassrls) from reachable) as bypasses,
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
