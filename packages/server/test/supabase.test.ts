import { randomUUID } from "node:crypto";
import { startSupabasePostgres, type SupabasePostgres } from "@model-3d/test-utils/database";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assertRolesAreSafe } from "../src/db/assert-roles-are-safe.ts";
import { migrate, rollback } from "../src/db/migrate.ts";
import { printMigrationsSql } from "../src/db/print-migrations-sql.ts";
import { openDatabase, type Database } from "../src/db/open-database.ts";
import { TABLES } from "../src/db/roles.ts";
import { authenticateBySupabase } from "../src/authenticate/authenticate-by-supabase.ts";
import { startIssuer, type Issuer } from "../src/authenticate/test/start-issuer.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";

const SETTINGS = { userTable: "auth.users" };
let supabase: SupabasePostgres;
let issuer: Issuer;
let database: Database;
let host: TestHost;
const [ann, bob] = [randomUUID(), randomUUID()];

/** One statement as the data API sends it: as `authenticator`, in a transaction of the role and the claims of the token. */
async function asApi<Row extends pg.QueryResultRow>(role: "anon" | "authenticated" | "service_role", userId: string | null, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: supabase.url("authenticator") });
  await client.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)", [role, JSON.stringify({ role, ...(userId ? { sub: userId } : {}) })]);
    const { rows } = await client.query<Row>(sql);
    await client.query("commit");
    return rows;
  } finally {
    await client.end();
  }
}
const asUser = <Row extends pg.QueryResultRow>(userId: string, sql: string) => asApi<Row>("authenticated", userId, sql);
async function administer(role: "supabase_admin" | "supabase_auth_admin" | "postgres", sql: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: supabase.url(role) });
  await client.connect();
  try {
    return (await client.query<pg.QueryResultRow>(sql)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  supabase = await startSupabasePostgres();
  issuer = await startIssuer(() => new Date());
  await issuer.rotate("ES256");
  await administer("supabase_auth_admin", `insert into auth.users (id, role) values ('${ann}', 'authenticated'), ('${bob}', 'authenticated')`);
  host = await startTestHost({ database: supabase.url("postgres"), ...SETTINGS, authenticate: await authenticateBySupabase({ url: issuer.url }) });
  host.provider.always = (run) => run.succeed();
  database = await openDatabase({ connection: supabase.url("postgres") });
});
afterAll(async () => {
  await host?.stop();
  await database?.close();
  await issuer?.stop();
  await supabase?.stop();
});

describe("on Supabase", () => {
  it("a signed-in user generates and sees the own model, by a token that Supabase issued, under a login that is no superuser", async () => {
    expect(await administer("postgres", "select rolsuper, rolbypassrls from pg_roles where rolname = current_user")).toEqual([{ rolsuper: false, rolbypassrls: true }]);
    for (const userId of [ann, bob]) {
      await host.model3d.credits.grant({ userId, amount: 50, planType: "one_time", reason: "welcome" });
      const headers = { authorization: `Bearer ${await issuer.sign(userId)}` };
      const signedIn: TestHost = { ...host, call: (method, path, request = {}) => host.call(method, path, { ...request, headers: { ...headers, ...request.headers } }) };
      const sourceId = randomUUID();
      const started = await signedIn.call("POST", "/api/generate-3d-model", { json: { imageUrls: await uploadPhotos(signedIn, userId), sourceType: "product", sourceId } });
      expect(started.status, JSON.stringify(started.body)).toBe(200);
      await until("the model is there", async () => (await signedIn.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${sourceId}`)).body.model);
      expect((await signedIn.call("GET", "/api/product-3d-models")).body.models).toHaveLength(1);
      expect((await signedIn.call("GET", "/api/credits")).body.balance).toBe(40);
    }
    expect((await host.call("GET", "/api/credits")).body.code).toBe("unauthorized");
  });

  it("a page that asks the data API directly sees the own rows only, on every table, without any WHERE", async () => {
    const readable = await administer("postgres", "select relname from pg_class join pg_policy on polrelid = pg_class.oid where polname = relname || '_own_rows' order by 1");
    expect(readable.length).toBeGreaterThan(10);
    for (const { relname } of readable as { relname: string }[]) {
      const of = async (userId: string) => (await asUser<{ count: number }>(userId, `select count(*)::integer as count from public.${relname}`))[0]?.count ?? -1;
      const [all] = (await database.asService((trx) => trx.raw<{ rows: [{ count: number }] }>(`select count(*)::integer as count from public.${relname}`))).rows;
      expect((await of(ann)) + (await of(bob)), relname).toBe(all.count);
      expect(await of(randomUUID()), relname).toBe(0);
    }
    expect(await asUser(ann, "select distinct user_id from public.product_3d_models")).toEqual([{ user_id: ann }]);
    expect(await asUser(ann, `select 1 from public.user_credits where user_id = '${bob}'`)).toEqual([]);
  });

  it("a page reads no column that is the host's: costs, references, reasons, however it asks", async () => {
    const differing = await administer(
      "postgres",
      `select relname, attname from pg_class join pg_attribute on attrelid = pg_class.oid where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped
       and has_column_privilege('authenticated', pg_class.oid, attnum, 'SELECT') <> has_column_privilege('model_3d_user', pg_class.oid, attnum, 'SELECT')`,
    );
    expect(differing).toEqual([]);
    for (const what of ["cost_amount from public.provider_tasks", "last_error from public.provider_tasks", "* from public.provider_files", "reference from public.external_holds", "key from public.credit_operations"]) {
      await expect(asUser(ann, `select ${what}`), what).rejects.toThrow(/permission denied/);
    }
    expect(await asUser(ann, "select state from public.provider_tasks")).toEqual(await database.asService(async (trx) => (await trx.raw<{ rows: object[] }>("select state from provider_tasks where user_id = ?", [ann])).rows));
    expect((await asApi("service_role", null, "select * from public.stored_files")).length).toBeGreaterThan(0);
  });

  it("the identity of our own roles can't be put on by a page, nor that of a page by our own roles", async () => {
    const pretend = `select set_config('model_3d.user_id', '${bob}', true)`;
    const client = new pg.Client({ connectionString: supabase.url("authenticator") });
    await client.connect();
    await client.query(`begin; set local role authenticated; select set_config('request.jwt.claims', '${JSON.stringify({ sub: ann })}', true), set_config('model_3d.user_id', '${bob}', true)`);
    expect((await client.query("select distinct user_id from public.product_3d_models")).rows).toEqual([{ user_id: ann }]);
    await client.query("rollback; begin; set local role anon");
    await client.query(pretend);
    await expect(client.query("select * from public.product_3d_models")).rejects.toThrow(/permission denied/);
    await client.end();
    const left = await database.knex.transaction(async (trx) => {
      await trx.raw(`select set_config('request.jwt.claims', '{"sub":"${bob}"}', true), set_config('role', 'model_3d_user', true)`);
      return (await trx.raw<{ rows: unknown[] }>("select * from public.product_3d_models")).rows;
    });
    expect(left).toEqual([]);
  });

  it("a page can write nothing through the data API: no table, no column, no sequence, no function of ours, with a user's token, without one, and with the service key", async () => {
    const columns = (await administer("postgres", "select relname, attname from pg_class join pg_attribute on attrelid = pg_class.oid where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''")) as { relname: string; attname: string }[];
    const sequences = (await administer("postgres", "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S'")) as { relname: string }[];
    const statements = [
      ...TABLES.flatMap((table) => [`insert into public.${table} default values`, `delete from public.${table}`, `truncate public.${table}`]),
      ...columns.map(({ relname, attname }) => `update public.${relname} set ${attname} = default`),
      ...sequences.flatMap(({ relname }) => [`select nextval('public.${relname}')`, `select setval('public.${relname}', 1)`]),
      `select public.model_3d_hold_credits('${bob}', '${randomUUID()}', 1, null, true)`,
      `select public.model_3d_lock_credit_account('${ann}')`,
    ];
    for (const role of ["authenticated", "anon", "service_role"] as const) {
      const client = new pg.Client({ connectionString: supabase.url("authenticator") });
      await client.connect();
      for (const statement of statements) {
        await client.query("begin");
        await client.query("select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)", [role, JSON.stringify({ sub: ann, role })]);
        await expect(client.query(statement), `${role}: ${statement}`).rejects.toThrow(/permission denied/);
        await client.query("rollback");
      }
      await client.end();
    }
    const callable = await administer("postgres", "select rolname, proname from pg_proc cross join pg_roles where rolname in ('anon', 'authenticated', 'service_role') and pronamespace = 'public'::regnamespace and proname <> 'model_3d_current_user_id' and has_function_privilege(pg_roles.oid, pg_proc.oid, 'EXECUTE')");
    expect(callable).toEqual([]);
  });

  it("a visitor sees nothing, and nobody sees what is no user's business", async () => {
    for (const table of TABLES) await expect(asApi("anon", null, `select * from public.${table}`), table).rejects.toThrow(/permission denied/);
    for (const table of ["model_3d_secrets", "webhook_inbox", "host_events", "provider_accounts", "model_3d_migrations"]) {
      for (const role of ["authenticated", "service_role"] as const) await expect(asApi(role, ann, `select * from public.${table}`), `${role} ${table}`).rejects.toThrow(/permission denied/);
    }
  });

  it("what a later migration would leave open is closed by the same run, and the program does not start before", async () => {
    await assertRolesAreSafe(database);
    await administer("postgres", "grant select on public.provider_tasks to authenticated; grant select (last_error) on public.provider_files to authenticated; grant all on public.product_3d_models to authenticated, anon; grant execute on function public.model_3d_lock_credit_account(uuid) to authenticated");
    await expect(assertRolesAreSafe(database)).rejects.toThrow(/Pages could write .*anon may write product_3d_models; authenticated may write product_3d_models.* Run the migrations again/);
    expect(await migrate(database, SETTINGS)).toEqual([]);
    await assertRolesAreSafe(database);
    await expect(asUser(ann, `select public.model_3d_lock_credit_account('${ann}')`)).rejects.toThrow(/permission denied/);
    for (const what of ["cost_amount from public.provider_tasks", "last_error from public.provider_files"]) await expect(asUser(ann, `select ${what}`), what).rejects.toThrow(/permission denied/);
  });

  it("a policy that somebody adds opens no row of others to a page", async () => {
    await administer("postgres", "create policy support on public.product_3d_models for select using (true)");
    expect(await asUser(ann, "select distinct user_id from public.product_3d_models")).toEqual([{ user_id: ann }]);
    await assertRolesAreSafe(database);
    await administer("postgres", "alter policy product_3d_models_only_own_rows on public.product_3d_models to model_3d_user");
    await expect(assertRolesAreSafe(database)).rejects.toThrow(/product_3d_models_only_own_rows on product_3d_models/);
    await administer("postgres", "alter policy product_3d_models_only_own_rows on public.product_3d_models to model_3d_user, anon, authenticated; drop policy support on public.product_3d_models");
  });

  it("a user who is deleted by Supabase's Auth takes the own rows along, and no others", async () => {
    await administer("supabase_auth_admin", `delete from auth.users where id = '${ann}'`);
    const owners = await database.asService(async (trx) => (await trx.raw<{ rows: { user_id: string }[] }>("select user_id from product_3d_models union select user_id from user_credits union select user_id from stored_files union select user_id from model_events")).rows);
    expect(owners).toEqual([{ user_id: bob }]);
  });
});

describe("a project with credits of its own, on Supabase", () => {
  const TABLE = `
    create table public.user_credits (id uuid primary key default gen_random_uuid(), user_id uuid not null references auth.users (id), credits int not null, plan_type text not null,
      status text not null default 'active', created_at timestamptz not null default now(), updated_at timestamptz not null default now());
    alter table public.user_credits enable row level security;
    create policy "Users see their credits" on public.user_credits for select using (auth.uid() = user_id);
    insert into public.user_credits (user_id, credits, plan_type) values ('${bob}', 9, 'one_time');`;

  it("keeps what its pages may, may apply the migrations as printed, and is told of a policy by which users could give themselves credits", async () => {
    await host.stop();
    await rollback(database, SETTINGS);
    await administer("postgres", "drop schema if exists pgboss cascade");
    await administer("postgres", TABLE);
    await administer("postgres", await printMigrationsSql(SETTINGS));
    expect(await migrate(database, SETTINGS)).toEqual([]);
    await assertRolesAreSafe(database);
    expect(await asUser(bob, "select credits from public.user_credits")).toEqual([{ credits: 9 }]);
    expect(await asUser(randomUUID(), "select credits from public.user_credits")).toEqual([]);
    await asUser(bob, "update public.user_credits set credits = 1000");
    await expect(asUser(bob, `insert into public.user_credits (user_id, credits, plan_type) values ('${bob}', 1000, 'one_time')`)).rejects.toThrow(/row-level security/);
    expect(await asUser(bob, "select credits from public.user_credits")).toEqual([{ credits: 9 }]);
    await expect(asUser(bob, "update public.credit_ledger set amount = 1")).rejects.toThrow(/permission denied/);
    await administer("postgres", 'create policy "Users change their credits" on public.user_credits for update to authenticated using (auth.uid() = user_id)');
    await expect(assertRolesAreSafe(database)).rejects.toThrow(/authenticated may write user_credits/);
  });
});
