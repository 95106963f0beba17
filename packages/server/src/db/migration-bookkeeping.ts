/** The table that says which migrations a database has had. Its rows are shown to its owner and to the service role only. */
export const MIGRATION_BOOKKEEPING = `
create table if not exists public.model_3d_migrations (
  name text primary key,
  applied_at timestamptz not null default now()
);
do $migration$
begin
  if not (select relforcerowsecurity from pg_class where oid = 'public.model_3d_migrations'::regclass) then
    alter table public.model_3d_migrations enable row level security;
    alter table public.model_3d_migrations force row level security;
    execute format('create policy model_3d_migrations_owner on public.model_3d_migrations for all to %I using (true) with check (true)', current_user);
  end if;
end
$migration$`;
