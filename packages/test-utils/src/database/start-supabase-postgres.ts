import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { launchPostgres, waitForPostgres } from "./start-test-postgres.ts";

export interface SupabasePostgres {
  /** Of the database, for one of Supabase's roles that log in. */
  url(role: "postgres" | "authenticator" | "supabase_auth_admin" | "supabase_admin"): string;
  stop(): Promise<void>;
}

const PASSWORD = "postgres";

/** The program's first login gives its name up: on Supabase `postgres` is no superuser. */
const RENAME = `
create role helper login superuser password '${PASSWORD}';`;
const SWAP = `
alter role postgres rename to supabase_admin;
alter role supabase_admin password '${PASSWORD}';
create role postgres login nosuperuser createdb createrole replication bypassrls password '${PASSWORD}';
alter database postgres owner to postgres;
grant all on database postgres to postgres;`;

/** The roles of a Supabase project, its schema `auth`, and the privileges that its databases begin with. */
const PROJECT = `
drop role helper;
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role authenticator login noinherit password '${PASSWORD}';
grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role to postgres;
create role supabase_auth_admin login noinherit createrole password '${PASSWORD}';
create role dashboard_user nosuperuser createdb createrole replication;

create schema extensions;
grant usage on schema extensions to postgres, anon, authenticated, service_role;
alter role postgres set search_path = "$user", public, extensions;
alter role supabase_auth_admin set search_path = auth;
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';

alter schema public owner to pg_database_owner;
grant usage on schema public to postgres, anon, authenticated, service_role;

create schema auth authorization supabase_admin;
grant usage on schema auth to anon, authenticated, service_role;
grant all on schema auth to supabase_auth_admin, postgres, dashboard_user;
create table auth.users (
  instance_id uuid,
  id uuid primary key,
  aud varchar(255),
  role varchar(255),
  email varchar(255),
  raw_user_meta_data jsonb,
  is_anonymous boolean not null default false,
  created_at timestamptz,
  updated_at timestamptz
);
alter table auth.users owner to supabase_auth_admin;
alter table auth.users enable row level security;
grant all on auth.users to postgres, dashboard_user;

create function auth.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
  )::uuid
$$;
create function auth.role() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')
  )::text
$$;
create function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim', true), ''), nullif(current_setting('request.jwt.claims', true), ''))::jsonb
$$;
alter function auth.uid() owner to supabase_auth_admin;
alter function auth.role() owner to supabase_auth_admin;
alter function auth.jwt() owner to supabase_auth_admin;`;

/** What Supabase gives its API roles of everything that `postgres` makes in `public`. */
const DEFAULT_PRIVILEGES = ["postgres", "supabase_admin"]
  .flatMap((maker) => ["tables", "functions", "sequences"].map((what) => `alter default privileges for role ${maker} in schema public grant all on ${what} to postgres, anon, authenticated, service_role;`))
  .join("\n");

/**
 * A server of its own, set up as Supabase sets up the database of a project, as far as roles, privileges and `auth` go. Roles belong to a
 * whole server, so it can't be the one that other tests share.
 */
export async function startSupabasePostgres(): Promise<SupabasePostgres> {
  const stateFolder = await mkdtemp(join(tmpdir(), "model-3d-supabase-"));
  await chmod(stateFolder, 0o755);
  launchPostgres(stateFolder);
  const server = await waitForPostgres(stateFolder);
  const at = (role: string) => {
    const url = new URL(`${server.url}/postgres`);
    [url.username, url.password] = [role, PASSWORD];
    return url.href;
  };
  for (const [role, sql] of [["postgres", RENAME], ["helper", SWAP], ["supabase_admin", PROJECT + DEFAULT_PRIVILEGES]] as const) await execute(at(role), sql);
  return { url: at, stop: server.stop };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
