interface Protection {
  /** The condition under which a row is the asking user's; null where no row is any user's business. */
  readonly own?: string | null;
  /** What the service role may do. */
  readonly service?: string;
}

export const IS_OWN = "user_id = (select public.model_3d_current_user_id())";

/** A policy for a role holds for the members of the role too, and the login is one: only who took the role shall pass. */
const IS_SERVICE = "current_user = 'model_3d_service'";

/**
 * SQL that lets a table be read by the owners of its rows and written by the service role only. The policy of the owners
 * names no role: it holds for the user role and, where the platform has its own (Supabase), for that one too.
 */
export function protectTable(table: string, { own = IS_OWN, service = "select, insert, update, delete" }: Protection = {}): string {
  const readable = own === null ? "" : `
create policy ${table}_own_rows on public.${table} for select using (${own});
grant select on public.${table} to model_3d_user;`;
  return `
alter table public.${table} enable row level security;
alter table public.${table} force row level security;
revoke all on public.${table} from public;${readable}
create policy ${table}_service on public.${table} for all to model_3d_service using (${IS_SERVICE}) with check (${IS_SERVICE});
grant ${service} on public.${table} to model_3d_service;`;
}

/** SQL that leaves a function to the service role. */
export function protectFunction(signature: string): string {
  return `
revoke all on function public.${signature} from public;
grant execute on function public.${signature} to model_3d_service;`;
}

/** A policy of tables that came after the platform's were taken into account: what is restrictive can't be added to by one that a host makes. */
export const keepToOwnRows = (table: string) => `
do $migration$
declare
  v_pages text := case when to_regprocedure('auth.uid()') is null then '' else (select coalesce(string_agg(', ' || quote_ident(rolname), '' order by rolname), '') from pg_roles where rolname in ('anon', 'authenticated')) end;
begin
  execute format('create policy ${table}_only_own_rows on public.${table} as restrictive for select to model_3d_user%s using (%s)', v_pages, '${IS_OWN}');
end
$migration$;`;
