import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { grantCredits } from "../credits/credit-service.ts";
import { beginAs } from "./begin-as.ts";
import { openDatabase, type Database } from "./open-database.ts";

const WHO = "select current_user::text as role, coalesce(current_setting('model_3d.user_id', true), '') as id";
const OWNERS = "select distinct user_id from user_credits";

describe("the identity of a request, on a pool of one connection", () => {
  let test: TestDatabase;
  let database: Database;
  let administrator: pg.Client;
  const [ann, bob] = [randomUUID(), randomUUID()];
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
    database = await openDatabase({ connection: test.connection, poolSize: 1 });
    administrator = new pg.Client({ connectionString: String(test.connection) });
    await administrator.connect();
    for (const userId of [ann, bob]) await database.asService((trx) => grantCredits(trx, { userId, amount: 5, planType: "one_time", reason: "test" }));
  });
  afterAll(async () => {
    await administrator.end();
    await database.close();
    await test.remove();
  });
  const who = async () => vi.waitFor(async () => (await database.knex.raw<{ rows: unknown[] }>(WHO)).rows[0], { timeout: 5000 });
  const backend = async () => (await database.knex.raw<{ rows: [{ pid: number }] }>("select pg_backend_pid() as pid")).rows[0].pid;
  const accounts = () => database.asService((trx) => trx("provider_accounts").orderBy("provider").pluck("provider"));
  const nobody = { role: "postgres", id: "" };

  it("is gone when the connection breaks in the middle of a request and another takes its place", async () => {
    const pid = await backend();
    const broken = database.asUser(ann, async (trx) => {
      await trx.raw(OWNERS);
      await administrator.query("select pg_terminate_backend($1)", [pid]);
      await trx.raw(OWNERS);
    });
    await expect(broken).rejects.toThrow();
    expect(await who()).toEqual(nobody);
    expect(await backend()).not.toBe(pid);
    const reading = database.readAsUser(bob, database.knex.raw("select pg_terminate_backend(pg_backend_pid())"));
    await expect(reading).rejects.toThrow();
    expect(await who()).toEqual(nobody);
  });

  it("is gone when a statement is cancelled, as by a time limit", async () => {
    await database.asUser(ann, (trx) => trx.raw(OWNERS));
    expect(await who()).toEqual(nobody);
    await expect(database.asUser(ann, (trx) => trx.raw("set local statement_timeout = 50; select pg_sleep(30)"))).rejects.toThrow(/statement timeout/);
    expect(await who()).toEqual(nobody);
  });

  it("never is that of a request at the same time: a hundred of two users over one connection", async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => database.readAsUser<{ user_id: string }>(i % 2 ? ann : bob, database.knex.raw(OWNERS))));
    expect(answers.map(([row]) => row?.user_id)).toEqual(Array.from({ length: 100 }, (_, i) => (i % 2 ? ann : bob)));
    expect(await who()).toEqual(nobody);
  });

  it("is each one's own where queries of several users go together, and none of them is left", async () => {
    const ids = Array.from({ length: 50 }, (_, i) => [ann, bob, randomUUID(), ""][i % 4] ?? "");
    const answers = await database.readAsUsers<{ user_id: string }>(ids.map((userId) => ({ userId, query: database.knex.raw(OWNERS) })));
    expect(answers).toEqual(ids.map((userId) => (userId === ann || userId === bob ? [{ user_id: userId }] : [])));
    expect(await database.readAsUsers([])).toEqual([]);
    const writing = [ann, bob].map((userId) => ({ userId, query: database.knex.raw("select set_config('role', 'postgres', true), (select 1 / (random() < 0)::integer)") }));
    await expect(database.readAsUsers(writing)).rejects.toThrow();
    expect(await who()).toEqual(nobody);
  });

  /** What is sent while this runs, of each message the first words and its last statement. */
  async function messagesOf(work: () => Promise<unknown>): Promise<string[]> {
    const sent: string[] = [];
    const send = pg.Client.prototype.query;
    vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (this: pg.Client, ...args: unknown[]) {
      const [query] = args as [string | { text: string }];
      sent.push(typeof query === "string" ? query : query.text);
      return Reflect.apply(send, this, args) as never;
    });
    await work().finally(() => vi.restoreAllMocks());
    return sent.map((text) => text.replace(/; select set_config.*?;?(\n|$)/s, "; ").toLowerCase().replace(/[; ]+$/, ""));
  }

  it("comes with the first statement of a transaction, and one that is refused leaves none open", async () => {
    const sent = await messagesOf(async () => {
      await database.asService((trx) => trx.raw("select 1"));
      await database.readSnapshot((trx) => trx.raw("select ?::integer", [2]).then(() => trx.raw("select 3")));
      await database.asService(async () => {});
      await expect(database.asService(() => Promise.reject(new Error("before any statement")))).rejects.toThrow("before any statement");
    });
    expect(sent).toEqual(["begin; select 1", "commit", "begin isolation level repeatable read read only; select '2'::integer", "select 3", "commit"]);
    await expect(database.asUser("nobody\0", async () => {})).rejects.toThrow(/NUL/);
    await expect(beginAs(database.knex, { userId: ann, role: "model_3d_nobody" }, (trx) => trx.raw(OWNERS))).rejects.toThrow(/role/);
    expect((await database.knex.raw("select pg_current_xact_id_if_assigned() as id, now() = statement_timestamp() as alone")).rows).toEqual([{ id: null, alone: true }]);
    expect(await who()).toEqual(nobody);
  });

  it("comes and goes with the only statement of a transaction, in one message", async () => {
    const sent = await messagesOf(async () => {
      expect(await database.statementAsService(async (trx) => (await trx.raw<{ rows: unknown[] }>(WHO)).rows)).toEqual([{ role: "model_3d_service", id: "" }]);
      expect(await database.statementAsService((trx) => trx("provider_accounts").insert({ provider: "one", next_request_at: new Date(0) }).returning("provider"))).toEqual([{ provider: "one" }]);
      expect(await database.statementAsService(async () => "nothing was asked")).toBe("nothing was asked");
    });
    expect(sent).toEqual([`begin; ${WHO.toLowerCase()};\ncommit`, expect.stringMatching(/^begin; insert into .*;\ncommit$/)]);
    expect(await accounts()).toEqual(["one"]);
    // What cannot be a part of another message takes three.
    const bytes = Buffer.from([0, 255]);
    expect(await messagesOf(async () => expect((await database.statementAsService((trx) => trx.raw<{ rows: unknown[] }>("select ?::bytea as bytes", [bytes]))).rows).toEqual([{ bytes }]))).toEqual(["begin", "select $1::bytea as bytes", "commit"]);
    expect(await who()).toEqual(nobody);
  });

  it("is gone where the only statement of a transaction is refused, and when its connection breaks", async () => {
    await expect(database.statementAsService((trx) => trx.raw("insert into provider_accounts (provider) values ((1 / (random() < 0)::integer)::text)"))).rejects.toMatchObject({ code: "22012" });
    expect(await who()).toEqual(nobody);
    expect((await database.knex.raw("select pg_current_xact_id_if_assigned() as id, now() = statement_timestamp() as alone")).rows).toEqual([{ id: null, alone: true }]);
    // Sent after its opening, for the bytes in it.
    await expect(database.statementAsService((trx) => trx.raw("select ?::bytea, 1 / (random() < 0)::integer", [Buffer.from([1])]))).rejects.toMatchObject({ code: "22012" });
    expect(await who()).toEqual(nobody);
    const pid = await backend();
    const broken = expect(database.statementAsService((trx) => trx.raw("select pg_sleep(30)"))).rejects.toThrow();
    await vi.waitFor(async () => expect((await administrator.query("select state from pg_stat_activity where pid = $1", [pid])).rows).toEqual([{ state: "active" }]));
    await administrator.query("select pg_terminate_backend($1)", [pid]);
    await broken;
    expect(await who()).toEqual(nobody);
    expect(await backend()).not.toBe(pid);
    expect(await database.statementAsService((trx) => Promise.all([trx.raw<{ rows: unknown[] }>(WHO), trx.raw<{ rows: unknown[] }>(WHO)]).then((both) => both.flatMap(({ rows }) => rows)))).toEqual(Array(2).fill({ role: "model_3d_service", id: "" }));
    expect(await who()).toEqual(nobody);
  });

  it("comes before the first statement, whatever that is", async () => {
    const asked = async (sql: string, values: readonly unknown[] = []) => database.asService(async (trx) => (await trx.raw<{ rows: unknown[] }>(sql, values as string[])).rows);
    const values = ["it's \\ $1 ?", 7, true, null, new Date(1_000), JSON.stringify({ a: "'" })];
    const types = "select ?::text as text, ?::integer as number, ?::boolean as flag, ?::text as nothing, ?::timestamptz as at, ?::jsonb as json";
    expect(await asked(types, values)).toEqual([{ text: values[0], number: 7, flag: true, nothing: null, at: new Date(1_000), json: { a: "'" } }]);
    expect(await asked("select ?::bytea as bytes", [Buffer.from([0, 255])])).toEqual([{ bytes: Buffer.from([0, 255]) }]);
    expect(await asked("select length(?) as length, current_user::text as role", ["x".repeat(40_000)])).toEqual([{ length: 40_000, role: "model_3d_service" }]);
    expect(await asked("select ?::float8 = 'NaN' as is_none", [NaN])).toEqual([{ is_none: true }]);
    const both = await database.asService((trx) => Promise.all([trx.raw<{ rows: unknown[] }>(WHO), trx.raw<{ rows: unknown[] }>(WHO)]));
    expect(both.map(({ rows }) => rows)).toEqual(Array(2).fill([{ role: "model_3d_service", id: "" }]));
    const several = await database.asService((trx) => trx.raw<{ rows: unknown[] }[]>("select 1 as one; select 2 as two"));
    expect(several.map(({ rows }) => rows)).toEqual([[{ one: 1 }], [{ two: 2 }]]);
    await expect(asked("select 1 / ?::integer", [0])).rejects.toMatchObject({ code: "22012" });
    expect(await who()).toEqual(nobody);
  });

  it("is not what somebody's session has left on a pooled connection", async () => {
    await database.knex.raw(`select set_config('model_3d.user_id', '${bob}', false), set_config('request.jwt.claims', '{"sub":"${bob}"}', false)`);
    expect(await database.readAsUser(ann, database.knex.raw(OWNERS))).toEqual([{ user_id: ann }]);
    expect(await database.readAsUser("", database.knex.raw(OWNERS))).toEqual([]);
    const serviceSees = await database.asService(async (trx) => (await trx.raw<{ rows: unknown[] }>("select public.model_3d_current_user_id() as id")).rows);
    expect(serviceSees).toEqual([{ id: null }]);
  });
});
