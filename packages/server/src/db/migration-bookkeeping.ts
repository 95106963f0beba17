/** The table that says which migrations a database has had. Its rows are shown to its owner and to the service role only. */
export const MIGRATION_BOOKKEEPING = `
create table if not exists public.model_3d_migrations (
  name text primary key,
  applied_at timestamptz not null default now(),
  is_additive boolean not null default false
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

/** For a table of before there was the column; where it is there, nothing is locked and no right is needed. */
const ADD_COLUMN = `do $migration$
begin
  if not exists (select from pg_attribute where attrelid = 'public.model_3d_migrations'::regclass and attname = 'is_additive' and not attisdropped) then
    alter table public.model_3d_migrations add column is_additive boolean not null default false;
  end if;
end
$migration$;
`;

/** Says that a database has had a migration. */
export const recordMigration = (name: string, { isAdditive = false }: { isAdditive?: boolean | undefined }): string =>
  isAdditive ? `${ADD_COLUMN}insert into public.model_3d_migrations (name, is_additive) values ('${name}', true)` : `insert into public.model_3d_migrations (name) values ('${name}')`;

/** What a database has had; also where its table has no such column. */
export const SELECT_MIGRATIONS = `select name, applied_at as "appliedAt", coalesce((to_jsonb(one) ->> 'is_additive')::boolean, false) as "isAdditive" from public.model_3d_migrations as one order by name`;
