import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import type { Knex } from "knex";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { TABLES } from "../src/db/roles.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type Answer, type TestHost } from "./start-test-host.ts";
import { createStubProvider } from "./stub-provider.ts";

const CLIENTS = 6;
const PRICE = 10;
/** That of the program's own migrations, in every version of it. */
const MIGRATION_LOCK = 7_303_304;
const MOST_TRIES = 10;

let test: TestDatabase;
let directory: string;
const hosts: TestHost[] = [];

beforeEach(async () => {
  test = await createTestDatabase({ kind: "postgres" });
  directory = await mkdtemp(join(tmpdir(), "model-3d-update-"));
});
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop();
  await test.remove();
  await rm(directory, { recursive: true, force: true });
});

async function openHost(told: string[] = []): Promise<TestHost> {
  const provider = createStubProvider();
  provider.always = (run) => run.succeed();
  const host = await startTestHost({ provider, database: String(test.connection), storage: { kind: "folder", directory }, generation: { concurrency: 3, maxPerUser: 50 }, logger: pino({ level: "warn" }, { write: (line: string) => void told.push(line) }) });
  hosts.push(host);
  return host;
}

/** Makes every function anew, and every policy of the own rows, as they are. */
const REMAKE = `
do $next$
declare
  v_thing record;
begin
  for v_thing in select pg_get_functiondef(oid) as text from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f' loop
    execute v_thing.text;
  end loop;
  for v_thing in select polname, relname, pg_get_expr(polqual, polrelid) as own from pg_policy join pg_class on pg_class.oid = polrelid where polname = relname || '_own_rows' loop
    execute format('drop policy %I on public.%I', v_thing.polname, v_thing.relname);
    execute format('create policy %I on public.%I for select using (%s)', v_thing.polname, v_thing.relname, v_thing.own);
  end loop;
end
$next$`;

/** What a migration of the next version may do to every table, in one transaction under the lock of migrations, that keeps others waiting. */
async function migrateToNext(column: string, tables: readonly string[]): Promise<void> {
  const change = async (trx: Knex.Transaction) => {
    await trx.raw("select pg_advisory_xact_lock(?)", [MIGRATION_LOCK]);
    for (const table of tables) await trx.raw(`alter table public.${table} add column ${column} text not null default 'new'`);
    await trx.raw(REMAKE);
    await until("requests wait for what it has locked", async () => {
      const { rows } = await trx.raw<{ rows: [{ waiting: number }] }>("select count(*)::integer as waiting from pg_locks where not granted and relation is not null");
      return rows[0].waiting >= CLIENTS / 2;
    });
  };
  await migrate(change);
}

/** A migration meets those at work at tables that they take in another order: one of the two is told to begin again. */
async function migrate(change: (trx: Knex.Transaction) => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return void (await test.database.knex.transaction(change));
    } catch (error) {
      if ((error as { code?: string }).code !== "40P01" || tries === MOST_TRIES) throw error;
    }
  }
}

it("a rolling update with migrations in between, under load: every request is done or 503, each model is there and charged once, and the old server goes on with the new tables", async () => {
  const old = await openHost();
  let serving = old;
  let isOver = false;
  const open = new Map<TestHost, number>();
  const statuses = new Map<number, number>();
  const wrong: unknown[] = [];

  /** As behind a balancer: to the server that serves now. */
  async function call(...[method, path, request]: Parameters<TestHost["call"]>): Promise<Answer> {
    const host = serving;
    open.set(host, (open.get(host) ?? 0) + 1);
    try {
      const answer = await host.call(method, path, request);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.status >= 500 && answer.status !== 503) wrong.push([method, path, answer.status, answer.body]);
      if (answer.status === 503) expect(answer.headers.get("retry-after")).not.toBeNull();
      return answer;
    } finally {
      open.set(host, (open.get(host) ?? 0) - 1);
    }
  }

  async function work(user: string, imageUrls: object): Promise<string[]> {
    const made: string[] = [];
    while (!isOver) {
      const request = { user, json: { imageUrls, sourceType: "product", sourceId: randomUUID() }, headers: { "idempotency-key": randomUUID() } };
      const started = await until("it is started", async () => {
        const answer = await call("POST", "/api/generate-3d-model", request);
        return answer.status === 200 && answer;
      });
      made.push(String(started.body.modelId));
      await until("it is made", async () => (await call("GET", `/api/generate-3d-model?taskId=${started.body.taskId}`, { user })).body.status === "SUCCEEDED");
      for (const path of ["/api/product-3d-models", "/api/credits", "/api/credits/ledger"]) await call("GET", path, { user });
    }
    return made;
  }

  const users = await Promise.all(Array.from({ length: CLIENTS }, () => old.user(100_000)));
  const photos = await Promise.all(users.map((user) => uploadPhotos(old, user)));
  const working = Promise.all(users.map((user, index) => work(user, photos[index] ?? {})));
  try {
    const [next] = await Promise.all([openHost(), migrateToNext("next_1", TABLES)]);
    await migrateToNext("next_2", TABLES.toReversed());
    serving = next;
    await until("the old server has nothing left to answer", () => open.get(old) === 0);
    await old.stop();
    hosts.splice(hosts.indexOf(old), 1);
    await migrateToNext("next_3", TABLES);
  } finally {
    isOver = true;
  }
  const made = await working;

  expect(wrong).toEqual([]);
  expect([...statuses.keys()].filter((status) => ![200, 409, 503].includes(status))).toEqual([]);
  for (const [index, user] of users.entries()) {
    expect((await serving.call("GET", "/api/credits", { user })).body).toMatchObject({ balance: 100_000 - PRICE * (made[index]?.length ?? 0), held: 0 });
    const { rows } = await test.database.knex.raw<{ rows: { id: string }[] }>("select id from product_3d_models where user_id = ? and status = 'SUCCEEDED' order by id", [user]);
    expect(rows.map(({ id }) => id)).toEqual(made[index]?.toSorted());
  }
  expect((await serving.model3d.check()).invariants.flatMap(({ rows }) => rows)).toEqual([]);
}, 120_000);

it("an old server that is started again once the next version has added to the tables works and says so; where it has changed them, it refuses", async () => {
  const records = (name: string, isAdditive: boolean) => test.database.knex.raw("insert into model_3d_migrations (name, is_additive) values (?, ?)", [name, isAdditive]);
  await openHost();
  await migrate((trx) => trx.raw(TABLES.map((table) => `alter table public.${table} add column next text not null default 'new'`).join(";")));
  await records("9998-next", true);
  await hosts.pop()?.stop();

  const told: string[] = [];
  const again = await openHost(told);
  expect(told.filter((line) => line.includes("9998-next"))).toEqual([expect.stringContaining("A newer version has added to the tables. This one works with it")]);
  const user = await again.user(100);
  const started = await again.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(again, user), sourceType: "product", sourceId: randomUUID() } });
  await until("it is made", async () => (await again.call("GET", `/api/generate-3d-model?taskId=${started.body.taskId}`, { user })).body.status === "SUCCEEDED");
  expect((await again.call("GET", "/api/credits", { user })).body).toMatchObject({ balance: 100 - PRICE, held: 0 });

  await records("9999-other", false);
  await expect(openHost()).rejects.toThrow("The database is newer than this program: it has had 9998-next, 9999-other. Update the program.");
}, 60_000);
